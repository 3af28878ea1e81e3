"""The user's library: SQLite, Arrow streams and originals behind one door."""
