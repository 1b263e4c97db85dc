"""The project's own order: layout, limits, texts, secrets."""
