"""What a visitor can choose in a record, in one language: the closed lists of `visits.rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairdue.kernel.text import Text
from fairdue.negotiation.rules.causes import CAUSES
from fairdue.visits.rules import record


def choices_in(language: str) -> dict[str, Any]:
    """Lists by name: code and words, and which outcomes go with whom was met."""

    def said(texts: Mapping[str, Text]) -> dict[str, str]:
        return {code: _begin_large(text.in_language(language)) for code, text in texts.items()}

    return {
        "met": said(record.MET),
        "identity": said(record.IDENTITY),
        "places": said(record.PLACES),
        "taped": said(record.TAPED),
        "not_taped": said(record.NOT_TAPED_BECAUSE),
        "cardholder": said(record.CARDHOLDER_SIGNS),
        "outcomes": {met: list(outcomes) for met, outcomes in record.OUTCOMES.items()},
        "outcome_words": said(record.OUTCOME_WORDS),
        "checklist": said(record.CHECKLIST),
        "causes": said({each.code: each.name for each in CAUSES}),
    }


def _begin_large(text: str) -> str:
    return text[:1].upper() + text[1:]
