"""Looks up visits, rounds and places; changes nothing."""
