"""Carries messages out of the house, one address at a time. It knows no customers and no rules."""
