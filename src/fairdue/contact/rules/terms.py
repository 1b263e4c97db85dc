"""One rule's value with its authority, and how a clause names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

V = TypeVar("V")

_STATUS = {
    "in_force": Text("in force since", "自"),
    "recommended": Text("recommended since", "推荐执行，自"),
}


@dataclass(frozen=True, slots=True)
class Term(Generic[V]):
    """One value as in force on the day, and where it stands."""

    rule: str
    value: V
    citation: Citation

    @property
    def basis(self) -> Text:
        """Rule and since when, to end a reason with."""
        return _basis(self.rule, self.citation)


@cache
def _basis(rule: str, citation: Citation) -> Text:
    since = citation.in_force_from
    if citation.level == "policy":
        return Text(f"({rule}, the lender's own rule)", f"（{rule}，本机构规定）")
    status = _STATUS[citation.status]
    return Text(f"({rule}, {status.en} {since})", f"（{rule}，{status.zh}{since}起施行）")


@dataclass(frozen=True, slots=True)
class Night:
    """The hours without collecting, from `begins` to `ends` of the next day, local time."""

    begins: time
    ends: time


def say_moment(moment: datetime, zone: ZoneInfo) -> Text:
    """A moment in local time, as reasons write it."""
    local = moment.astimezone(zone)
    return Text(
        f"{local:%Y-%m-%d %H:%M}", f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
    )
