"""Writes a paper of a matter: checked, numbered without gaps, sealed word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max

from fairdue import wording
from fairdue.identity.queries.policy import lender, zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.papers.opening import person_values
from fairdue.legal.models import Approval, Lawyer, Matter, Paper
from fairdue.legal.queries.matters import matter_for
from fairdue.legal.queries.papers.templates import template
from fairdue.legal.queries.papers.values import values_of
from fairdue.legal.queries.policy import roads_policy
from fairdue.legal.queries.roads import claim_on
from fairdue.legal.rules.letters import letter_is_complete, may_send_lawyers_letter
from fairdue.legal.rules.papers import allowed
from fairdue.legal.rules.papers.fields import Value
from fairdue.legal.rules.papers.filling import paper as filled
from fairdue.legal.rules.papers.templates import Version
from fairdue.legal.rules.papers.typed import read_entered
from fairdue.legal.rules.road import may_go_to_law
from fairdue.legal.rules.speaking import LETTER_ITSELF
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.rulebook.packs import law_in_force
from fairdue.rulebook.terms import terms
from fairdue.typesetting import Document
from fairdue.typesetting.document import Flush, Heading, Items, Note, Paragraph, to_json
from fairdue.vault.sealing import vault

if TYPE_CHECKING:
    from fairdue.legal.models import PaperBatch

DRAFT = "—"
"""The number of a paper that isn't written yet."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A paper that can be written, without its number."""

    matter: Matter
    version: Version
    values: Mapping[str, Value]
    language: str
    made_at: datetime

    def document(self, number: str) -> Document:
        """What it says, under a number."""
        return filled(
            self.version,
            self.values,
            number=number,
            language=self.language,
            footer=f"{lender(self.made_at).in_language(self.language)} · {number}",
            made_at=self.made_at,
        )


def write_paper(
    *,
    matter_id: int,
    kind: str,
    entered: Mapping[str, str],
    language: str,
    staff: Staff,
    at: datetime,
    batch: PaperBatch | None = None,
) -> Paper:
    """Write a paper from the template of the day; it waits for release by two others.

    `entered`: what was typed, by field. Raises Refused, naming every field that has no value, for
    a matter whose claim may not be pursued or whose road doesn't lead there, for a letter that
    lacks what the law wants or says what it mustn't, and for a role that may not.
    """
    ready = prepared(
        matter_id=matter_id, kind=kind, entered=entered, language=language, staff=staff, at=at
    )
    with transaction.atomic():
        return _kept(ready, kind=kind, staff=staff, at=at, batch=batch)


def prepared(
    *,
    matter_id: int,
    kind: str,
    entered: Mapping[str, str],
    language: str,
    staff: Staff,
    at: datetime,
) -> Prepared:
    """The same up to writing it down: for a preview. Raises as `write_paper`."""
    require(staff, "write_papers")
    matter = matter_for(staff, matter_id)
    if matter is None:
        raise Refused(Text("There is no such matter.", "没有此案件。"))
    on = local_day(at, zone())
    version = template(kind, on)
    _refuse_unwritable(matter, kind, at)
    typed = read_entered(version.entered(), entered, currency=matter.currency, language=language)
    fields = version.fields()
    values = {
        **values_of(matter, fields=fields, language=language, at=at),
        **person_values(matter.customer_id, fields, language),
        **typed,
    }
    ready = Prepared(matter, version, values, language, at)
    said = ready.document(DRAFT)
    if kind == allowed.LETTER:
        _refuse_incomplete_letter(matter, version, values, on)
    if kind in allowed.TO_THE_CARDHOLDER:
        _refuse_unsayable(matter, said, values, on, kind)
    return ready


def _refuse_unwritable(matter: Matter, kind: str, at: datetime) -> None:
    claim = claim_on(matter.customer_id, matter.currency, at, besides=matter.pk)
    clauses = allowed.may_write(
        kind,
        allowed.Standing(
            jurisdiction=matter.jurisdiction,
            stage=matter.stage,
            road=matter.road,
            approved=matter.approval == Approval.APPROVED,
            claimed_minor=matter.claimed_minor,
            owed_today_minor=claim.owed_minor,
        ),
    )
    barring, _ = roads_policy(claim.as_of)
    against = [each for each in clauses if not each.allowed]
    against += may_go_to_law(claim.facts, barring).failing
    if against:
        raise Refused(
            Text(
                " ".join(each.reason.en for each in against),
                "".join(each.reason.zh for each in against),
            )
        )


