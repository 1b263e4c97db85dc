"""Chooses, plans, gives out and calls off visits; every change with its journal entry."""
