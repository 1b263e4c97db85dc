"""Gathers what scores are computed from, and trains them on the lake's past days."""
