"""The classifier, judged against sessions whose truth is known."""
