"""Replays past nights with another decision table; changes nothing of theirs."""
