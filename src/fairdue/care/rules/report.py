"""A report to the police about an incident: facts on record only, in Chinese or English. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fairdue.kernel.text import Text
from fairdue.typesetting.document import (
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Signature,
    Table,
)

WORDS_LINES = 6
"""Lines left free for one's own words."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept as evidence: a recording of the call, or a record or file of the
    visit.
    """

    what: Text
    number: int
    length: str
    """How long a recording is; empty for what has no length."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What is on record about one incident; moments are local."""

    number: int
    lender: Text
    collector: str
    kind: Text
    happened_at: datetime
    reached_masked: str
    """The number called or the address visited."""
    customer_reference: str
    name_masked: str
    call: int | None
    """None for a visit."""
    permit: int | None
    """None where none served."""
    ended_at: datetime | None
    earlier: int
    """Incidents with the same person before."""
    evidence: Sequence[Kept]


def police_report(facts: Reported, language: str, made_at: datetime) -> Document:
    """The report; what the person wants to add, they write by hand."""
    zh = language.startswith("zh")

    def say(en: str, chinese: str) -> str:
        return chinese if zh else en

    rows = [
        (say("Incident", "事件编号"), str(facts.number)),
        (say("Who was affected", "受害人"), facts.collector),
        (say("Employer", "所在单位"), facts.lender.zh if zh else facts.lender.en),
        (say("What happened", "事件性质"), facts.kind.zh if zh else facts.kind.en),
        (say("When it was recorded", "登记时间"), _moment(facts.happened_at)),
        (say("Other party", "对方"), f"{facts.name_masked} ({facts.customer_reference})"),
        (say("Contact permit", "触达许可编号"), str(facts.permit or "–")),
        (say("Earlier incidents", "此前同类事件"), str(facts.earlier)),
    ]
    if facts.call is None:
        rows.insert(5, (say("Address visited", "外访地址"), facts.reached_masked))
    else:
        rows[5:5] = [
            (say("Telephone call", "通话编号"), str(facts.call)),
            (say("Number called", "被叫号码"), facts.reached_masked),
        ]
        if facts.ended_at is not None:
            rows.insert(5, (say("Call ended", "通话结束时间"), _moment(facts.ended_at)))
    return Document(
        title=say("Report of an incident", "报案材料"),
        subtitle=say(f"Incident {facts.number}", f"事件编号 {facts.number}"),
        language=language,
        blocks=[
            Facts(rows),
            Heading(say("Evidence", "证据")),
            *_evidence(facts, zh),
            Heading(say("In the words of the person affected", "受害人陈述")),
            *[Paragraph("　" if zh else " ")] * WORDS_LINES,
            Note(
                say(
                    "Masked data is handed over by the lender on written request of the police.",
                    "经脱敏处理的信息，由本机构依公安机关书面要求另行提供。",
                )
            ),
            Signature([say("Signature:", "签名："), say("Date:", "日期：")]),
        ],
        footer=say(f"Incident {facts.number}", f"事件编号 {facts.number}"),
        made_at=made_at,
        formal=True,
    )


def _evidence(facts: Reported, zh: bool) -> list[Table | Paragraph]:
    if not facts.evidence:
        return [
            Paragraph(
                "截至本材料生成时，该通话没有录音。"
                if zh
                else "There was no recording of this call when this report was made."
            )
        ]
    head = ("证据", "时长", "SHA-256") if zh else ("Evidence", "Length", "SHA-256")
    rows = [
        (f"{one.what.zh if zh else one.what.en} {one.number}", one.length or "–", one.sha256)
        for one in facts.evidence
    ]
    return [Table(head, rows)]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
