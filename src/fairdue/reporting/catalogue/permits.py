"""Figures over permits, and the queue."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.catalogue.words import NOBODY
from fairdue.reporting.figure import Definition, Family, Unit

ASKED = Text("Permits asked for in the span.", "期间内申请的触达许可。")

DENIAL_RATE = Definition(
    key="denial_rate",
    family=Family.PERMITS,
    title=Text("Permit denial rate", "许可拒绝率"),
    formula=Text("permits denied ÷ permits asked for", "被拒许可数 ÷ 申请许可数"),
    numerator=Text("permits denied", "被拒的触达许可数"),
    denominator=Text("permits asked for", "申请的触达许可数"),
    unit=Unit.SHARE,
    cohort=ASKED,
    exclusions=NOBODY,
)

DENIALS_BY_CLAUSE = Definition(
    key="denials_by_clause",
    family=Family.PERMITS,
    title=Text("Denials by clause", "各条款拒绝率"),
    formula=Text(
        "permits the clause denied ÷ permits asked for", "因该条款被拒的许可数 ÷ 申请许可数"
    ),
    numerator=Text(
        "permits that the clause denied, alone or with others",
        "因该条款（或与其他条款同时）被拒的许可数",
    ),
    denominator=Text("permits asked for", "申请的触达许可数"),
    unit=Unit.SHARE,
    cohort=ASKED,
    exclusions=Text(
        "None. A permit may be denied by several clauses, so the shares don't add up to the rate.",
        "无。一次许可可能同时因多项条款被拒，故各条款之和可大于总拒绝率。",
    ),
)

VIOLATION_RATE = Definition(
    key="violation_rate",
    family=Family.PERMITS,
    title=Text("Violation rate", "违规联系率"),
    formula=Text(
        "contacts later judged unlawful ÷ contacts made", "事后判定违规的联系数 ÷ 已进行的联系数"
    ),
    numerator=Text(
        "of these, contacts against which a finding stands: unlawful after all, or reached "
        "somebody else",
        "其中现有有效判定（事后判定违规或联系到他人）的联系数",
    ),
    denominator=Text("contacts made in the span, by any channel", "期间内各渠道已进行的联系数"),
    unit=Unit.SHARE,
    cohort=Text(
        "Contacts made in the span, each under its own permit, as known now.",
        "期间内已进行的联系（每次均有许可），以现有信息为准。",
    ),
    exclusions=Text(
        "Messages that were not delivered, findings that were withdrawn, and denials that turned "
        "out needless.",
        "未送达的短信与邮件、已撤销的判定，以及事后判定合规的拒绝。",
    ),
)

QUEUE = Definition(
    key="queue",
    family=Family.QUEUE,
    title=Text("Queue", "队列"),
    formula=Text("cases in the state ÷ cases in the queue", "该状态案件数 ÷ 队列内案件数"),
    numerator=Text("cases of the team in the state at this moment", "该团队当前处于该状态的案件数"),
    denominator=Text("cases of the team in any state", "该团队队列内全部案件数"),
    unit=Unit.COUNT,
    cohort=Text("Cases in a team's queue at this moment.", "当前团队队列内的案件。"),
    exclusions=NOBODY,
)
