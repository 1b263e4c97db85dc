"""What an analysis of a decision table finds, with an example and a sentence for each finding."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.strategy.rules.analysis.wording import listed
from fairdue.strategy.rules.tables import Condition, Facts


@dataclass(frozen=True, slots=True)
class ExampleValue:
    """One input of an example, as people read it."""

    name: str
    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Example:
    """Facts by column, for DecisionTable.decide; and what the table says to them."""

    facts: Facts
    row: str
    treatment: str
    values: tuple[ExampleValue, ...]
    """Only the inputs that the rows in question ask about, and the currency if they ask amounts."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows with different treatments hold for the same account; the earlier comes first.

    `exception`: the later holds wherever the earlier does, as a rule does behind its exception.
    `masked_by`: wherever both hold, rows before them decide; else the earlier one does.
    """

    earlier: str
    later: str
    exception: bool
    masked_by: tuple[str, ...]
    example: Example

    def words(self) -> Text:
        """The finding in a sentence."""
        if self.masked_by:
            rows = listed(self.masked_by)
            return Text(
                f"{self.earlier} and {self.later} can hold together, but {rows.en} always "
                "decides before them.",
                f"{self.earlier} 与 {self.later} 可能同时成立，但此时总由在前的 {rows.zh} 决定。",
            )
        return Text(
            f"{self.earlier} and {self.later} can hold together; {self.earlier} comes first and "
            "decides.",
            f"{self.earlier} 与 {self.later} 可能同时成立，由在前的 {self.earlier} 决定。",
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """Accounts that only the last row takes. `region`: what they have in common, input by input.

    `currencies` is empty when it is so in every currency.
    """

    currencies: tuple[str, ...]
    region: tuple[Text, ...]
    example: Example

    def words(self) -> Text:
        """The finding in a sentence."""
        row = self.example.row
        if not self.region:
            return Text(f"Only the last row, {row}, holds.", f"只有末行 {row} 成立。")
        return Text(
            f"Only the last row, {row}, holds where " + ", ".join(one.en for one in self.region),
            f"以下情形只有末行 {row} 成立：" + "，".join(one.zh for one in self.region),
        )


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A row that decides for nobody: earlier rows take all of its accounts, or it has none."""

    row: str
    place: int
    covered_by: tuple[str, ...]

    def words(self) -> Text:
        """The finding in a sentence."""
        reason = self.reason()
        return Text(f"{self.row} {reason.en}.", f"{self.row} {reason.zh}。")

    def reason(self) -> Text:
        """The finding without the row's name and the full stop."""
        rows = listed(self.covered_by)
        if not self.covered_by:
            return Text(
                "holds for no account: no value meets all its conditions",
                "对任何账户都不成立：没有取值能同时满足其全部条件",
            )
        if len(self.covered_by) == 1:
            return Text(
                f"is never reached: {rows.en} comes first and holds whenever it does",
                f"永远不会命中：{rows.zh} 在前，且涵盖其全部情形",
            )
        return Text(
            f"is never reached: {rows.en} come first, and one of them holds whenever it does",
            f"永远不会命中：{rows.zh} 在前，合起来涵盖其全部情形",
        )


@dataclass(frozen=True, slots=True)
class Shadowed:
    """A condition without effect: without it the row would decide for the same accounts.

    `because`: the earlier rows that take all others; none when the condition always holds there.
    """

    row: str
    condition: Condition
    because: tuple[str, ...]

    def words(self) -> Text:
        """The finding in a sentence."""
        asked, rows = self.condition.words(), listed(self.because)
        if not self.because:
            return Text(
                f"{self.row}: “{asked.en}” changes nothing; it holds whenever the other "
                "conditions do.",
                f"{self.row}：条件“{asked.zh}”不起作用，其余条件成立时它必然成立。",
            )
        return Text(
            f"{self.row}: “{asked.en}” changes nothing; all others were decided by {rows.en} "
            "before.",
            f"{self.row}：条件“{asked.zh}”不起作用，其余账户已由在前的 {rows.zh} 决定。",
        )


@dataclass(frozen=True, slots=True)
class WithoutThreshold:
    """A row whose amounts name no threshold in some currencies, so it never holds there."""

    row: str
    currencies: tuple[str, ...]
    example: Example

    def words(self) -> Text:
        """The finding in a sentence."""
        named = listed(self.currencies)
        return Text(
            f"{self.row} names no amount in {named.en}; such accounts go to rows below, as to "
            f"{self.example.row}.",
            f"{self.row} 未设 {named.zh} 的金额，这些账户由后面的行决定，例如 {self.example.row}。",
        )


@dataclass(frozen=True, slots=True)
class Analysis:
    """All findings, each list in row order. The counts are of those not shown too.

    `unsettled`: what was not searched to its end, the last saying how many more there are.
    """

    overlaps: tuple[Overlap, ...]
    overlaps_count: int
    gaps: tuple[Gap, ...]
    more_gaps: bool
    unreachable: tuple[Unreachable, ...]
    shadowed: tuple[Shadowed, ...]
    without_threshold: tuple[WithoutThreshold, ...]
    unsettled: tuple[Text, ...]
    unsettled_count: int
