"""Promises to pay and what became of them."""
