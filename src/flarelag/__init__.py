"""flarelag: whether, when and how surely pain follows hard runs, from one's own data."""

__version__ = "0.1.0"
