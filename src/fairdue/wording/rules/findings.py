"""What is found in a text: of which kind, how grave, where it stands, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

Severity = Literal["blocks", "warns", "hint"]
SEVERITIES: tuple[Severity, ...] = ("blocks", "warns", "hint")
"""From the gravest. What blocks isn't sent, and is a breach where it was said."""

KINDS: dict[str, tuple[Text, Text]] = {
    "violence": (
        Text("This threatens or hints at violence.", "此处以暴力相威胁或暗示暴力。"),
        Text(
            "Take it out. Say what is owed and how it can be paid.",
            "请删除，只说明欠款与还款方式。",
        ),
    ),
    "coercion": (
        Text("This threatens to press or hold somebody.", "此处以蹲守、扣留、堵门等方式相胁迫。"),
        Text("Take it out. Visits need two people, consent, and an hour agreed on.",
             "请删除。上门须两人以上，并征得同意、约定时间。"),
    ),
    "threat": (
        Text("This is a threat.", "此处构成威胁或恐吓。"),
        Text("Say only what will really and lawfully follow, and by when.",
             "只说明依法、确实会发生的后果及期限。"),
    ),
    "harassment": (
        Text("This announces pestering by calls or messages.", "此处表示将以频繁来电、信息骚扰。"),
        Text("Take it out. Offer a time to talk instead.", "请删除，可改为约定沟通时间。"),
    ),
    "insult": (
        Text("This insults or shames the person.", "此处侮辱、贬损或羞辱对方。"),
        Text("Take it out. Speak of the account, not of the person.",
             "请删除，就账户说事，不评价本人。"),
    ),
    "profanity": (
        Text("This is profane.", "此处用语粗俗。"),
        Text("Take it out.", "请删除。"),
    ),
    "privacy": (
        Text("This tells, or threatens to tell, others about the debt.",
             "此处向他人透露债务，或以此相威胁。"),
        Text("Speak of the debt to the person alone; others are never drawn in.",
             "债务只与本人沟通，不得牵涉他人。"),
    ),
    "public_posting": (
        Text("This threatens to make the debt public.", "此处以公开张贴、网络曝光相威胁。"),
        Text("Take it out. A debt is never made public.", "请删除，债务信息不得公开。"),
    ),
    "impersonation": (
        Text("This poses as a court, the police, a lawyer or an authority.",
             "此处冒充法院、公安、律师或其他机关。"),
        Text("Say for whom you really speak.", "请如实表明所属机构。"),
    ),
    "false_legal_step": (
        Text("This speaks of a legal step that isn't approved for this case.",
             "此处提及本案未经批准的法律程序。"),
        Text("Take it out, or have the legal step approved first.",
             "请删除，或先完成相应法律程序的审批。"),
    ),
    "penal": (
        Text("This speaks of crime, police or prison.", "此处提及犯罪、公安或刑罚后果。"),
        Text("Take it out. Not paying is in itself no crime.", "请删除。单纯未还款并不构成犯罪。"),
    ),
    "fictitious_blacklist": (
        Text("This speaks of a blacklist that doesn't exist.", "此处虚构黑名单或征信后果。"),
        Text("Name only what is really told to the credit database.",
             "只说明依规向征信系统报送的情况。"),
    ),
    "exaggeration": (
        Text("This overstates what follows from not paying.", "此处夸大未还款的后果。"),
        Text("Name only what really follows by contract or law.", "只说明合同或法律规定的后果。"),
    ),
    "extra_fees": (
        Text("This asks for a fee that isn't owed.", "此处索取额外费用。"),
        Text("Take it out. Only what contract and law provide may be asked for.",
             "请删除，只可要求合同与法律规定的款项。"),
    ),
    "new_borrowing": (
        Text("This pushes the person to borrow in order to pay.", "此处诱导借新还旧或变卖、套现还款。"),
        Text("Offer a plan that fits what the person can pay.", "请改为提供与还款能力相称的安排。"),
    ),
    "false_promise": (
        Text("This promises what nobody can keep.", "此处作出无法兑现的承诺。"),
        Text("Promise only what an agreement says.", "只承诺协议载明的内容。"),
    ),
    "private_account": (
        Text("This leads to a private account or contact.", "此处引导至私人账户或私人联系方式。"),
        Text("Name the lender's own ways to pay and to get in touch.",
             "请使用本机构公布的还款与联系渠道。"),
    ),
    "pressure": (
        Text("This reads like a threat or an insult, though no single rule names it.",
             "此处语气近于威胁或侮辱，虽未触及具体条款用语。"),
        Text("Say it plainly: what is owed, by when, and who helps.",
             "请改为平实表述：欠款、期限与求助渠道。"),
    ),
    "names_debt": (
        Text("This names a debt where none may be named.", "此处提及债务，而该场合不得提及。"),
        Text("Ask only for a call back; leave the reason out.", "只请对方回电，不说明事由。"),
    ),
    "amount": (
        Text("This amount isn't among those that may be stated.", "此金额与账面事实不符。"),
        Text("State the amount of the record, with its currency.", "请使用系统所载金额与币种。"),
    ),
    "date": (
        Text("This day isn't among those that may be stated.", "此日期与账面事实不符。"),
        Text("State the day of the record.", "请使用系统所载日期。"),
    ),
    "creditor": (
        Text("This names another creditor.", "此处所称机构与债权人不符。"),
        Text("Name the creditor of the record.", "请使用系统所载债权人名称。"),
    ),
    "required": (
        Text("Something that must be said is missing.", "缺少必须载明的内容。"),
        Text("Add it.", "请补充。"),
    ),
    "readability": (
        Text("This is hard to read.", "此句不易读懂。"),
        Text("Make shorter sentences of it.", "请拆为短句。"),
    ),
}  # fmt: skip
"""What each kind says, and how to mend it."""

