"""The return by clause as a table of texts and numbers, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.utils.translation import override

from fairdue.compliance.models import ComplaintAbout, DisputeGround
from fairdue.contact.models import Channel
from fairdue.kernel.text import Text
from fairdue.reporting.queries.returns import Line, Part

TITLE = Text("Return by clause", "按条款统计报表")
HEAD = (
    Text("Part", "部分"),
    Text("Code", "代码"),
    Text("Meaning", "含义"),
    Text("Number", "数量"),
    Text("In time", "按期办结"),
    Text("Late", "逾期"),
    Text("Pending or withdrawn", "办理中或已撤回"),
)
NUMBERS = frozenset({3, 4, 5, 6})
"""Columns that hold numbers."""
PARTS = {
    Part.CONTACTS: Text("Contacts by channel", "触达（按渠道）"),
    Part.DENIALS: Text("Permits denied by rule", "被拒许可（按规则）"),
    Part.VIOLATIONS: Text("Unlawful contacts by rule", "违规触达（按规则）"),
    Part.COMPLAINTS: Text("Complaints by matter", "投诉（按事项）"),
    Part.DISPUTES: Text("Disputes by ground", "异议（按理由）"),
}
_MEANINGS = {
    Part.CONTACTS: Channel,
    Part.COMPLAINTS: ComplaintAbout,
    Part.DISPUTES: DisputeGround,
}


def head(language: str) -> list[str]:
    """Titles of the columns."""
    return [title.in_language(language) for title in HEAD]


def table(lines: Sequence[Line], language: str) -> list[list[str | int | None]]:
    """A row per line, in the columns of `head`; rules mean what their code says."""
    return [
        [
            PARTS[Part(line.part)].in_language(language),
            line.code,
            _meaning(line, language),
            line.number,
            line.in_time,
            line.late,
            line.pending,
        ]
        for line in lines
    ]


def as_csv(lines: Sequence[Line], stamp: str, language: str) -> bytes:
    """The table as UTF-8 with a mark that spreadsheets know it by; the last line says who and when.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(head(language))
    for row in table(lines, language):
        writer.writerow(["" if cell is None else _plain(cell) for cell in row])
    writer.writerow([_plain(stamp)])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _plain(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _meaning(line: Line, language: str) -> str:
    choices = _MEANINGS.get(Part(line.part))
    if choices is None or line.code not in choices.values:
        return ""
    with override(language):
        return str(choices(line.code).label)
