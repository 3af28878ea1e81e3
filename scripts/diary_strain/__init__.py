"""Writing to a diary while it is being killed, and while an import runs."""
