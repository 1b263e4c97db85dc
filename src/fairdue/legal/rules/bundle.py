"""A bundle of evidence: its pieces in order, its index, its manifest. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdue.kernel.text import Text
from fairdue.legal.rules.papers.tables import CHANNELS, Demanded, result
from fairdue.typesetting.document import (
    Block,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Signature,
    Table,
)

FORMAT = "fairdue-evidence-1"
PDF = ".pdf"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a bundle."""

    name: str
    """Its place in the folder: 01-exhibits/01-contract.pdf."""
    title: Text
    proves: Text
    content: bytes

    @property
    def sha256(self) -> str:
        """Of its content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_pdf(self) -> bool:
        """Does the one PDF have its pages in it?"""
        return self.name.endswith(PDF)

    def listed(self) -> dict[str, Any]:
        """As the manifest and the record of the bundle have it."""
        return {"name": self.name, "sha256": self.sha256, "bytes": len(self.content)}


@dataclass(frozen=True, slots=True)
class About:
    """What a bundle is of."""

    matter: str
    lender: Text
    holder_masked: str
    holder_ref: str
    as_of_at: datetime
    for_police: bool


def manifest(about: About, pieces: Sequence[Piece]) -> bytes:
    """JSON that lists every file with its digest; the same pieces give the same bytes."""
    told = {
        "format": FORMAT,
        "matter": about.matter,
        "customer_ref": about.holder_ref,
        "as_of": about.as_of_at.isoformat(),
        "files": [
            each.listed() | {"title": each.title.as_dict(), "proves": each.proves.as_dict()}
            for each in pieces
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def index(about: About, pieces: Sequence[Piece], language: str) -> Document:
    """The first pages of the PDF: what is in the bundle, each file with its digest."""

    def say(en: str, zh: str) -> str:
        return Text(en, zh).in_language(language)

    rows = [
        (
            str(number),
            each.title.in_language(language),
            each.proves.in_language(language),
            each.name,
            " ".join(each.sha256[at : at + 8] for at in range(0, 64, 8)),  # so that it wraps
        )
        for number, each in enumerate(pieces, start=1)
    ]
    head = say("No.|What|Proves|File|SHA-256", "序号|名称|证明内容|文件|SHA-256")
    blocks: list[Block] = [
        Facts(
            (
                (say("Matter", "案件编号"), about.matter),
                (say("Lender", "发卡机构"), about.lender.in_language(language)),
                (say("Cardholder", "持卡人"), about.holder_masked or "–"),
                (say("Customer number", "客户编号"), about.holder_ref),
                (say("As of", "截至"), f"{about.as_of_at:%Y-%m-%d %H:%M:%S %z}"),
            )
        ),
        Heading(say("Contents", "目录")),
        Table(head.split("|"), rows),
        Note(
            say(
                "Every file is in the folder that comes with this document. `sha256sum` shows "
                "that a file is the one listed here; `fairdue verify proof.jsonl` checks offline "
                "that the records are those that were sealed when they were made.",
                "全部文件均在随附文件夹内。用 sha256sum 可核对文件与本目录一致；"
                "用 fairdue verify proof.jsonl 可离线核验记录自形成封存后未被改动。",
            )
        ),
    ]
    if about.for_police:
        blocks += [
            Heading(say("Signature and seal", "签名盖章")),
            Paragraph(
                say(
                    "This material was taken from the lender's records (CN-CRIM-09).",
                    "本材料由发卡银行依据业务记录提供，须经办人签名并加盖银行公章（法释〔2018〕19号第七条、第九条）。",
                )
            ),
            Signature(
                (
                    say("Staff (signature): ____________", "经办人（签名）：____________"),
                    say("Bank (seal):", "发卡银行（公章）："),
                    say("Date: ____________", "日期：____________"),
                )
            ),
        ]
    title = say("Evidence", "证据材料")
    return Document(
        title=title,
        subtitle=about.matter,
        language=language,
        blocks=tuple(blocks),
        footer=f"{about.lender.in_language(language)} · {about.matter}",
        made_at=about.as_of_at,
        formal=True,
    )


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact with its permit, for the list of contacts."""

    made: Demanded
    rules_against: tuple[str, ...]
    proofs: tuple[str, ...]
    pack_version: str


def contacts(about: About, lines: Iterable[ContactLine], language: str) -> Document:
    """Every contact with its permit, what came of it, and what proves it."""

    def say(en: str, zh: str) -> str:
        return Text(en, zh).in_language(language)

    rows = [
        (
            f"{each.made.at:%Y-%m-%d %H:%M}",
            CHANNELS[each.made.channel].in_language(language),
            each.made.to or "–",
            _came_of(each).in_language(language),
            f"{each.made.permit_id} · {each.pack_version[:12]}",
            "; ".join(each.proofs) or "–",
        )
        for each in lines
    ]
    ways = "Time|Way|To|Result|Permit · rules|Proof"
    head = say(ways, "时间|方式|对象|结果|许可 · 规则版本|证明")
    return _document(
        about,
        say("Contacts with their permits", "联系记录及许可"),
        (
            Paragraph(
                say(
                    "Each contact was permitted beforehand under the rules of the version named.",
                    "每次联系均已事前依所列版本的规则取得许可。",
                )
            ),
            Table(head.split("|"), rows),
        )
        if rows
        else (Paragraph(say("There was no contact.", "无联系记录。")),),
        language,
    )


def _came_of(line: ContactLine) -> Text:
    if line.rules_against:
        rules = ", ".join(line.rules_against)
        return Text(f"Found against it later: {rules}", f"事后认定不合规：{rules}")
    if not line.made.outcome:
        return Text("Not known yet", "尚无结果")
    if line.made.outcome == "sent" or line.made.confirmed:
        return result(line.made)
    return Text(line.made.outcome.replace("_", " "), line.made.outcome)


def balance(
    about: About, tables: Sequence[tuple[str, Table]], sources: Mapping[str, Text], language: str
) -> Document:
    """The balance line by line, account after account, and where its rules stand."""

    def say(en: str, zh: str) -> str:
        return Text(en, zh).in_language(language)

    blocks: list[Block] = []
    for name, table in tables:
        blocks += [Heading(name), table]
    if sources:
        rows = tuple((rule, where.in_language(language)) for rule, where in sorted(sources.items()))
        blocks += [Heading(say("Rules", "计算依据")), Facts(rows)]
    return _document(about, say("The balance explained", "欠款计算明细"), tuple(blocks), language)


def _document(about: About, title: str, blocks: Sequence[Block], language: str) -> Document:
    return Document(
        title=title,
        subtitle=about.matter,
        language=language,
        blocks=tuple(blocks),
        footer=f"{about.lender.in_language(language)} · {about.matter}",
        made_at=about.as_of_at,
        formal=True,
    )
