"""Why someone fell behind: a closed list, who said so, and what was seen. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people import rules as people

CARDHOLDER, REPRESENTATIVE, STAFF = "cardholder", "representative", "staff"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for falling behind."""

    code: str
    name: Text
    asked: Text
    """The same in the words of someone who is asked and answers for themselves."""
    hardship: bool
    """Does it by itself speak for hardship measures?"""
    choices: bool = True
    """May the cardholder choose it? Others are only ever somebody's impression of them."""


CAUSES = (
    Cause(
        "lost_work",
        Text("lost work", "失业"),
        Text("I lost my job or my work", "我失去了工作"),
        True,
    ),
    Cause(
        "reduced_income",
        Text("reduced income", "收入减少"),
        Text("I earn less than before", "我的收入比以前少了"),
        True,
    ),
    Cause(
        "illness",
        Text("illness or injury", "疾病或受伤"),
        Text("I am or was ill or injured", "我生病或受伤了"),
        True,
    ),
    Cause(
        "bereavement",
        Text("bereavement", "亲人离世"),
        Text("I lost someone close to me", "我失去了亲人"),
        True,
    ),
    Cause(
        "family_breakup",
        Text("family break-up", "家庭变故"),
        Text("A separation or divorce", "分居或离婚"),
        True,
    ),
    Cause(
        "business",
        Text("business in difficulty", "经营困难"),
        Text("My business is in difficulty", "我的生意遇到困难"),
        True,
    ),
    Cause(
        "disaster",
        Text("disaster", "灾害"),
        Text("A disaster, such as fire, flood or earthquake", "遭遇火灾、水灾、地震等灾害"),
        True,
    ),
    Cause(
        "over_indebted",
        Text("over-indebted", "负债过重"),
        Text("I owe more than I can pay, here and elsewhere", "我的债务总额超出偿还能力"),
        True,
    ),
    Cause(
        "disputed",
        Text("amount disputed", "对欠款有异议"),
        Text("I don't agree with what I am said to owe", "我对欠款有异议"),
        False,
    ),
    Cause(
        "fraud",
        Text("fraud or theft", "盗刷或被骗"),
        Text("The card was used without me, or I was deceived", "卡被盗刷，或我被骗了"),
        False,
    ),
    Cause(
        "forgot",
        Text("forgot or mixed up", "忘记还款"),
        Text("I forgot, or mixed up the date", "我忘了，或记错了日期"),
        False,
    ),
    Cause(
        "moved",
        Text("moved, or mail not received", "搬迁或未收到账单"),
        Text("I moved, or no statement reached me", "我搬家了，或没有收到账单"),
        False,
    ),
    Cause(
        "unwilling",
        Text("seems unwilling", "似无还款意愿"),
        Text("Seems unwilling", "似无还款意愿"),
        False,
        choices=False,
    ),
    Cause("other", Text("another reason", "其他原因"), Text("Another reason", "其他原因"), False),
)
"""In the order in which they are asked. `unwilling` is a member of staff's impression, never a
fact: no offer, mark or hold reads it, so that by itself it makes nobody's treatment harsher."""

BY_CODE = {cause.code: cause for cause in CAUSES}

SAID_BY = {
    CARDHOLDER: Text("the cardholder", "持卡人本人"),
    REPRESENTATIVE: Text("their representative", "其代理人"),
    STAFF: Text("staff's impression", "工作人员的印象"),
}

EVIDENCE = {
    "none": Text("none", "无"),
    "self_report": Text("as told by them", "本人陈述"),
    "document_seen": Text("a document was seen", "已查看证明材料"),
    "third_party": Text(
        "confirmed by an authority, court or adviser", "经主管机关、法院或顾问证实"
    ),
}


def check_cause(cause: str, said_by: str, evidence: str, *, role: str) -> None:
    """Raise Refused, saying what to choose, unless this may be put on record.

    `role`: of who records it; a cardholder speaks for themselves only, and a machine has no
    impressions. An impression of staff is not what the cardholder said, so it comes with no
    evidence of theirs; and nobody is recorded as having called themselves unwilling.
    """
    _one_of(cause, {code: each.name for code, each in BY_CODE.items()}, "cause", "原因")
    _one_of(said_by, SAID_BY, "source", "来源")
    _one_of(evidence, EVIDENCE, "evidence", "证据")
    if role == people.CARDHOLDER and said_by != CARDHOLDER:
        raise Refused(Text("You can only say it for yourself.", "您只能为自己说明原因。"))
    if role == people.INTEGRATOR and said_by == STAFF:
        raise Refused(
            Text(
                "A connected system has no impression of anybody. Say who told it.",
                "对接系统不能提交印象，请注明陈述人。",
            )
        )
    if said_by == STAFF and evidence == "self_report":
        raise Refused(
            Text(
                "An impression of staff was not told by the cardholder. Choose who said it, or "
                "evidence “none”.",
                "工作人员的印象并非持卡人陈述。请选择陈述人，或将证据选为“无”。",
            )
        )
    if not BY_CODE[cause].choices and said_by != STAFF:
        raise Refused(
            Text(
                "Being unwilling can only be recorded as staff's impression.",
                "“似无还款意愿”只能作为工作人员的印象记录。",
            )
        )


def _one_of(code: str, known: dict[str, Text], what: str, what_zh: str) -> None:
    if code not in known:
        names_en = ", ".join(known)
        raise Refused(
            Text(
                f"There is no {what} {code!r}. Choose one of: {names_en}.",
                f"没有“{code}”这种{what_zh}，请从以下选择：{'、'.join(known)}。",
            )
        )