def _refuse_incomplete_letter(
    matter: Matter, version: Version, values: Mapping[str, Value], on: date
) -> None:
    """A lawyer's letter shows what the law wants, and a licensed lawyer of a firm writes it."""
    items = terms(law_in_force(matter.jurisdiction), "CN-LTR-01", on)["items"]
    shown = version.shown(frozenset(values))
    lawyer = Lawyer.objects.filter(username=matter.counsel, ended_on=None).first()
    firm = matter.firm
    clauses = (
        letter_is_complete(shown, items=items),
        *may_send_lawyers_letter(
            signed_as_lawyer=True,
            signer_licensed=lawyer is not None and bool(lawyer.licence),
            firm_engaged=firm is not None and bool(firm.contract) and firm.ended_on is None,
        ),
    )
    against = [each for each in clauses if not each.allowed]
    if against:
        raise Refused(
            Text(
                " ".join(each.reason.en for each in against),
                "".join(each.reason.zh for each in against),
            )
        )


def _refuse_unsayable(
    matter: Matter, said: Document, values: Mapping[str, Value], on: date, kind: str
) -> None:
    """The words are checked like those of any message, with the steps that were approved."""
    steps = LETTER_ITSELF.get(matter.road, frozenset())
    if kind == allowed.SETTLEMENT:
        steps = frozenset(wording.LEGAL_STEPS) - {"police_report"}
    firm = (matter.firm.name,) if matter.firm else ()
    creditor = lender(said.made_at)
    facts = wording.Facts(
        on=on,
        country=matter.jurisdiction,
        creditors=(creditor.en, creditor.zh, *firm),
        amounts=tuple(each for each in values.values() if isinstance(each, Money)),
        dates=tuple(each for each in values.values() if isinstance(each, date)),
        legal_steps=steps,
    )
    found = wording.check(_text(said), language=said.language, channel="letter", facts=facts)
    blocking = [each for each in found if each.severity == "blocks"]
    if blocking:
        text = _text(said)
        quoted = "; ".join(dict.fromkeys(text[each.start : each.end] for each in blocking))
        raise Refused(
            Text(
                f"These words can't be sent: “{quoted}”. {blocking[0].text.en} "
                f"{blocking[0].mend.en}",
                f"这些内容不能发送：“{quoted}”。{blocking[0].text.zh}{blocking[0].mend.zh}",
            )
        )


def _text(document: Document) -> str:
    """Its running words; tables have the record's own figures."""
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Items):
            parts += block.items
        elif isinstance(block, (Heading, Paragraph, Flush, Note)):
            parts.append(block.text)
    return "\n".join(parts)


def _kept(
    ready: Prepared, *, kind: str, staff: Staff, at: datetime, batch: PaperBatch | None
) -> Paper:
    year = local_day(at, zone()).year
    serial = _next_serial(ready.version.series, year)
    paper = Paper(
        matter=ready.matter,
        customer_id=ready.matter.customer_id,
        kind=kind,
        series=ready.version.series,
        year=year,
        serial=serial,
        template_version=ready.version.number,
        template_digest=ready.version.digest,
        language=ready.language,
        as_of=ready.matter.balance_as_of,
        court=ready.matter.court if "court" in ready.values else "",
        batch=batch,
        written_by=staff.username,
        written_at=at,
    )
    document = ready.document(paper.number)
    paper.sheet_sealed = vault().seal(json.dumps(to_json(document), ensure_ascii=False))
    paper.sheet_digest = document.digest
    paper.journal_entry = record(
        actor=staff.username,
        action="paper_written",
        at=at,
        subject=f"paper:{paper.number}",
        customer_id=ready.matter.customer_id,
        details={
            "matter": ready.matter.pk,
            "kind": kind,
            "template_version": ready.version.number,
            "template_sha256": ready.version.digest,
            "sha256": paper.sheet_digest,
            "as_of": ready.matter.balance_as_of.isoformat(),
            "claimed_minor": ready.matter.claimed_minor,
            "currency": ready.matter.currency,
            **({"batch": batch.pk} if batch else {}),
        },
    )
    paper.save()
    return paper


def _next_serial(series: str, year: int) -> int:
    """The next number of a series; whoever asks holds it until their transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('legal_paper:' || %s || %s))",
            [series, str(year)],
        )
    last = Paper.objects.filter(series=series, year=year).aggregate(last=Max("serial"))["last"]
    return int(last or 0) + 1
