"""What is found in a talk beyond forbidden words: of which kinds, and how to do it well. Pure."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.wording.rules.findings import KINDS as WORDING

GRAVE, SERIOUS, MINOR = "grave", "serious", "minor"
SEVERITIES = (GRAVE, SERIOUS, MINOR)
"""From the gravest. What is grave gets a second look by another person."""

UNANNOUNCED, UNNAMED, EARLY_DEBT = "unannounced", "unnamed", "early_debt"
UNRECORDED, IN_DANGER, ABUSE = "unrecorded", "in_danger", "abuse"
OURS: dict[str, tuple[Text, Text, Text]] = {
    UNANNOUNCED: (
        Text("Recording not announced", "未告知录音"),
        Text("Nobody said that the call is recorded.", "通话中未告知正在录音。"),
        Text("Say it in the first sentence, before anything else.", "请在开场第一句即告知录音。"),
    ),
    UNNAMED: (
        Text("Lender not named", "未表明机构"),
        Text("The collector never said for whom they call.", "催收员未表明所属机构。"),
        Text("Say your name and the lender's as soon as it is clear who answers.",
             "确认本人后，请立即说明姓名与所属机构。"),
    ),
    EARLY_DEBT: (
        Text("Debt named too early", "核身前提及债务"),
        Text("A debt was named before it was clear who answers.", "确认本人身份之前提及了债务。"),
        Text("Ask first who is speaking and let them prove it; until then nothing of a debt.",
             "请先确认对方身份并完成核验，在此之前不得提及债务。"),
    ),
    UNRECORDED: (
        Text("Said, not recorded", "已说明但未登记"),
        Text("The customer said it, and nothing on record says so.",
             "客户已说明该情况，但系统中没有相应记录。"),
        Text("Record what you hear before you hang up: the outcome keys are there for it.",
             "挂断前请把听到的情况登记在案，可使用对应的结果快捷键。"),
    ),
    IN_DANGER: (
        Text("May be in danger", "疑似自伤风险"),
        Text("The customer spoke of harming themselves, and nothing on record says so.",
             "客户谈及自伤或轻生，但系统中没有相应记录。"),
        Text("Stop collecting at once, stay calm, give the helpline, and tell your lead now.",
             "请立即停止催收，保持冷静，告知求助热线，并马上报告主管。"),
    ),
    ABUSE: (
        Text("Abuse of the collector", "辱骂催收员"),
        Text("The customer abused or threatened the collector.", "客户辱骂或威胁催收员。"),
        Text("You may end such a call politely. Tell your lead; a mark protects the next one.",
             "遇此情况可礼貌结束通话并告知主管；登记标记可保护下一位同事。"),
    ),
}  # fmt: skip
"""Name, what was found, and how to do it well."""

NAMES: dict[str, Text] = {
    "violence": Text("Violence", "暴力威胁"),
    "coercion": Text("Coercion", "胁迫"),
    "threat": Text("Threat", "威胁恐吓"),
    "harassment": Text("Harassment", "骚扰"),
    "insult": Text("Insult", "侮辱"),
    "profanity": Text("Profanity", "粗口"),
    "privacy": Text("Third-party disclosure", "向第三人泄露"),
    "public_posting": Text("Public exposure", "公开曝光"),
    "impersonation": Text("Impersonation", "冒充身份"),
    "false_legal_step": Text("Legal step not approved", "虚假法律程序"),
    "penal": Text("Crime or prison", "刑罚恐吓"),
    "fictitious_blacklist": Text("Blacklist that isn't", "虚构黑名单"),
    "exaggeration": Text("Overstated consequence", "夸大后果"),
    "extra_fees": Text("Fee not owed", "额外收费"),
    "new_borrowing": Text("Pushed to borrow", "诱导借贷"),
    "false_promise": Text("False promise", "虚假承诺"),
    "private_account": Text("Private account", "私人账户"),
    "pressure": Text("Pressing tone", "施压语气"),
    "names_debt": Text("Debt named", "提及债务"),
    "amount": Text("Amount not on record", "金额不符"),
    "date": Text("Day not on record", "日期不符"),
    "creditor": Text("Wrong creditor", "机构不符"),
    "required": Text("Something missing", "缺少必说内容"),
    **{kind: told[0] for kind, told in OURS.items()},
}
"""Short names of all kinds, as lists show them."""

WANTS: dict[str, Text] = {
    "stop_channel": Text("asks not to be contacted that way", "要求停止该方式联系"),
    "stop_all": Text("asks not to be contacted at all", "要求停止一切联系"),
    "stop_place": Text("asks not to be contacted at a place", "要求勿在某处联系"),
    "stop_time": Text("asks not to be contacted at certain hours", "要求勿在某时段联系"),
    "dispute": Text("disputes the debt", "对债务有异议"),
    "hardship": Text("can't pay for a reason", "陷入经济困难"),
    "vulnerability": Text("is ill or needs more care", "患病或需特别关照"),
    "representative": Text("is represented by somebody", "已委托代理人"),
    "complaint": Text("complains", "提出投诉"),
    "bereaved": Text("says that the cardholder died", "告知持卡人身故"),
    "wrong_person": Text("is somebody else", "并非本人"),
    "has_paid": Text("says that it is paid", "称已还款"),
    "in_danger": Text("speaks of harming themselves", "谈及自伤或轻生"),
}
"""What a customer said that is to be put on record."""


def said_of(kind: str) -> Text:
    """What was found, in a sentence."""
    return OURS[kind][1] if kind in OURS else WORDING[kind][0]


def coaching_of(kind: str) -> Text:
    """How to do it well, for the collector."""
    return OURS[kind][2] if kind in OURS else WORDING[kind][1]
