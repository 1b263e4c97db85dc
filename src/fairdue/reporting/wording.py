"""How a figure's parts, codes and numbers are written, in either language.

Numbers are written as Babel writes them for the language; a share has one decimal. Codes get the
label of the list that owns them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import override

from fairdue.compliance.models import (
    ComplaintAbout,
    ComplaintChannel,
    Decision,
    DisputeGround,
)
from fairdue.contact.models import Channel, Outcome
from fairdue.delinquency.models import ExitReason
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.negotiation.models import AgreementKind, HardshipOutcome, PromiseState
from fairdue.reporting.columns import PAID_OFF, VANISHED
from fairdue.reporting.figure import PER, Figure, Unit
from fairdue.strategy.models import Planned
from fairdue.work.models import QueueState

NOTHING = "–"
PAID_OFF_TEXT = Text("Paid off", "已结清")
VANISHED_TEXT = Text("Not in file", "不在文件")
WORSE_TEXT = Text("and worse", "及以上")
DAYS_TEXT = Text("{} days", "{} 天")
MINUTES_TEXT = Text("{} min", "{} 分钟")
MONTHS_TEXT = Text("{} months", "{} 个月")
YES_NO = {True: Text("Yes", "是"), False: Text("No", "否")}
GRANTED = {"granted": Text("Granted", "准许"), "denied": Text("Denied", "拒绝")}


def is_chinese(language: str) -> bool:
    """True for any zh… language code."""
    return language.lower().startswith("zh")


def locale_of(language: str) -> str:
    """Babel's name for a language of ours."""
    return "zh_Hans_CN" if is_chinese(language) else "en_GB"


def state_label(state: str, language: str) -> str:
    """A bucket ("3" -> M3, "7" -> M7+), or what else an account may have become."""
    if state == PAID_OFF:
        return PAID_OFF_TEXT.in_language(language)
    if state == VANISHED:
        return VANISHED_TEXT.in_language(language)
    return "M7+" if state == "7" else f"M{state}"


def code_label(name: str, code: str, language: str) -> str:
    """The label of a code, by the name of its column or slice."""
    if name == "granted":
        return GRANTED[code].in_language(language)
    if name == "months":
        return MONTHS_TEXT.in_language(language).format(code)
    lists: dict[str, tuple[type[Any], ...]] = {
        "channel": (Channel,),
        "outcome": (Outcome,),
        "state": (QueueState, PromiseState),
        "treatment": (Planned,),
        "exit_reason": (ExitReason,),
        "kind": (AgreementKind,),
        "about": (ComplaintAbout,),
        "via": (ComplaintChannel,),
        "ground": (DisputeGround,),
        "decision": (Decision,),
        "decided": (HardshipOutcome,),
    }
    for choices in lists.get(name, ()):
        if code in choices.values:
            with override(language):
                return str(choices(code).label)
    return code or NOTHING


def number(value: float | int, language: str, *, compact: bool = False) -> str:
    """1,234,567, or 1.2M / 123.5万 when compact."""
    if compact and abs(value) >= 100_000:
        return str(format_compact_decimal(value, locale=locale_of(language), fraction_digits=1))
    return str(format_decimal(value, locale=locale_of(language)))


def money(minor: int, currency: str, language: str, *, compact: bool = False) -> str:
    """An amount in major units, without the currency's code."""
    amount = Money(minor, currency).amount
    if compact and abs(amount) >= 100_000:
        return number(float(amount), language, compact=True)
    return f"{amount:,}"


def share(value: float | None) -> str:
    """12.3%, or a dash where there was nothing to divide by."""
    return NOTHING if value is None else f"{value * 100:.1f}%"


def value_of(figure: Figure, language: str, *, compact: bool = False) -> str:
    """A figure's value as shown first."""
    unit = figure.definition.unit
    if unit is Unit.SHARE:
        return share(figure.quotient)
    if unit in (Unit.COUNT, Unit.MONEY):
        return part_of(figure, figure.numerator, language, compact=compact)
    return NOTHING if figure.value is None else measured(figure, figure.value, language)


def measured(figure: Figure, value: float, language: str) -> str:
    """A value of the figure's unit: its own, or a bound of its interval."""
    unit = figure.definition.unit
    if unit is Unit.PROBABILITY:
        return share(value)
    if unit is Unit.MONEY_EACH:
        return f"{Money(round(value), figure.currency or 'CNY').amount:,}"
    if unit is Unit.POINTS:
        return number(round(value), language)
    if unit is Unit.MINUTES:
        return MINUTES_TEXT.in_language(language).format(round(value))
    if unit is Unit.DAYS:
        return DAYS_TEXT.in_language(language).format(f"{value:.1f}".removesuffix(".0"))
    return f"{value:,.2f}".replace("-0.00", "0.00") if abs(value) < 1 else f"{value:,.2f}"


def interval_of(figure: Figure, language: str) -> str:
    """From where to where an estimate's true value lies; "" where nothing tells."""
    if figure.interval is None:
        return ""
    return " – ".join(measured(figure, bound, language) for bound in figure.interval)


def part_of(figure: Figure, part: int | None, language: str, *, compact: bool = False) -> str:
    """A numerator or denominator, as an amount where the figure's parts are money."""
    if part is None:
        return NOTHING
    if figure.definition.money_parts:
        return money(part, figure.currency or "CNY", language, compact=compact)
    return number(part, language, compact=compact)


def value_and_parts(figure: Figure, language: str) -> str:
    """12.3% (37 ÷ 301); a count or an amount without parts stands alone."""
    value = value_of(figure, language)
    if figure.denominator is None or figure.definition.unit not in PER or value == NOTHING:
        return value
    parts = (part_of(figure, part, language) for part in (figure.numerator, figure.denominator))
    return f"{value} ({' ÷ '.join(parts)})"


def slice_label(figure: Figure, language: str) -> str:
    """What part of the whole a figure speaks of: "M3", "M1 → M2", "Call"."""
    names = dict(figure.slice)
    if "to" in names:
        return " → ".join(state_label(names[name], language) for name in ("bucket", "to"))
    labels = [
        state_label(code, language) if name == "bucket" else code_label(name, code, language)
        for name, code in figure.slice
        if name != "team"
    ]
    return " · ".join(labels)


def day(value: date, language: str) -> str:
    """10 Mar 2026, 2026年3月10日."""
    form = "y年M月d日" if is_chinese(language) else "d MMM y"
    return str(format_date(value, form, locale=locale_of(language)))


def moment(value: datetime, zone: ZoneInfo) -> str:
    """2026-03-10 14:05 in the lender's zone."""
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
