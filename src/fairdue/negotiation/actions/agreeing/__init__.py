"""Proposes, approves, accepts, revises and ends agreements, and takes a slip back."""

from fairdue.negotiation.actions.agreeing.accepting import accept
from fairdue.negotiation.actions.agreeing.ending import end, withdraw
from fairdue.negotiation.actions.agreeing.granting import approve, decline
from fairdue.negotiation.actions.agreeing.proposing import propose, revise
from fairdue.negotiation.actions.agreeing.taking_back import take_back

__all__ = ["accept", "approve", "decline", "end", "propose", "revise", "take_back", "withdraw"]
