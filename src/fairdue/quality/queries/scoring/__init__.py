"""Talks drawn, who may score them, what scores show."""
