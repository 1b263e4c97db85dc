"""Requests for codes, what was tried, sessions, links, contact codes and caller challenges.

No code, token or client's address is stored, only keyed digests (`identity.digests`).
"""

from fairdue.identity.models.challenges import CallChallenge
from fairdue.identity.models.contact_codes import Answer, CodeCheck, CodeKind, ContactCode
from fairdue.identity.models.sessions import EndReason, Session, SessionUse
from fairdue.identity.models.signing_in import (
    RequestState,
    SignInLink,
    SignInRequest,
    SignInTry,
    TryKind,
    TryOutcome,
)

__all__ = [
    "Answer",
    "CallChallenge",
    "CodeCheck",
    "CodeKind",
    "ContactCode",
    "EndReason",
    "RequestState",
    "Session",
    "SessionUse",
    "SignInLink",
    "SignInRequest",
    "SignInTry",
    "TryKind",
    "TryOutcome",
]
