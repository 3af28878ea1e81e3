"""The user's library: SQLite, Parquet and originals behind one door."""
