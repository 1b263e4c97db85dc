"""Why a person may be visited at all: the closed set of bases, and what each asks. Pure.

No law in the packs lists the grounds of a visit. A visit weighs more than any other contact, so
the lender asks a ground that is on record for every one, and never goes to anybody else's door.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.kernel.text import Text

INVITED, UNREACHED, BROKEN, PAPERS = "invited", "unreached", "broken", "papers"
BASES = {
    INVITED: Text("The cardholder agreed to a visit", "持卡人同意上门"),
    UNREACHED: Text("Not reached in any other way", "其他方式均无法联系本人"),
    BROKEN: Text("What was agreed was not kept", "承诺或协议未履行"),
    PAPERS: Text("A paper is to be handed over", "需当面送达文书"),
}

STRATEGY, AGREED, LEAD = "strategy", "agreed", "lead"
ORIGINS = {
    STRATEGY: Text("decided by the strategy", "策略决定"),
    AGREED: Text("agreed with the cardholder", "与持卡人约定"),
    LEAD: Text("asked for by a lead", "主管安排"),
}

CARE, CANTONESE, ENGLISH, WOMAN = "care", "cantonese", "english", "woman"
SKILLS = {
    CARE: Text("trained for people who need more care", "受过特殊群体服务培训"),
    CANTONESE: Text("speaks Cantonese", "会粤语"),
    ENGLISH: Text("speaks English", "会英语"),
    WOMAN: Text("a woman in the team", "有女性成员"),
}
"""What a visit may ask of a team."""

HOLD, CLOSED, PAID, ASKED, BARRED, MARK, ADDRESS, TIME, LAW, LEADS, TEAM = (
    "hold", "closed", "paid", "asked", "barred", "mark", "address", "time", "law", "lead",
    "team",
)  # fmt: skip
FALLEN = {
    HOLD: Text("a hold stands", "已停止催收"),
    CLOSED: Text("the case is closed", "案件已结案"),
    PAID: Text("nothing is past due any more", "已无逾期欠款"),
    ASKED: Text("the cardholder asked for no visit", "持卡人要求不上门"),
    BARRED: Text("marked: not to be visited", "已标记禁止上门"),
    MARK: Text("a mark stands in the way", "存在限制性标记"),
    ADDRESS: Text("the address is not valid", "地址无效"),
    TIME: Text("there was no time left that day", "当日时间不足"),
    LAW: Text("the rules did not allow it", "规则不允许"),
    LEADS: Text("taken off by a lead", "主管取消"),
    TEAM: Text("the team made no more visits that day", "外访小组当日不再外访"),
}
"""Why a visit fell out."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the bases are judged by. Days are whole days of the customer's own calendar."""

    days_past_due: int | None
    days_since_reached: int | None
    """Since anybody last spoke with them or they answered; None: never."""
    tries_since_reached: int
    """Calls and messages since then that nobody answered."""
    broken: int
    """Promises and agreements that were broken in this case."""
    invited: bool
    """Did they agree to a visit themselves?"""
    papers: bool
    """Is there a paper that has to be handed over?"""


@dataclass(frozen=True, slots=True)
class Needs:
    """What policy asks (`rulepacks/policy/default/visits/bases.yaml`)."""

    days_past_due_min: int
    days_unreached_min: int
    tries_min: int
    broken_min: int


def bases_of(known: OnRecord, needs: Needs) -> tuple[str, ...]:
    """The bases that hold, the strongest first; none: nobody may go.

    An invitation and a paper hold by themselves. The other two ask besides that the case is late
    enough; an unknown number of days past due is never late enough.
    """
    late = known.days_past_due is not None and known.days_past_due >= needs.days_past_due_min
    silent = known.days_since_reached is None or (
        known.days_since_reached >= needs.days_unreached_min
    )
    holds = {
        INVITED: known.invited,
        PAPERS: known.papers,
        BROKEN: late and known.broken >= needs.broken_min,
        UNREACHED: late and silent and known.tries_since_reached >= needs.tries_min,
    }
    return tuple(basis for basis, does in holds.items() if does)
