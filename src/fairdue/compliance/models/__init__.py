"""Records that say whether, when and how a customer may be contacted, and what they complain of."""

from fairdue.compliance.models.complaints import (
    Complaint,
    ComplaintAbout,
    ComplaintChannel,
    Complexity,
)
from fairdue.compliance.models.consents import (
    Consent,
    ConsentKind,
    ContactRequest,
    GivenTo,
    Manner,
    Place,
    RequestKind,
)
from fairdue.compliance.models.disputes import Decision, Dispute, DisputeGround
from fairdue.compliance.models.holds import OF_RECORDS, Hold, HoldKind, Mark, MarkKind
from fairdue.compliance.models.legal_steps import LegalStep
from fairdue.compliance.models.pay import PayScheme
from fairdue.compliance.models.readings import ReadingChoice
from fairdue.compliance.models.version import FactsVersion

__all__ = [
    "OF_RECORDS",
    "Complaint",
    "ComplaintAbout",
    "ComplaintChannel",
    "Complexity",
    "Consent",
    "ConsentKind",
    "ContactRequest",
    "Decision",
    "Dispute",
    "DisputeGround",
    "FactsVersion",
    "GivenTo",
    "Hold",
    "HoldKind",
    "LegalStep",
    "Manner",
    "Mark",
    "MarkKind",
    "PayScheme",
    "Place",
    "ReadingChoice",
    "RequestKind",
]
