"""What is worth noticing about a night, by comparing it with those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from fairdue.kernel.text import Text
from fairdue.nightly.report import NightReport
from fairdue.rulebook.packs import pack

POLICY = "policy/default"
RULE = "LENDER-NIGHT"

FILES = {
    "persons": Text("persons", "人员"),
    "payments": Text("payments", "还款"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a difference is worth noticing: policy LENDER-NIGHT."""

    accounts_drop_percent_max: float
    past_due_change_percent_max: float
    step_slower_times: float
    step_seconds_min: float
    nights_compared: int
    days_between_max: int


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing worth noticing. `subject`: the step or file that it is about, or ""."""

    kind: str
    """slow_step | accounts_dropped | past_due_changed | file_missing | days_missing | same_file."""
    text: Text
    subject: str = ""


def limits_on(day: date) -> Limits:
    """The policy in force on a day. Raises NoValueError where it has no such value."""
    policy = pack(POLICY)
    return Limits(**{name: policy.value(RULE, name, day).value for name in Limits.__slots__})


def notices(report: NightReport, earlier: Sequence[NightReport], limits: Limits) -> list[Notice]:
    """What stands out in a night; `earlier` are the nights of earlier days, the newest first."""
    found = [_missing(name) for name in report.missing if name in FILES]
    before = next((each for each in earlier if each.as_of == report.before), None)
    if before is not None:
        found += _since(report, before, limits)
    return found + list(_slow_steps(report, earlier, limits))


def _missing(name: str) -> Notice:
    file = FILES[name]
    return Notice(
        "file_missing",
        Text(f"The issuer gave no {file.en} for this day.", f"发卡机构当日未提供{file.zh}文件。"),
        name,
    )


def _since(report: NightReport, before: NightReport, limits: Limits) -> Iterator[Notice]:
    """What changed since the day before."""
    days = (report.as_of - before.as_of).days
    if days > limits.days_between_max:
        missing = days - 1
        yield Notice(
            "days_missing",
            Text(
                f"Days without a file since {before.as_of}: {missing}.",
                f"自{before.as_of}以来有{missing}天缺少文件。",
            ),
        )
    if report.mark and report.mark == before.mark:
        yield Notice(
            "same_file",
            Text(
                f"The accounts add up to the same as on {before.as_of}: "
                "the issuer may have given the same file again.",
                f"账户合计与{before.as_of}完全相同：发卡机构可能重复提供了同一文件。",
            ),
        )
    drop = -_percent(report, before, "accounts")
    if drop > limits.accounts_drop_percent_max:
        yield Notice(
            "accounts_dropped",
            Text(
                f"{drop:.1f}% fewer accounts than on {before.as_of}: "
                "part of the issuer's file may be missing.",
                f"账户数较{before.as_of}减少{drop:.1f}%：发卡机构文件可能不完整。",
            ),
        )
    change = _percent(report, before, "past_due")
    if abs(change) > limits.past_due_change_percent_max:
        yield Notice(
            "past_due_changed",
            Text(
                f"{abs(change):.1f}% {'more' if change > 0 else 'fewer'} accounts past due "
                f"than on {before.as_of}.",
                f"逾期账户数较{before.as_of}{'增加' if change > 0 else '减少'}{abs(change):.1f}%。",
            ),
        )


def _percent(report: NightReport, before: NightReport, figure: str) -> float:
    """By how much a figure rose since the day before; 0 where there was nothing to rise from."""
    then, now = before.figures.get(figure, 0), report.figures.get(figure, 0)
    return 100 * (now - then) / then if then else 0.0


def _slow_steps(
    report: NightReport, earlier: Sequence[NightReport], limits: Limits
) -> Iterator[Notice]:
    """Steps that took much longer for each account than they usually do."""
    for step in report.steps:
        usual = [
            each.seconds / night.figures["accounts"]
            for night in earlier[: limits.nights_compared]
            for each in night.steps
            if each.name == step.name and not each.was_whole and night.figures.get("accounts")
        ]
        if not usual or step.seconds < limits.step_seconds_min:
            continue
        expected = median(usual) * report.figures.get("accounts", 0)
        if step.seconds > limits.step_slower_times * expected:
            yield Notice(
                "slow_step",
                Text(
                    f"Took {step.seconds:.0f} s, usually about {expected:.0f} s.",
                    f"耗时{step.seconds:.0f}秒，通常约{expected:.0f}秒。",
                ),
                step.name,
            )
