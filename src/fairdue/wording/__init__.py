"""What words say: checks before sending and after speaking, answers, complaints."""

from fairdue.wording.checking import Line, SpokenFinding, check, check_spoken
from fairdue.wording.rules.answers import WANTS, Mark, Understood, read_answer
from fairdue.wording.rules.findings import LEGAL_STEPS, Facts, Finding
from fairdue.wording.rules.required import ITEMS
from fairdue.wording.rules.triage import Issue, triage

__all__ = [
    "ITEMS",
    "LEGAL_STEPS",
    "WANTS",
    "Facts",
    "Finding",
    "Issue",
    "Line",
    "Mark",
    "SpokenFinding",
    "Understood",
    "check",
    "check_spoken",
    "read_answer",
    "triage",
]
