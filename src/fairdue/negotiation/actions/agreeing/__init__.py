"""Proposes, approves, accepts, revises and ends agreements."""

from fairdue.negotiation.actions.agreeing.accepting import accept
from fairdue.negotiation.actions.agreeing.ending import end, withdraw
from fairdue.negotiation.actions.agreeing.granting import approve, decline
from fairdue.negotiation.actions.agreeing.proposing import propose, revise

__all__ = ["accept", "approve", "decline", "end", "propose", "revise", "withdraw"]
