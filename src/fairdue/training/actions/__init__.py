"""Tests sat, certificates and exercises, courses written; and who is clear to work cases."""
