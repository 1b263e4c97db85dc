"""Signing in and out, contact codes, caller challenges: all that changes this room's tables."""
