"""Looks figures up: in the lake, in the database, and the rows behind each."""
