"""Runners whose truth is known: their sessions, their watch, and the pain that follows."""
