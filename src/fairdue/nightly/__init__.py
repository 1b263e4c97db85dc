"""The night: the whole portfolio, step by step, for one date."""
