"""Invents a believable Chinese card portfolio of people who don't exist."""
