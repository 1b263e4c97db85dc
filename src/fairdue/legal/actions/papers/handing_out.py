"""Hands papers out as files; the journal has who took which."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.models import Paper, PaperState
from fairdue.legal.queries.matters import matter_for
from fairdue.legal.queries.papers.lists import letters_to
from fairdue.people.actors import Actor, Cardholder
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.typesetting import Document, document_pdf, document_word
from fairdue.typesetting.document import from_json
from fairdue.vault.sealing import vault

Format = Literal["pdf", "docx"]
SETTERS = {"pdf": document_pdf, "docx": document_word}


def document_of(paper: Paper) -> Document:
    """What a paper says. Whoever opens it journals it. Raises Refused where it isn't as written."""
    document = from_json(json.loads(vault().unseal(paper.sheet_sealed)))
    if document.digest != paper.sheet_digest:
        raise Refused(
            Text(
                "This paper is not the one that was written; restore it from a backup.",
                "该文书与写成时不一致，请从备份恢复。",
            )
        )
    return document


def paper_file(*, paper_id: int, format: Format, staff: Staff, at: datetime) -> tuple[Paper, bytes]:
    """A paper as PDF or Word; the same paper has the same bytes for ever.

    One that is not released yet may be read by those who write and release, and is marked as a
    draft by its file's name. Raises Refused for a paper that isn't there or that they may not
    see, and for one that was withdrawn; FontMissingError where no PDF can be set.
    """
    require(staff, "take_papers")
    paper = Paper.objects.filter(pk=paper_id).first()
    if paper is None or matter_for(staff, paper.matter_id) is None:
        raise Refused(Text("There is no such paper.", "没有此文书。"))
    if paper.state == PaperState.WITHDRAWN:
        raise Refused(Text("This paper was withdrawn.", "该文书已撤回。"))
    return paper, _taken(paper, format, staff, at)


def letter_file(
    *, paper_id: int, format: Format, cardholder: Cardholder, at: datetime
) -> tuple[Paper, bytes]:
    """A lawyer's letter to the cardholder whom it was sent to, the same bytes as for staff.

    Raises Refused for any other paper; FontMissingError where no PDF can be set.
    """
    paper = next((each for each in letters_to(cardholder.customer_id) if each.pk == paper_id), None)
    if paper is None:
        raise Refused(Text("There is no such letter.", "没有此信函。"))
    return paper, _taken(paper, format, cardholder, at)


def _taken(paper: Paper, format: Format, actor: Actor, at: datetime) -> bytes:
    content = SETTERS[format](document_of(paper))
    with transaction.atomic():
        record(
            actor=actor.username,
            action="paper_taken",
            at=at,
            subject=f"paper:{paper.number}",
            customer_id=paper.customer_id,
            details={"format": format, "sha256": paper.sheet_digest, "state": paper.state},
        )
    return content
