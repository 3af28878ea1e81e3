"""Randomised pairs of sessions: what is planned, drawn, stopped and found. Pure."""
