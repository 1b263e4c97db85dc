"""Decides where an account stands and what becomes of a case. Pure: no Django, clock or files."""
