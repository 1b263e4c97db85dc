"""Looks up templates of papers, what a matter puts in them, and the papers there are."""
