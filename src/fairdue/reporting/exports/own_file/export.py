"""One ZIP with everything held about a cardholder, and what of it can be proven."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fairdue.journal.actions import record
from fairdue.journal.proving import Proof, bundle, proofs_about
from fairdue.journal.queries import entries
from fairdue.journal.sealing import seal
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Cardholder
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Customer
from fairdue.reporting.exports.evidence import rows_about
from fairdue.reporting.exports.own_file.gathering import Section, gather
from fairdue.reporting.exports.own_file.page import page
from fairdue.reporting.exports.own_file.plain import plain
from fairdue.rulebook.packs import pack

EXPORTED = "own_file_exported"
RULE, POLICY = "LENDER-OWN-FILE", "policy/default"
A_DAY = timedelta(hours=24)
README = Text(
    "my-file.html is to read, my-file.json has the same for programs.\n"
    "proof.jsonl proves what you and our systems did: check it with `fairdue verify proof.jsonl`,\n"
    "on any computer, without us. What our staff did is told in my-file without their names; each\n"
    "such entry has the digest under which it was sealed, by which it can be proven later.\n",
    "my-file.html 供阅读，my-file.json 内容相同，供程序使用。\n"
    "proof.jsonl 可证明您本人及系统的操作：在任何电脑上用 fairdue verify proof.jsonl 核验，"
    "无须经由我们。\n"
    "工作人员的操作在 my-file 中列明但不含姓名；每条均附封存时的摘要，日后可据以证明。\n",
)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A ZIP on its way to its owner."""

    name: str
    content: bytes


def export_own_file(*, who: Cardholder, language: str, at: datetime) -> OwnFile:
    """Journal the export and give the cardholder their file.

    In it: my-file.json, my-file.html, proof.jsonl, readme.txt. Nobody else's data and no name of
    staff; what staff did is told by role. Raises Refused for anyone but the cardholder, and after
    as many exports in 24 hours as policy allows (LENDER-OWN-FILE).
    """
    require(who, "export_own_file", getattr(who, "customer_id", None))
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=who.customer_id)
        _not_too_often(who.customer_id, at)
        record(
            actor=who.username,
            action=EXPORTED,
            at=at,
            subject=f"customer:{who.customer_id}",
            customer_id=who.customer_id,
        )
        usernames, names = _staff()
        sections = gather(who, language=language, staff=names, at=at)
    seal(at=at)
    proofs = proofs_about(who.customer_id)
    sections.append(_history(who, proofs, usernames, names, language))
    files = {
        "my-file.json": _json(sections, at),
        "my-file.html": page(sections, language=language, made_at=_local(at)),
        "proof.jsonl": _proof(who, proofs, usernames, at),
        "readme.txt": README.in_language(language),
    }
    return OwnFile(f"fairdue-my-file-{timezone.localtime(at):%Y%m%d-%H%M}.zip", _zip(files, at))


def exports_of(customer_id: int, limit: int = 10) -> list[datetime]:
    """When the file was exported, the newest first."""
    return [entry.at for entry in entries(customer_id, action=EXPORTED, limit=limit)]


def _not_too_often(customer_id: int, at: datetime) -> None:
    day = timezone.localtime(at).date()
    most = int(pack(POLICY).value(RULE, "exports_per_day_max", day).value)
    since = at - A_DAY + timedelta(microseconds=1)
    made = entries(customer_id, action=EXPORTED, since=since, limit=most)
    if len(made) >= most:
        raise Refused(
            Text(
                f"Your file can be made {most} times in 24 hours; please come back later.",
                f"24小时内最多可导出{most}次，请稍后再试。",
            )
        )


def _staff() -> tuple[frozenset[str], tuple[str, ...]]:
    """Sign-in names of staff, and their names as people write them, the longest first."""
    people = list(Staff.objects.all())
    names = {person.display_name for person in people if person.display_name != person.username}
    return frozenset(person.username for person in people), tuple(
        sorted(names, key=len, reverse=True)
    )


def _is_free_of_staff(proof: Proof, usernames: Collection[str]) -> bool:
    """Neither done by a member of staff nor naming one in its details."""
    written = proof.written
    return written.actor not in usernames and not any(
        f'"{name}"' in written.details for name in usernames
    )


def _history(
    who: Cardholder,
    proofs: list[Proof],
    usernames: frozenset[str],
    names: Collection[str],
    language: str,
) -> Section:
    """Every entry of the journal about the person; those of staff without their names."""
    rows = []
    for proof in proofs:
        told = proof.written
        known: dict[str, Any] = json.loads(told.details)
        free = _is_free_of_staff(proof, usernames)
        details = {
            name: value
            for name, value in known.items()
            if not (isinstance(value, str) and value in usernames)
        }
        rows.append(
            {
                "entry": told.entry,
                "at": told.at,
                "action": told.action,
                "subject": told.subject,
                "by": _role(told.actor, who, usernames),
                "details": plain(details, language, names),
                "proven": free,
                "seal": proof.statement.number,
                "sealed_digest": proof.sealed_leaf.hex(),
            }
        )
    return Section("history", Text("Everything that was recorded", "全部记录"), rows)


def _role(actor: str, who: Cardholder, usernames: frozenset[str]) -> str:
    if actor == who.username:
        return "cardholder"
    return "staff" if actor in usernames else "system"


def _proof(who: Cardholder, proofs: list[Proof], usernames: frozenset[str], at: datetime) -> str:
    customer = portfolio.customer(who.customer_id)
    assert customer is not None, "a cardholder is a customer"
    about = {"customer_ref": customer.customer_ref, "name_masked": customer.name_masked}
    free = [proof for proof in proofs if _is_free_of_staff(proof, usernames)]
    entries = {proof.written.entry for proof in free}
    rows = [row for row in rows_about(who.customer_id) if row[1]["entry"] in entries]
    return "".join(bundle(who.customer_id, about, free, rows, made_by=who.username, at=at))


def _json(sections: list[Section], at: datetime) -> str:
    document = {"format": "fairdue-own-file/1", "made_at": at.isoformat()}
    return json.dumps(
        document | {section.key: section.rows for section in sections},
        ensure_ascii=False,
        indent=1,
    )


def _local(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _zip(files: dict[str, str], at: datetime) -> bytes:
    packed = io.BytesIO()
    local = timezone.localtime(at)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, local.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return packed.getvalue()
