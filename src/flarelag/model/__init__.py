"""The words everything else is written in: pure, and free of any file, database or screen."""
