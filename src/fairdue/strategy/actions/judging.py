"""What each night tells of an experiment, and the stop that needs nobody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.strategy.actions.experiments import stop_at_once
from fairdue.strategy.columns.readings import harmful
from fairdue.strategy.models import Experiment, ExperimentReading, ExperimentState
from fairdue.strategy.queries import tables_in_use
from fairdue.strategy.queries.experiments import HARM, NIGHT, TABLE_CHANGED


def keep_reading(
    experiment_id: int, as_of: date, figures: dict[str, Any], at: datetime
) -> Experiment:
    """Keep what was read by the end of a day, and stop the experiment where it does harm.

    A day that is read again replaces its reading. Stops too when another table than the one it
    was begun against decides by now. Gives the experiment as it then stands.
    """
    with transaction.atomic():
        experiment = (
            Experiment.objects.select_for_update(of=("self",))
            .select_related("champion", "challenger")
            .get(pk=experiment_id)
        )
        entry = record(
            actor=NIGHT,
            action="experiment_read",
            at=at,
            subject=f"experiment:{experiment.pk}",
            details={"as_of": as_of.isoformat(), **_evidence(figures)},
        )
        ExperimentReading.objects.update_or_create(
            experiment=experiment,
            as_of=as_of,
            defaults={"read_at": at, "figures": figures, "journal_entry": entry},
        )
        _stop_where_due(experiment, as_of, figures, at)
        return experiment


def _stop_where_due(
    experiment: Experiment, as_of: date, figures: dict[str, Any], at: datetime
) -> None:
    if experiment.state not in (ExperimentState.RUNNING, ExperimentState.PAUSED):
        return
    table = tables_in_use(at).document.table
    if (table.name, table.version) != (experiment.champion.name, experiment.champion.version):
        stop_at_once(experiment, NIGHT, TABLE_CHANGED, at, {"in_use": table.version})
        return
    measures = harmful(figures)
    if measures:
        evidence = {measure: figures["rates"][measure] for measure in measures}
        stop_at_once(
            experiment,
            NIGHT,
            f"{HARM}{','.join(measures)}",
            at,
            {"as_of": as_of.isoformat(), "evidence": evidence},
        )


def _evidence(figures: dict[str, Any]) -> dict[str, Any]:
    """What the journal keeps of a reading: customers, and the weight of each harm."""
    weights = {
        measure: rate["harm"]
        for measure, rate in figures["rates"].items()
        if rate["harm"] is not None
    }
    return {"customers": figures["customers"], "harm": weights}
