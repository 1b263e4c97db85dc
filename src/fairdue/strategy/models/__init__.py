"""What the strategy keeps: table versions and decisions."""

from fairdue.strategy.models.decisions import Decision, TableVersion, Treatment

__all__ = ["Decision", "TableVersion", "Treatment"]
