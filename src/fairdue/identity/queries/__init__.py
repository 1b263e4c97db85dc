"""Looks up policy, sessions, what was tried, and what contact codes were checked."""
