"""What experiments found, for figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairdue.strategy.models import ExperimentReading


@dataclass(frozen=True, slots=True)
class Brought:
    """What a challenger brought in over its champion, minor units per customer, with bounds.

    Bounds hold at every look, not only the last; None where they have no end yet.
    """

    experiment_id: int
    name: str
    as_of: date
    challengers: int
    champions: int
    difference: float | None
    low: float | None
    high: float | None


def brought_in(until: date, currency: str) -> list[Brought]:
    """By experiment, from its last reading up to a day; those that never saw the currency not."""
    readings = (
        ExperimentReading.objects.filter(as_of__lte=until)
        .select_related("experiment")
        .order_by("experiment", "-as_of")
        .distinct("experiment")
    )
    found = []
    for reading in readings:
        mean = reading.figures["means"].get(f"paid:{currency}")
        if mean is None:
            continue
        bounds = mean["difference"] or [None, None, None]
        found.append(
            Brought(
                reading.experiment_id,
                reading.experiment.name,
                reading.as_of,
                mean["observed"]["challenger"],
                mean["observed"]["champion"],
                *bounds,
            )
        )
    return found
