"""What is granted at once to someone who says that they can't cope. Pure.

There is no refusal: whoever asks gets at least a pause until a person has looked, and is told how
to reach one. Values: LENDER-HARDSHIP; United Kingdom: uk.conc.7.3.11 and the debt respite scheme.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.compliance.rules.breathing_space import MENTAL_HEALTH, STANDARD, moratorium
from fairdue.kernel.calendars import add_months
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.causes import BY_CODE

GRANTED, PERSON = "granted", "person"
"""Measures at once; or a pause, and a person decides on the rest. Never a refusal."""
OUTCOMES: dict[str, Text] = {
    GRANTED: Text("granted at once", "已即时批准"),
    PERSON: Text("a person decides; paused until then", "由专人决定，期间暂停催收"),
}

PAUSE, INTEREST_STOP, REDUCED, NO_PAYMENT = (
    "pause",
    "interest_stop",
    "reduced_payment",
    "no_payment",
)
ASSESSMENT, BREATHING_SPACE, TALK = "assessment", "breathing_space", "talk"

CRISIS = "mental_health_crisis"
CIRCUMSTANCES: dict[str, Text] = {
    "physical_health": Text("ill or injured", "身体疾病或受伤"),
    "mental_health": Text("not well in mind", "心理健康问题"),
    CRISIS: Text("in treatment for a mental health crisis", "正在接受心理危机治疗"),
    "disability": Text("living with a disability", "残障"),
    "bereavement": Text("lost someone close", "亲人离世"),
    "caring": Text("caring for others", "需照料他人"),
    "abuse": Text("controlled or hurt by somebody", "遭受控制或伤害"),
    "addiction": Text("addiction or gambling", "成瘾或赌博问题"),
    "age": Text("very young or old", "年事已高或年纪尚轻"),
    "language": Text("hard to understand letters and forms", "阅读或理解文件有困难"),
    "income_gone": Text("no income at all", "完全没有收入"),
}
"""What makes someone need more care. Each raises a vulnerability mark, whose note is sealed."""


@dataclass(frozen=True, slots=True)
class Space:
    """What the law of the United Kingdom says of a breathing space."""

    start_after_days: int
    standard_days: int
    after_treatment_days: int


@dataclass(frozen=True, slots=True)
class HardshipPolicy:
    """The lender's values of a day (LENDER-HARDSHIP), the law's where it asks for more."""

    pause_days: int
    pauses_max: int
    """So many are granted at once within the window; a person decides on more."""
    window_days: int
    person_days: int
    """Calendar days within which a person looks at it."""
    interest_months: int
    reduced_months: int
    space: Space | None = None
    """In the United Kingdom."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What someone says, and what is known of them on the day."""

    reason: str
    """A code of `rules.causes`."""
    circumstances: Collection[str]
    """Codes of CIRCUMSTANCES."""
    on: date
    able_minor: Mapping[str, int]
    """What can be set aside a month, cautiously reckoned, by currency; empty: not assessed."""
    granted_before: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is done for the person, or that they may do, and until when."""

    kind: str
    text: Text
    until: date | None = None
    amount: Money | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is granted, and why."""

    outcome: str
    reasons: tuple[Text, ...]
    measures: tuple[Measure, ...]
    paused_until: date
    """The last day of the pause."""
    person_by: date
    """By when a person has looked at it."""
    vulnerable: bool


def check_asking(reason: str, circumstances: Collection[str]) -> None:
    """Raise Refused, naming what there is to choose, for a code that is on neither list."""
    causes = [code for code, cause in BY_CODE.items() if cause.choices]
    for code, known in [(reason, causes), *((each, list(CIRCUMSTANCES)) for each in circumstances)]:
        if code not in known:
            raise Refused(
                Text(
                    f"There is no {code!r}. Choose from: {', '.join(known)}.",
                    f"没有“{code}”，请从以下选择：{'、'.join(known)}。",
                )
            )


def decide(asking: Asking, policy: HardshipPolicy) -> Decision:
    """What is granted at once, with reasons.

    Measures are granted where the reason is one of hardship, where anything makes the person
    vulnerable, or where nothing is left to pay with; but only `pauses_max` times in the window.
    Otherwise collecting rests until a person has looked.
    """
    begins = asking.on - timedelta(days=policy.window_days)
    before = sum(begins < day <= asking.on for day in asking.granted_before)
    vulnerable = bool(asking.circumstances)
    nothing_left = bool(asking.able_minor) and max(asking.able_minor.values()) == 0
    speaks = BY_CODE[asking.reason].hardship or vulnerable or nothing_left
    granted = speaks and before < policy.pauses_max
    person_by = asking.on + timedelta(days=policy.person_days)
    until = asking.on + timedelta(days=policy.pause_days) if granted else person_by
    measures = [_pause(until, granted=granted, policy=policy)]
    if granted:
        measures += [_interest_stop(asking, policy), *_payments(asking, policy)]
    if policy.space is not None and speaks:
        measures.append(_breathing_space(asking, policy.space))
    measures.append(_talk(person_by))
    return Decision(
        outcome=GRANTED if granted else PERSON,
        reasons=_reasons(speaks=speaks, granted=granted, before=before, vulnerable=vulnerable),
        measures=tuple(measures),
        paused_until=until,
        person_by=person_by,
        vulnerable=vulnerable,
    )


