"""Gathers everything that proves a matter, as it was at a moment, in one order.

What happened at the moment or later isn't in it, so that the same moment gives the same files.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from fairdue.calls import evidence as calls_evidence
from fairdue.calls.queries.recordings import place_of
from fairdue.contact import evidence as contact_evidence
from fairdue.contact.wording import in_both
from fairdue.identity.queries.policy import lender, zone
from fairdue.journal.models import Entry
from fairdue.journal.proving import Proof, bundle, proofs_about
from fairdue.journal.queries import newest_by_subject
from fairdue.journal.reading import moment
from fairdue.journal.rules.bundle import RECORDING
from fairdue.kernel.text import Text
from fairdue.legal import files
from fairdue.legal.actions.bundles.exhibits import opened
from fairdue.legal.actions.papers.handing_out import document_of
from fairdue.legal.models import ExhibitKind, Matter, MatterStep, Paper, StepKind
from fairdue.legal.queries.evidence import EXHIBITS, agreements_accepted, exhibits_of
from fairdue.legal.queries.papers.values import claimed_by
from fairdue.legal.queries.proven_demands import demands
from fairdue.legal.rules import bundle as rules
from fairdue.legal.rules.bundle import About, Piece
from fairdue.legal.rules.papers import tables
from fairdue.legal.rules.papers.fields import Rows
from fairdue.negotiation.queries.documents import agreement_file
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries.balances import explain
from fairdue.portfolio.queries.evidence import figures_until, payments_until
from fairdue.portfolio.rules.balance.presenting import as_dict, shown
from fairdue.typesetting import Table, document_pdf
from fairdue.vault.files import SealedFile
from fairdue.visits.queries.proven import signed_off
from fairdue.visits.queries.records import place_of as visit_files


@dataclass(frozen=True, slots=True)
class Asked:
    """Which bundle: of what, in which language, as of when, and up to which entry and seal."""

    matter: Matter
    language: str
    as_of_at: datetime
    last_entry: int
    last_seal: int
    made_by: str
    for_police: bool


def about(asked: Asked) -> About:
    """What the index says of the bundle."""
    customer = portfolio.customer(asked.matter.customer_id)
    assert customer is not None, "a matter is somebody's"
    return About(
        matter=asked.matter.number,
        lender=lender(asked.as_of_at),
        holder_masked=customer.name_masked,
        holder_ref=customer.customer_ref,
        as_of_at=asked.as_of_at.astimezone(zone()),
        for_police=asked.for_police,
    )


def pieces(asked: Asked) -> list[Piece]:
    """Every file of the bundle, in order. Raises Refused for an exhibit that is lost."""
    return [
        *_exhibits(asked),
        *_agreements(asked),
        *_balance(asked),
        *_contacts(asked),
        *_recordings(asked),
        *_visits(asked),
        *_papers(asked),
        *_steps(asked),
        _proof(asked),
    ]


def _exhibits(asked: Asked) -> Iterator[Piece]:
    for number, row in enumerate(exhibits_of(asked.matter, asked.as_of_at), start=1):
        kind = EXHIBITS[ExhibitKind(row.kind)]
        yield Piece(
            f"01-exhibits/{number:02d}-{row.kind}.pdf",
            Text(f"{kind.en}: {row.title}", row.title),
            Text(row.proves, row.proves),
            opened(row),
        )


def _agreements(asked: Asked) -> Iterator[Piece]:
    for found in agreements_accepted(asked.matter, asked.as_of_at):
        content = agreement_file(found.id, asked.language, "pdf")
        if content is not None:
            yield Piece(
                f"02-agreements/agreement-{found.id}.pdf",
                Text(f"Agreement {found.id} about payment", f"还款协议{found.id}"),
                Text("That the debt was acknowledged", "持卡人确认债务"),
                content,
            )


def _balance(asked: Asked) -> Iterator[Piece]:
    on = asked.matter.balance_as_of
    claimed = claimed_by(asked.matter)
    explained = [found for each in claimed.account_ids if (found := explain(each, on)) is not None]
    shows = [shown(each) for each in explained]
    blocks = [
        (f"•••• {each.card_last4} · {each.owed}", _table(tables.lines([each], asked.language)))
        for each in shows
    ]
    sources = {rule: where for each in shows for rule, where in each.sources}
    document = rules.balance(about(asked), blocks, sources, asked.language)
    how_much = Text("How much is owed, and since when", "欠款金额及逾期时间")
    yield Piece(
        "03-balance/balance.pdf",
        Text("The balance explained line by line", "欠款逐笔计算明细"),
        how_much,
        document_pdf(document),
    )
    told = json.dumps([as_dict(each) for each in explained], ensure_ascii=False, indent=1)
    yield Piece(
        "03-balance/balance.json",
        Text("The same as data", "欠款计算明细（数据）"),
        how_much,
        told.encode(),
    )
    yield Piece(
        "03-balance/issuer-figures.csv",
        Text("The issuer's own figures day by day", "发卡系统逐日余额"),
        how_much,
        _csv(figures_until(claimed.account_ids, on)),
    )
    yield Piece(
        "03-balance/payments.csv",
        Text("Payments received", "还款流水"),
        Text("What was repaid", "已还款情况"),
        _csv(payments_until(claimed.account_ids, on)),
    )


def _table(rows: Rows | None) -> Table:
    assert rows is not None, "an explained balance has a line at least"
    return Table(rows.head, rows.rows, rows.figures, rows.total)


def _csv(rows: list[Any]) -> bytes:
    written = io.StringIO()
    if rows:
        names = list(rows[0].__dataclass_fields__)
        out = csv.writer(written, lineterminator="\n")
        out.writerow(names)
        out.writerows([getattr(row, name) for name in names] for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _contacts(asked: Asked) -> Iterator[Piece]:
    made = demands(asked.matter.customer_id, asked.as_of_at)
    lines = [
        rules.ContactLine(
            tables.Demanded(
                each.facts.made_at.astimezone(zone()),
                each.facts.channel,
                each.facts.value_masked,
                each.facts.outcome,
                each.facts.permit_id,
                each.receipt_confirmed,
            ),
            each.facts.found_against,
            each.proofs,
            each.facts.pack_version,
        )
        for each in made
    ]
    yield Piece(
        "04-contacts/contacts.pdf",
        Text("Contacts with their permits", "联系记录及许可"),
        Text("That payment was demanded lawfully", "依法催收的事实"),
        document_pdf(rules.contacts(about(asked), lines, asked.language)),
    )
    told = [arrived for each in made for arrived in each.told]
    if told:
        yield Piece(
            "04-contacts/receipts.csv",
            Text("Receipts of delivery", "送达回执"),
            Text("That messages arrived", "信息已送达"),
            _csv(told),
        )


def _recordings(asked: Asked) -> Iterator[Piece]:
    for each in demands(asked.matter.customer_id, asked.as_of_at):
        for recording in each.recordings:
            place = place_of(recording.file_name)
            if not recording.is_there or not place.exists():
                continue
            with SealedFile(place) as file:
                sound = b"".join(file.read(0, file.length))
            yield Piece(
                f"05-recordings/{recording.number:08d}.flac",
                Text(
                    f"Recording of {recording.made_at.astimezone(zone()):%Y-%m-%d %H:%M}",
                    f"{recording.made_at.astimezone(zone()):%Y-%m-%d %H:%M}通话录音",
                ),
                Text("What was said", "通话内容"),
                sound,
            )


MEDIA_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def _visits(asked: Asked) -> Iterator[Piece]:
    """Records of visits as they were signed off, word for word, with their files."""
    for record in signed_off(asked.matter.customer_id, asked.as_of_at):
        on = f"{record.made_at.astimezone(zone()):%Y-%m-%d %H:%M}"
        yield Piece(
            f"08-visits/record-{record.number:08d}.json",
            Text(f"Record of the visit of {on}", f"{on}回访记录"),
            Text("What happened on the visit", "外访经过"),
            record.content.encode(),
        )
        for each in record.files:
            place = visit_files(each.file_name)
            if not place.exists():
                continue
            ending = MEDIA_ENDINGS.get(each.media, each.media.rpartition("/")[2][:5])
            with SealedFile(place) as file:
                content = b"".join(file.read(0, file.length))
            yield Piece(
                f"08-visits/record-{record.number:08d}-{each.number}.{ending}",
                Text(f"{each.kind.title()} of the visit of {on}", f"{on}外访附件"),
                Text("What happened on the visit", "外访经过"),
                content,
            )


def _papers(asked: Asked) -> Iterator[Piece]:
    rows = Paper.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=asked.as_of_at),
        matter=asked.matter,
        released_at__lt=asked.as_of_at,
    )
    for row in rows.order_by("pk"):
        title = document_of(row).title
        yield Piece(
            f"06-papers/{row.number}.pdf",
            Text(f"{title} {row.number}", f"{title} {row.number}"),
            Text("What was asked of the court or the cardholder", "向法院或持卡人提出的请求"),
            document_pdf(document_of(row)),
        )


def _steps(asked: Asked) -> Iterator[Piece]:
    rows = MatterStep.objects.filter(matter=asked.matter, recorded_at__lt=asked.as_of_at)
    for row in rows.exclude(file_path="").order_by("pk"):
        ending = row.file_name.rpartition(".")[2].lower()[:5]
        ending = ending if ending.isalnum() and ending.isascii() else "bin"
        with SealedFile(files.folder().parent / row.file_path) as file:
            content = b"".join(file.read(0, file.length))
        yield Piece(
            f"07-proceedings/{row.on}-{row.kind}-{row.pk}.{ending}",
            in_both(StepKind(row.kind).label),
            Text("What happened in the matter", "程序进展"),
            content,
        )


def _proof(asked: Asked) -> Piece:
    """The journal's proof of every entry about the customer up to then."""
    customer_id = asked.matter.customer_id
    customer = portfolio.customer(customer_id)
    assert customer is not None, "a matter is somebody's"
    known = set(
        Entry.objects.filter(
            customer_id=customer_id, pk__lte=asked.last_entry, at__lt=asked.as_of_at
        ).values_list("pk", flat=True)
    )
    proofs = [
        each
        for each in proofs_about(customer_id)
        if each.written.entry in known and _sealed_by(each, asked.last_seal)
    ]
    lines = bundle(
        customer_id,
        {"customer_ref": customer.customer_ref, "name_masked": customer.name_masked},
        proofs,
        list(_rows(customer_id, {each.written.entry for each in proofs}, asked.as_of_at)),
        made_by=asked.made_by,
        at=asked.as_of_at,
        last_seal=asked.last_seal,
    )
    return Piece(
        "proof.jsonl",
        Text("Proof from the journal", "存证链证明"),
        Text("That the records were not changed", "记录未经篡改"),
        "".join(lines).encode(),
    )


def _sealed_by(proof: Proof, last_seal: int) -> bool:
    return proof.statement.number <= last_seal


def _rows(
    customer_id: int, entries: set[int], until: datetime
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Permits, contacts, outcomes and recordings whose entry is in the proof."""
    newest = newest_by_subject(customer_id)
    rows = [
        *contact_evidence.rows_of(customer_id, newest),
        *calls_evidence.rows_of(customer_id, newest),
    ]
    for kind, fields in rows:
        if fields["entry"] not in entries:
            continue
        went = fields.get("deleted_at") if kind == RECORDING else None
        later = went is not None and went >= moment(until)
        yield kind, fields | ({"deleted_at": None} if later else {})
