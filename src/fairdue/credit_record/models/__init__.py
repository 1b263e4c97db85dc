"""Corrections of months, notices given before reporting, files made and what came back."""

from fairdue.credit_record.models.corrections import Correction, CorrectionState
from fairdue.credit_record.models.notices import Notice
from fairdue.credit_record.models.submissions import (
    Bureau,
    Rejection,
    Submission,
    SubmissionState,
)

__all__ = [
    "Bureau",
    "Correction",
    "CorrectionState",
    "Notice",
    "Rejection",
    "Submission",
    "SubmissionState",
]
