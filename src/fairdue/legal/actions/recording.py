"""What every change of a matter has in common: who may, lock, entry, steps and deadlines."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.legal.actions.speaking import tell_steps
from fairdue.legal.models import Matter, MatterStep, Stage
from fairdue.legal.queries.matters import visible
from fairdue.people.actors import Actor
from fairdue.people.rules import HasRole, require
from fairdue.vault.files import seal_file

FILE_BYTES_MAX = 20_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a step: a record here, such as letter:3, or a file given with it."""

    record: str = ""
    file_name: str = ""
    content: bytes = b""

    def __bool__(self) -> bool:
        return bool(self.record or self.content)


def matter_to_change(matter_id: int, staff: HasRole, deed: str, *, closed: bool = False) -> Matter:
    """The matter, locked until the transaction ends.

    Raises Refused for a role that may not, for a matter that isn't theirs (counsel see their own
    only) and, unless `closed` may be too, for one that is closed.
    """
    require(staff, deed)
    matter = visible(staff).filter(pk=matter_id).select_for_update().first()
    if matter is None:
        raise Refused(Text("There is no such matter among yours.", "您名下没有该法务案件。"))
    if matter.stage == Stage.CLOSED and not closed:
        raise Refused(
            Text(
                "The matter is closed. Open another one for what is still owed.",
                "该案件已结案；如仍有欠款，请另行立项。",
            )
        )
    return matter


def enter(
    matter: Matter,
    action: str,
    staff: Actor,
    at: datetime,
    details: dict[str, Any] | None = None,
    rules: Sequence[dict[str, str]] = (),
    subject: str = "",
) -> Entry:
    """The journal entry of a change to a matter; its details never hold words or names."""
    return record(
        actor=staff.username,
        action=action,
        at=at,
        subject=subject or f"matter:{matter.pk}",
        customer_id=matter.customer_id,
        details=details,
        rules=rules,
    )


def save(matter: Matter, entry: Entry, **changed: Any) -> Matter:
    """Change a matter under its entry; what texts may speak of follows it."""
    for name, value in changed.items():
        setattr(matter, name, value)
    matter.journal_entry = entry
    matter.save()
    tell_steps(matter, actor=entry.actor, at=entry.at)
    return matter


def add_step(
    matter: Matter,
    kind: str,
    on: date,
    staff: Actor,
    at: datetime,
    entry: Entry,
    *,
    note: str = "",
    proof: Proof | None = None,
    corrects: MatterStep | None = None,
) -> MatterStep:
    """Write a step under an entry that was made for it; a file given with it is sealed."""
    number = next_id(MatterStep)
    given = proof or Proof()
    path, digest = _kept(given, number)
    return MatterStep.objects.create(
        pk=number,
        matter=matter,
        customer_id=matter.customer_id,
        kind=kind,
        on=on,
        stage=matter.stage,
        note=note,
        evidence=given.record,
        file_name=given.file_name if path else "",
        file_sha256=digest,
        file_path=path,
        corrects=corrects,
        recorded_by=staff.username,
        recorded_at=at,
        journal_entry=entry,
    )


def proof_digest(proof: Proof | None) -> str:
    """SHA-256 of the file given, for the journal; "" where there is none."""
    return hashlib.sha256(proof.content).hexdigest() if proof and proof.content else ""


def _kept(proof: Proof, number: int) -> tuple[str, str]:
    """Where the file is sealed, below settings.VAR, and its SHA-256."""
    if not proof.content:
        return "", ""
    if len(proof.content) > FILE_BYTES_MAX:
        limit = FILE_BYTES_MAX // 1_000_000
        raise Refused(
            Text(
                f"The file is larger than {limit} MB; scan it at a lower resolution.",
                f"文件超过{limit}MB，请降低扫描分辨率后重新上传。",
            )
        )
    place = f"legal/steps/{number}"
    with tempfile.NamedTemporaryFile(dir=_folder()) as plain:
        plain.write(proof.content)
        plain.flush()
        sealed = seal_file(Path(plain.name), Path(settings.VAR) / place)
    return place, sealed.plain_sha256


def _folder() -> Path:
    folder = Path(settings.VAR) / "legal" / "steps"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def refuse_unless(verdict: Verdict) -> None:
    """Raise Refused with every reason that denies, each with its rule."""
    if verdict.allowed:
        return
    said = [(clause.rule, clause.reason) for clause in verdict.failing]
    if "limitation_last_day" in verdict.missing:
        unknown = Text(
            "Nobody here knows how long such a claim may be brought; ask counsel.",
            "系统未收录该债权适用的时效期间，请咨询律师。",
        )
        said.append(("", unknown))
    raise Refused(
        Text(
            " ".join(f"{reason.en} [{rule}]" if rule else reason.en for rule, reason in said),
            "".join(f"{reason.zh}〔{rule}〕" if rule else reason.zh for rule, reason in said),
        )
    )
