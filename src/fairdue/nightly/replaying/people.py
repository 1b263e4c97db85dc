"""What two policies plan with people over the days: contacts, what the law blocks, pressure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from fairdue.contact.columns import DATASET as LAWFUL
from fairdue.contact.rules.pressure import MILLI, Pressure
from fairdue.engine.lake import Lake
from fairdue.nightly.replaying.room import Needs
from fairdue.strategy.columns.replay import CODES, STEP_OF
from fairdue.strategy.rules.replay import Planned, Policy, Pressed

POLICIES = ("champion", "challenger")
CHANNELS = {
    "visit": ("visit",),
    "call": ("call",),
    "remind": ("call",),
}
"""By which channels a treatment contacts people, the usual one first. Others contact nobody."""

USUAL = {CODES[treatment]: channels[0] for treatment, channels in CHANNELS.items()}


@dataclass
class People:
    """What was planned with each person on the days gone by.

    `known`: a row per customer with how often each policy planned a contact, whether it ever
    planned more than the budget allows, and the points of each day so far.
    """

    pressure: Pressure
    days: list[date] = field(default_factory=list)
    known: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"customer_ref": pl.String()})
    )
    planned: dict[str, dict[str, Counter[str]]] = field(
        default_factory=lambda: {policy: {} for policy in POLICIES}
    )
    needs: Needs = field(default_factory=Needs)
    means: dict[str, list[int]] = field(default_factory=lambda: {policy: [] for policy in POLICIES})

    def add(self, house: Lake, on: date, cases: pl.DataFrame) -> None:
        """A day's CASES, with what the lake knows of the law on the day after."""
        asked = cases.select("customer_ref", "vulnerable", *POLICIES).with_columns(
            (pl.col("champion") != pl.col("challenger")).alias("differs")
        )
        judged = _with_law(asked, house, on)
        for policy in POLICIES:
            self._count(judged, policy)
        self.needs.add(house, on, judged, POLICIES)
        self.days.append(on)
        self._press(judged)

    @property
    def customers(self) -> int:
        """Everyone seen."""
        return self.known.height

    @property
    def differing(self) -> int:
        """People who would have been treated differently on some day."""
        return int(self.known["differs"].sum()) if self.days else 0

    def policy(self, name: str) -> Policy:
        """What one of the policies came to."""
        planned = tuple(
            Planned(
                treatment=treatment,
                cases=counted["cases"],
                blocked=counted["blocked"],
                unknown=counted["unknown"],
                because={
                    key.removeprefix(BECAUSE): number
                    for key, number in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
                    if key.startswith(BECAUSE)
                },
            )
            for treatment in CHANNELS
            for counted in [self.planned[name].get(treatment, Counter())]
        )
        return Policy(planned, self._pressed(name))

    def _count(self, judged: pl.DataFrame, policy: str) -> None:
        """How many cases each treatment contacts, and why the law blocks some."""
        found = judged.group_by(policy, f"{policy}_because").agg(
            pl.len(), pl.col(f"{policy}_may").is_null().sum().alias("unknown")
        )
        for code, because, count, unknown in found.iter_rows():
            treatment = STEP_OF[code]
            if treatment not in CHANNELS:
                continue
            counted = self.planned[policy].setdefault(treatment, Counter())
            counted["cases"] += count
            counted["unknown"] += unknown
            if because is not None:
                counted["blocked"] += count
                counted[BECAUSE + because] += count

    def _press(self, judged: pl.DataFrame) -> None:
        """Add a day's points, and see whom they take over the budget."""
        weights = {code: self.pressure.scale.reached[channel] for code, channel in USUAL.items()}
        place = len(self.days) - 1
        today = judged.select(
            "customer_ref",
            "vulnerable",
            pl.col("differs").alias("differs_today"),
            *(
                pl.when(pl.col(f"{policy}_because").is_null())
                .then(pl.col(policy).replace_strict(weights, default=0, return_dtype=pl.UInt8))
                .otherwise(0)
                .alias(_points(policy, place))
                for policy in POLICIES
            ),
        )
        both = self.known.join(today, on="customer_ref", how="full", coalesce=True)
        if place == 0:
            both = both.with_columns(pl.lit(False).alias("differs"))
        indexes = [self._index(policy).alias(f"{policy}_index") for policy in POLICIES]
        both = both.with_columns(*indexes).with_columns(
            (pl.col("differs").fill_null(False) | pl.col("differs_today").fill_null(False)).alias(
                "differs"
            ),
            *(
                (
                    (pl.col(f"{policy}_index") > _budget(self.pressure))
                    & (pl.col(_points(policy, place)).fill_null(0) > 0)
                    | (pl.col(f"{policy}_over") if place else pl.lit(False)).fill_null(False)
                ).alias(f"{policy}_over")
                for policy in POLICIES
            ),
        )
        for policy in POLICIES:
            self.means[policy].append(_mean(both[f"{policy}_index"]))
        self.known = both.drop("vulnerable", "differs_today")

    def _index(self, policy: str) -> pl.Expr:
        """The index of the last day so far, in thousandths of a point."""
        fading, today = self.pressure.scale.fading, self.days[-1]
        ages = {place: (today - day).days for place, day in enumerate(self.days)}
        return pl.sum_horizontal(
            pl.lit(0, pl.Int64),
            *(
                pl.col(_points(policy, place)).fill_null(0).cast(pl.Int64) * fading[age]
                for place, age in ages.items()
                if age < len(fading)
            ),
        )

    def _pressed(self, policy: str) -> Pressed:
        if not self.days:
            return Pressed(0, 0, 0, 0, 0, ())
        places = [_points(policy, place) for place in range(len(self.days))]
        touched = pl.sum_horizontal(
            (pl.col(name).fill_null(0) > 0).cast(pl.Int64) for name in places
        )
        contacts = self.known.select(touched.alias("contacts"))["contacts"]
        return Pressed(
            contacts=int(contacts.sum()),
            people=int((contacts > 0).sum()),
            over_budget=int(self.known[f"{policy}_over"].sum()),
            index_mean_milli=self.means[policy][-1],
            index_max_milli=int(self.known[f"{policy}_index"].to_numpy().max(initial=0)),
            by_day=tuple(self.means[policy]),
        )


