"""What can be wrong with a bundle or the journal, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from fairdue.kernel.text import Text


class Fault(Enum):
    """Kinds of faults."""

    ALTERED = Text("altered", "被篡改")
    MISSING = Text("missing", "缺失")
    INSERTED = Text("inserted", "被插入")
    REORDERED = Text("reordered", "顺序被改动")
    SIGNATURE = Text("seal signature wrong", "封签签名不符")
    SEAL_MISSING = Text("seal missing in the chain", "封签链缺失")
    WRONG_KEY = Text("wrong key", "密钥不符")
    ROW_DIFFERS = Text("row differs from the sealed record", "明细与封签记录不一致")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `line` is 0 where there is no file; `name` says what is broken: entry 12."""

    fault: Fault
    name: Text
    why: Text
    line: int = 0
    general: bool = False
    """Only that the line differs; says nothing that a closer look did not say better."""
    follows: bool = False
    """May be no more than what another fault brings with it."""

    def text(self) -> Text:
        """The whole sentence."""
        kind = self.fault.value
        at = self.place()
        return Text(f"{at.en}: {kind.en}: {self.why.en}", f"{at.zh}：{kind.zh}：{self.why.zh}")

    def place(self) -> Text:
        """What is broken and where."""
        if not self.line:
            return self.name
        line = line_name(self.line)
        if self.name == line:
            return line
        return Text(f"line {self.line}, {self.name.en}", f"第{self.line}行，{self.name.zh}")


@dataclass(slots=True)
class Report:
    """What checking found."""

    records: int = 0
    seals: int = 0
    keys: set[str] = field(default_factory=set)
    """Fingerprints of the keys that signed."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong."""
        return not self.problems

    def summary(self) -> Text:
        """The last line."""
        en = f"{self.records} records, {self.seals} seals: "
        zh = f"{self.records}条记录，{self.seals}个封签："
        if self.is_sound:
            return Text(en + "sound", zh + "完好")
        at = self.problems[0].place()
        return Text(f"{en}broken at {at.en}", f"{zh}在{at.zh}处断裂")


def line_name(number: int) -> Text:
    """A line of a file."""
    return Text(f"line {number}", f"第{number}行")


def entry_name(number: int) -> Text:
    """An entry of the journal."""
    return Text(f"entry {number}", f"记录{number}")


def seal_name(number: int) -> Text:
    """A seal."""
    return Text(f"seal {number}", f"封签{number}")
