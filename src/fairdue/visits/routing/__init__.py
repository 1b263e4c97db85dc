"""Puts visits in an order that teams can drive. Knows stops and minutes, no customers."""
