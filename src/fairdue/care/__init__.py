"""Looks after collectors: incidents, recovery, hard cases shared fairly, one's own load."""
