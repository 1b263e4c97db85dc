"""The small language of computed columns: read, checked and turned into column expressions."""
