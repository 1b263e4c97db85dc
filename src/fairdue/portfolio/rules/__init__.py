"""Pure rules of money: how payments count, what may be charged, what must be shown."""
