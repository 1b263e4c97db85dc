"""Permits and contact attempts: the only door to a cardholder."""
