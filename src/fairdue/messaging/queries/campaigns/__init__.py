"""Looks up campaigns: whom they are for, what they would bring, and how far they have come."""
