"""From bytes to parsed activities and diary entries: one module a format, one file a vendor."""
