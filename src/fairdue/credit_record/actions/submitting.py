"""Files for credit databases: made and sealed, opened, sent, answered."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction

from fairdue.compliance.actions.recording import next_id, not_later, today
from fairdue.credit_record.metro2.columns import write_portfolio
from fairdue.credit_record.metro2.layout import Value
from fairdue.credit_record.models import Bureau, Rejection, Submission, SubmissionState
from fairdue.credit_record.pboc.writing import write_month as write_pboc
from fairdue.credit_record.queries.entries import Entries, entries
from fairdue.credit_record.queries.policy import days_after_due, reporter, rules_of
from fairdue.credit_record.queries.rows import metro2_rows, pboc_rows
from fairdue.engine.lake import DayMissingError
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.models import Account
from fairdue.vault.files import SealedFile, seal_file

ANSWER_BYTES_MAX = 20_000_000
ELSEWHERE = {
    SubmissionState.MADE: Text("This file wasn't sent yet.", "该文件尚未报送。"),
    SubmissionState.SENT: Text("This file was sent already.", "该文件已报送。"),
    SubmissionState.ACKNOWLEDGED: Text("This file was answered already.", "该文件已有回执。"),
    SubmissionState.REJECTED: Text("This file was answered already.", "该文件已有回执。"),
}
"""Where a file is that isn't where it was taken to be."""
COLUMNS = ("account_ref", "code", "reason")


@dataclass(frozen=True)
class Outlook:
    """What a file of a month would have, made today."""

    rows: pl.DataFrame
    """Of every account as in `queries.rows`, with the reason by which it is held back."""
    entries: Entries

    @property
    def records(self) -> int:
        """How many accounts are sent."""
        return int(self.rows["held"].null_count())

    @property
    def held(self) -> dict[str, int]:
        """How many are held back, by reason."""
        return dict(sorted(Counter(self.rows["held"].drop_nulls().to_list()).items()))


def outlook(bureau: str, month: date, on: date) -> Outlook:
    """What would be sent of a month, by what is known on a day. Raises Refused for a month that
    wasn't closed.
    """
    try:
        found = entries(bureau, month, on)
    except DayMissingError:
        raise Refused(Text("This month isn't closed yet.", "该月份尚未结转。")) from None
    if bureau == Bureau.PBOC:
        return Outlook(pboc_rows(found), found)
    rows = metro2_rows(
        found,
        identification=reporter(on).metro2_identification,
        days_after_due=days_after_due(on),
    )
    return Outlook(rows, found)


def make_submission(*, bureau: str, month: date, staff: Staff, at: datetime) -> Submission:
    """Write a month's file and seal it. Raises Refused for a month that wasn't closed, where no
    account would be sent, and for a role that may not.
    """
    require(staff, "handle_credit_files")
    if bureau not in Bureau.values:
        raise Refused(Text("There is no such credit database.", "没有该征信机构。"))
    on = today(at)
    found = outlook(bureau, month, on)
    if not found.records:
        raise Refused(Text("No account of this month can be sent.", "该月份没有可报送的账户。"))
    with transaction.atomic():
        number = next_id(Submission)
        before = Submission.objects.filter(bureau=bureau, month=month).count()
        place = f"credit/{bureau}/{month:%Y-%m}-{number}"
        sealed = _sealed(bureau, month, found, before + 1, on, place)
        held = found.held
        entry = record(
            actor=staff.username,
            action="credit_file_made",
            at=at,
            subject=f"credit_file:{number}",
            details={
                "bureau": bureau,
                "month": f"{month:%Y-%m}",
                "records": found.records,
                "held": sum(held.values()),
                "sha256": sealed[1],
            },
            rules=rules_of(bureau, on),
        )
        return Submission.objects.create(
            pk=number,
            bureau=bureau,
            month=month,
            number=before + 1,
            records=found.records,
            held=held,
            length=sealed[0],
            sha256=sealed[1],
            path=place,
            made_by=staff.username,
            made_at=at,
            journal_entry=entry,
        )


def _sealed(
    bureau: str, month: date, found: Outlook, number: int, on: date, place: str
) -> tuple[int, str]:
    """Write the file where only its owner can read, seal it, and let the plain one go."""
    who = reporter(on)
    sent = found.rows.lazy().filter(pl.col("held").is_null()).drop("held")
    folder = Path(settings.VAR) / "credit"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as drafts:
        plain = Path(drafts) / "file"
        if bureau == Bureau.PBOC:
            write_pboc(
                sent,
                plain,
                institution=who.institution_code,
                month=month,
                figures_of=found.entries.figures_of,
                number=number,
            )
        else:
            header: dict[str, Value] = {
                "record_identifier": "HEADER",
                "activity_date": found.entries.figures_of,
                "date_created": on,
                "reporter_name": who.name,
                "reporter_address": who.address,
            }
            write_portfolio(header, sent, plain)
        sealed = seal_file(plain, Path(settings.VAR) / place)
    return sealed.length, sealed.plain_sha256


