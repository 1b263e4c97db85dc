"""Changes of matters, each with its journal entry."""