BECAUSE = "because:"


def _with_law(cases: pl.DataFrame, house: Lake, on: date) -> pl.DataFrame:
    """By policy, `…_may`: is there a lawful moment, null where it was not kept or nobody is
    contacted; `…_because`: what denies it."""
    channels = sorted({channel for several in CHANNELS.values() for channel in several})
    columns = [f"may_{channel}" for channel in channels]
    reasons = [f"{channel}_because" for channel in channels]
    if house.has(LAWFUL, on):
        lawful = pl.read_parquet(
            house.file(LAWFUL, on, "lawful"), columns=["customer_ref", *columns, *reasons]
        )
        joined = cases.join(lawful, on="customer_ref", how="left")
    else:
        joined = cases.with_columns(
            *(pl.lit(None, pl.Boolean()).alias(name) for name in columns),
            *(pl.lit(None, pl.String()).alias(name) for name in reasons),
        )
    return joined.with_columns(
        expression
        for policy in POLICIES
        for expression in (
            _by_treatment(policy, _may).alias(f"{policy}_may"),
            _by_treatment(policy, _because).alias(f"{policy}_because"),
        )
    ).drop(*columns, *reasons)


def _by_treatment(policy: str, of: Callable[[tuple[str, ...]], pl.Expr]) -> pl.Expr:
    return pl.coalesce(
        pl.when(pl.col(policy) == CODES[treatment]).then(of(channels))
        for treatment, channels in CHANNELS.items()
    )


def _may(channels: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(f"may_{channel}" for channel in channels)


def _because(channels: tuple[str, ...]) -> pl.Expr:
    return pl.when(~_may(channels)).then(pl.col(f"{channels[0]}_because"))


def _budget(pressure: Pressure) -> pl.Expr:
    """A person's budget in thousandths; the smallest of all while anything is marked."""
    smallest = min([pressure.budget.ordinary, *pressure.budget.by_mark.values()])
    marked = pl.col("vulnerable").fill_null(False)
    return pl.when(marked).then(smallest * MILLI).otherwise(pressure.budget.ordinary * MILLI)


def _points(policy: str, place: int) -> str:
    return f"{policy}_{place}"


def _mean(index: pl.Series) -> int:
    return round(float(index.sum()) / index.len()) if index.len() else 0
