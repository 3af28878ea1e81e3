"""A Strava of our own on 127.0.0.1: a real HTTP server whose clock, limits and faults we move."""