def open_submission(*, submission_id: int, staff: Staff, at: datetime) -> Iterator[bytes]:
    """The file, opened; the journal tells who did. Raises Refused, before anything is read."""
    require(staff, "handle_credit_files")
    submission = _found(submission_id)
    with transaction.atomic():
        _entry(submission, "credit_file_opened", staff, at)
    return _parts(Path(settings.VAR) / submission.path)


def _parts(path: Path) -> Iterator[bytes]:
    with SealedFile(path) as file:
        yield from file.read(0, file.length)


def note_sent(*, submission_id: int, sent_on: date, staff: Staff, at: datetime) -> Submission:
    """Note that a file went to the database on a day. Raises Refused for a day to come, a file
    that was sent, and for a role that may not.
    """
    require(staff, "handle_credit_files")
    day = not_later(sent_on, at)
    with transaction.atomic():
        submission = _found(submission_id, SubmissionState.MADE)
        submission.state, submission.sent_on = SubmissionState.SENT, day
        return _save(submission, "credit_file_sent", staff, at, on=day.isoformat())


def note_answer(
    *, submission_id: int, answered_on: date, rejected: bytes, staff: Staff, at: datetime
) -> Submission:
    """Note the database's answer: all taken, or, with a file of what was rejected, not all.

    `rejected`: CSV in UTF-8 with a line of names, account_ref,code,reason. Raises Refused, with
    the line, for a file that isn't so or names an account twice, for a file that wasn't sent, and
    for a role that may not.
    """
    require(staff, "handle_credit_files")
    day = not_later(answered_on, at)
    rows = rejections(rejected) if rejected else []
    with transaction.atomic():
        submission = _found(submission_id, SubmissionState.SENT)
        if len(rows) > submission.records:
            raise Refused(
                Text(
                    "More accounts are rejected than the file has.", "退回的账户数超过报送账户数。"
                )
            )
        state = SubmissionState.REJECTED if rows else SubmissionState.ACKNOWLEDGED
        submission.state, submission.answered_on = state, day
        _save(submission, "credit_file_answered", staff, at, on=day.isoformat(), rejected=len(rows))
        known = dict(
            Account.objects.filter(account_ref__in=[row[0] for row in rows]).values_list(
                "account_ref", "pk"
            )
        )
        Rejection.objects.bulk_create(
            Rejection(
                submission=submission,
                account_id=known.get(ref),
                account_ref=ref,
                code=code,
                reason=reason,
                journal_entry=submission.journal_entry,
            )
            for ref, code, reason in rows
        )
        return submission


def rejections(content: bytes) -> list[tuple[str, str, str]]:
    """Account, code and reason of each line. Raises Refused with the line that is wrong."""
    if len(content) > ANSWER_BYTES_MAX:
        raise Refused(Text("The file is larger than 20 MB.", "文件超过20MB。"))
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = [row for row in reader if row]
    except (UnicodeDecodeError, csv.Error):
        raise Refused(
            Text("The file must be CSV in UTF-8.", "文件须为UTF-8编码的CSV格式。")
        ) from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise Refused(
            Text(f"Its first line must be {','.join(COLUMNS)}.", f"首行须为{','.join(COLUMNS)}。")
        )
    found: dict[str, tuple[str, str, str]] = {}
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS) or not row[0] or not row[1] or row[0] in found:
            raise Refused(
                Text(
                    f"Line {line} needs an account not named before, a code and a reason.",
                    f"第{line}行须有未重复的账户号、代码和原因。",
                )
            )
        ref, code, reason = (each.strip() for each in row)
        if len(ref) > 64 or len(code) > 20:
            raise Refused(Text(f"Line {line}: a value is too long.", f"第{line}行有值超出长度。"))
        found[row[0]] = (ref, code, reason[:200])
    return list(found.values())


def _found(submission_id: int, state: str = "") -> Submission:
    found = Submission.objects.filter(pk=submission_id)
    submission = (found.select_for_update() if state else found).first()
    if submission is None:
        raise Refused(Text("There is no such file.", "没有该报送文件。"))
    if state and submission.state != state:
        raise Refused(ELSEWHERE[SubmissionState(submission.state)])
    return submission


def _save(
    submission: Submission, action: str, staff: Staff, at: datetime, **details: str | int
) -> Submission:
    submission.journal_entry = _entry(submission, action, staff, at, **details)
    submission.save()
    return submission


def _entry(
    submission: Submission, action: str, staff: Staff, at: datetime, **details: str | int
) -> Entry:
    return record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"credit_file:{submission.pk}",
        details={"bureau": submission.bureau, "month": f"{submission.month:%Y-%m}"} | details,
    )
