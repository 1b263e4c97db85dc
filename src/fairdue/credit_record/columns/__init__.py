"""The rules of this room for every account at once."""
