"""The only place where the layers meet: importing, classifying, diary, analysis, reporting."""
