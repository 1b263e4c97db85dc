"""Replays a table's file over past days for the console: nothing is stored or changed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import day
from fairdue.engine.lake import lake
from fairdue.nightly.replaying.days import ReplayError
from fairdue.nightly.replaying.jobs import pressure_at
from fairdue.nightly.replaying.run import replay
from fairdue.reporting.charts.replays import title_of
from fairdue.strategy.models import Treatment
from fairdue.strategy.queries import parse
from fairdue.strategy.rules.estimators import Method
from fairdue.strategy.rules.reading import TableError
from fairdue.strategy.rules.replay import Found, Replayed

Say = Callable[[str], object]


def add_options(asked: ArgumentParser) -> None:
    """FILE --from DAY --to DAY [--json]."""
    asked.add_argument("file", type=Path, help="a decision table as YAML")
    asked.add_argument("--from", dest="since", type=day, required=True, metavar="DAY")
    asked.add_argument("--to", dest="until", type=day, required=True, metavar="DAY")
    asked.add_argument("--json", action="store_true", help="every figure, as JSON")


def replay_file(
    path: Path, since: date, until: date, at: datetime, tell: Say, say: Say, *, as_json: bool
) -> None:
    """Replay, telling how far it is, and say what came of it. Raises CommandError."""

    def told(on: date | None, done: int, of: int) -> None:
        tell(f"{done}/{of} {on or ''}".rstrip())

    try:
        table = parse(path.read_text(encoding="utf-8"))
        replayed = replay(lake(), table, since, until, pressure_at(at), told)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            _("%(path)s can't be read: %(why)s") % {"path": path, "why": error}
        ) from None
    except TableError as error:
        raise CommandError(error.text.in_language(get_language() or "en")) from None
    except ReplayError as error:
        raise CommandError(str(error)) from None
    if as_json:
        say(json.dumps(replayed.as_dict(), ensure_ascii=False, indent=1))
        return
    for line in _lines(replayed):
        say(line)


def _lines(replayed: Replayed) -> list[str]:
    lines = [
        _("%(differing)s of %(cases)s cases on %(days)s days would be treated differently")
        % {
            "differing": f"{replayed.differing:,}",
            "cases": f"{replayed.cases:,}",
            "days": len(replayed.days),
        }
    ]
    for cell in replayed.cells:
        if cell.champion != cell.challenger:
            move = f"{Treatment(cell.champion).label} → {Treatment(cell.challenger).label}"
            lines.append(f"  {move}: {cell.cases:,}")
    over = (replayed.champion.pressed.over_budget, replayed.challenger.pressed.over_budget)
    lines.append(
        _("planned over their pressure budget: %(after)s people, with the table in use %(before)s")
        % {"before": f"{over[0]:,}", "after": f"{over[1]:,}"}
    )
    return lines + [_outcome(found) for found in replayed.found]


def _outcome(found: Found) -> str:
    title = title_of(found).in_language(get_language() or "en")
    robust = next((one for one in found.comparisons if one.method is Method.ROBUST), None)
    if robust is None:
        return _("%(outcome)s: history can't tell") % {"outcome": title}
    one = robust.difference
    return _("%(outcome)s: %(value)s more, 95%% interval %(low)s to %(high)s") % {
        "outcome": title,
        "value": f"{one.value:+,.4g}",
        "low": f"{one.low:+,.4g}",
        "high": f"{one.high:+,.4g}",
    }
