"""Runs files of law cases against the rules: two dialects, one registry of adapters."""
