"""What changes the strategy's tables."""

from fairdue.strategy.actions.decisions import publish, rewind

__all__ = ["publish", "rewind"]
