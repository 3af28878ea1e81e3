"""The `flarelag` command."""