CLAIMS = frozenset({"fictitious_blacklist", "exaggeration", "false_promise"})
"""Kinds that are only wrong when untrue."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `told[start:end]` is the place, both 0 where something is missing."""

    kind: str
    severity: Severity
    start: int
    end: int
    text: Text
    rule: str
    """The rule's identifier in the packs, e.g. CN-COND-01; empty where it is the lender's own."""
    citation: Citation | None
    mend: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a text may truthfully say. What isn't told may not be stated."""

    on: date
    """The day whose law counts."""
    country: str = "CN"
    """CN, US or UK."""
    creditors: tuple[str, ...] = ()
    """Names of the creditor and of whoever speaks for it; none: names aren't checked."""
    amounts: tuple[Money, ...] | None = None
    """Amounts that may be stated, each in its currency; None: amounts aren't checked."""
    dates: tuple[date, ...] | None = None
    """Days that may be stated; None: days aren't checked."""
    legal_steps: frozenset[str] = frozenset()
    """Approved for this case: of LEGAL_STEPS."""
    may_name_debt: bool = True
    """False towards others than the person, and in voicemail."""
    purpose: str = ""
    """What it is written for, e.g. reminder; of rules.required.PURPOSES for what must be there."""
    required: tuple[str, ...] = ()
    """Items that must be there, of rules.required.ITEMS."""


LEGAL_STEPS = frozenset({
    "lawyers_letter", "mediation", "payment_order", "preservation", "suit_prepared", "suit_filed",
    "arbitration", "judgment", "enforcement", "police_report",
})  # fmt: skip
"""Steps that a text may speak of once they are approved for the case."""


@dataclass(frozen=True, slots=True)
class Judging:
    """How findings are judged: severities, rules and citations, from the packs."""

    severities: Mapping[str, Severity]
    rules: Mapping[str, str] = field(default_factory=dict)
    """The rule of a kind in this country."""
    citations: Mapping[str, Citation | None] = field(default_factory=dict)
    """By rule."""

    def finding(self, kind: str, start: int, end: int, more: Text | None = None) -> Finding:
        """A finding of a kind; `more` takes the place of its general words."""
        text, mend = KINDS[kind]
        rule = self.rules.get(kind, "")
        severity = self.severities.get(kind, "blocks")
        cited = self.citations.get(rule)
        return Finding(kind, severity, start, end, more or text, rule, cited, mend)