def _reasons(*, speaks: bool, granted: bool, before: int, vulnerable: bool) -> tuple[Text, ...]:
    said = []
    if granted:
        said.append(
            Text(
                "What you told us is a reason for help under our policy; no proof is needed for "
                "this.",
                "根据您的说明，符合本机构困难帮扶政策，无需提供证明。",
            )
        )
    elif speaks:
        said.append(
            Text(
                f"Help was granted at once {before} times already, so a person looks at what would "
                "serve you better now.",
                f"此前已即时批准{before}次，现由专人了解情况，为您寻找更合适的办法。",
            )
        )
    else:
        said.append(
            Text(
                "What you told us doesn't decide it by itself, so a person asks you about it.",
                "仅凭现有说明尚不能直接决定，将由专人向您了解情况。",
            )
        )
    if vulnerable:
        said.append(
            Text(
                "We noted that you need more care. Only staff who need to know can read why.",
                "我们已记录您需要特别关照，具体原因仅限必要人员查看。",
            )
        )
    return tuple(said)


def _pause(until: date, *, granted: bool, policy: HardshipPolicy) -> Measure:
    law = policy.space is not None and granted
    return Measure(
        PAUSE,
        Text(
            f"We don't collect until {until}.",
            f"{until}前（含当日）暂停催收。",
        ),
        until=until,
        rule="uk.conc.7.3.11" if law else "LENDER-HARDSHIP",
    )


def _interest_stop(asking: Asking, policy: HardshipPolicy) -> Measure:
    until = add_months(asking.on, policy.interest_months)
    return Measure(
        INTEREST_STOP,
        Text(
            f"No further interest and fees are asked for until {until}.",
            f"{until}前不再计收利息及费用。",
        ),
        until=until,
        rule="LENDER-HARDSHIP",
    )


def _payments(asking: Asking, policy: HardshipPolicy) -> list[Measure]:
    """What is to be paid meanwhile: no more than what was cautiously reckoned."""
    until = add_months(asking.on, policy.reduced_months)
    if not asking.able_minor:
        return [
            Measure(
                ASSESSMENT,
                Text(
                    "Tell us what you could put aside each month, so that what we ask fits. One "
                    "figure is enough.",
                    "请告诉我们您每月大致能拿出多少钱，以便安排合适的还款，一个数字即可。",
                ),
            )
        ]
    found = []
    for currency, minor in sorted(asking.able_minor.items()):
        amount = Money(minor, currency)
        if minor:
            text = Text(
                f"Until {until} we ask for no more than {amount} a month.",
                f"{until}前每月还款不超过{amount}。",
            )
            found.append(Measure(REDUCED, text, until, amount, "LENDER-HARDSHIP"))
        else:
            text = Text(
                f"Until {until} we ask for no payment in {currency}.",
                f"{until}前暂不要求偿还{currency}欠款。",
            )
            found.append(Measure(NO_PAYMENT, text, until, amount, "LENDER-HARDSHIP"))
    return found


def _breathing_space(asking: Asking, space: Space) -> Measure:
    """What a debt adviser could do: a right under the law, which we point to and don't grant."""
    kind = MENTAL_HEALTH if CRISIS in asking.circumstances else STANDARD
    found = moratorium(
        asking.on,
        kind,
        start_after_days=space.start_after_days,
        standard_days=space.standard_days,
        after_treatment_days=space.after_treatment_days,
    )
    if found.last_day is None:
        lasts = Text(
            f"while treatment goes on and {space.after_treatment_days} days more",
            f"治疗期间及其后{space.after_treatment_days}天",
        )
    else:
        lasts = Text(
            f"until {found.last_day} if registered today", f"如今日登记，至{found.last_day}"
        )
    return Measure(
        BREATHING_SPACE,
        Text(
            "A free debt adviser can register a breathing space: no interest, no fees and no "
            f"enforcement {lasts.en}. MoneyHelper lists advisers.",
            f"免费债务顾问可为您登记“喘息期”：期间不计利息费用、不得强制执行，{lasts.zh}。"
            "可通过MoneyHelper查找顾问。",
        ),
        until=found.last_day,
        rule="uk.debt_respite.length",
    )


def _talk(person_by: date) -> Measure:
    return Measure(
        TALK,
        Text(
            f"This was decided by rule. A person looks at it by {person_by}, and you may ask for "
            "one to decide instead at any time.",
            f"本决定依规则自动作出。专人将于{person_by}前复核，您可随时要求由专人重新决定。",
        ),
        until=person_by,
    )
