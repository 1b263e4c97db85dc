"""The seals of a bundle: each day's last one leads to the day before, the others to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from fairdue.journal.rules.faults import Fault, seal_name
from fairdue.journal.rules.seals import Statement, from_hex
from fairdue.journal.rules.tree import root_by_path
from fairdue.kernel.text import Text


class Blame(Protocol):
    """Notes a fault."""

    def __call__(
        self,
        fault: Fault,
        why: Text,
        name: Text | None = None,
        line: int | None = None,
        *,
        general: bool = False,
        follows: bool = False,
    ) -> None:
        """`line` is that being read, unless given."""


@dataclass(frozen=True, slots=True)
class _Found:
    statement: Statement
    path: Sequence[bytes] | None
    line: int


class Chain:
    """Collects seals, then says whether they hang together."""

    def __init__(self, blame: Blame) -> None:
        self.head: int | None = None
        """The newest seal's number, as the header says."""
        self.seals: dict[int, Statement] = {}
        self._found: list[_Found] = []
        self._blame = blame

    def take(self, document: dict[str, Any], line: int) -> Statement:
        """One seal more. Raises ValueError where it is malformed."""
        statement = Statement.from_document(document["statement"])
        given = document["path"]
        path = None if given is None else [from_hex(node, 32) for node in given]
        number = statement.number
        if number in self.seals:
            self._blame(Fault.INSERTED, Text("it is there already", "已存在"), seal_name(number))
        elif self._found and number < self._found[-1].statement.number:
            why = Text("it comes after later seals", "排在较晚的封签之后")
            self._blame(Fault.REORDERED, why, seal_name(number))
        self.seals.setdefault(number, statement)
        self._found.append(_Found(statement, path, line))
        return statement

    def finish(self) -> None:
        """Check each day's last seal against the day before's, and the others against it."""
        closing = sorted(
            (each for each in self._found if each.path is None),
            key=lambda each: each.statement.number,
        )
        for before, after in pairwise(closing):
            if before.statement.number != after.statement.number:
                self._follow(before, after)
        last = {each.statement.day: each.statement for each in closing}
        for each in self._found:
            if each.path is not None:
                self._belong(each, last.get(each.statement.day))
        newest = closing[-1].statement.number if closing else 0
        if self.head is not None and newest != self.head:
            why = Text(
                f"the newest seal should be {self.head}, but the last one here is {newest}",
                f"最新封签应为{self.head}，此处最后一个为{newest}",
            )
            self._blame(Fault.SEAL_MISSING, why, seal_name(self.head), follows=True)

    def _follow(self, before: _Found, after: _Found) -> None:
        old, new = before.statement, after.statement
        if new.day_before == old.digest().hex() and new.day > old.day:
            return
        why = Text(
            f"it does not follow seal {old.number} of {old.day}: a day between them is missing, "
            "or one of the two was altered",
            f"与{old.day}的封签{old.number}不衔接：其间缺少某日的封签，或其中之一被篡改",
        )
        self._blame(Fault.SEAL_MISSING, why, seal_name(new.number), after.line, follows=True)

    def _belong(self, each: _Found, last: Statement | None) -> None:
        own = each.statement
        if last is None:
            why = Text(f"the last seal of {own.day} is not here", f"缺少{own.day}的最后一个封签")
            self._blame(Fault.SEAL_MISSING, why, seal_name(own.number), each.line, follows=True)
            return
        root = root_by_path(own.digest(), own.place, last.place, each.path or ())
        if root is None or root.hex() != last.day_root:
            why = Text(
                f"it does not lead to seal {last.number}, the last of {own.day}",
                f"无法衔接{own.day}的最后一个封签{last.number}",
            )
            self._blame(Fault.SEAL_MISSING, why, seal_name(own.number), each.line, follows=True)
