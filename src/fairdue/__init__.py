"""Fairdue: lawful, explained, humane collections."""
