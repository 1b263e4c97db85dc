"""Looks up how letters are printed, what they may say, and how far they have come."""
