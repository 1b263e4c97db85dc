"""The rule packs, and the decision table that is in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import Error as DjangoDatabaseError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.doctor.finding import Finding, Level
from fairdue.config.middleware import now
from fairdue.rulebook import lint
from fairdue.rulebook.packs import Pack, RulePackError, load_law, load_pack
from fairdue.strategy.queries import file_differs, tables_in_use
from fairdue.strategy.rules.reading import TableError


def rule_packs(today: date) -> Iterator[Finding]:
    """Every pack can be read, and its values were looked at recently enough."""
    root: Path = settings.RULEPACKS
    folders = sorted(path for path in root.glob("*/*") if path.is_dir())
    if not folders:
        yield Finding(
            Level.PROBLEM,
            _("rule packs"),
            _("none under %(folder)s") % {"folder": root},
            _("name their folder: FAIRDUE_RULEPACKS"),
        )
    for folder in folders:
        name = str(folder.relative_to(root))
        subject = _("rules %(name)s") % {"name": name}
        try:
            pack = _as_used(root, folder, name)
        except RulePackError as error:
            yield Finding(Level.PROBLEM, subject, str(error), _("correct the file named"))
            continue
        if old := lint.past_review(pack, today):
            text = _("%(number)s values to be looked at again, the first is %(first)s")
            mend = _("read the source again, then set verified_on and verify_again_by")
            yield Finding(Level.WARNING, subject, _first_of(text, old), mend)
        if odd := lint.contradictions(pack, today):
            text = _("%(number)s values contradict themselves, the first is %(first)s")
            mend = _("correct the statuses in the file named")
            yield Finding(Level.WARNING, subject, _first_of(text, odd), mend)
        if not old and not odd:
            text = _("%(number)s rules, version %(version)s") % {
                "number": len(pack.rules),
                "version": pack.version,
            }
            yield Finding(Level.OK, subject, text)


def decision_table() -> Iterator[Finding]:
    """The table in use can be read, and the file says the same or was never replaced."""
    subject = _("decision table")
    try:
        live = tables_in_use(now())
        differs = file_differs(now())
    except TableError as error:
        said = error.text.in_language(get_language() or "en")
        yield Finding(Level.PROBLEM, subject, said, _("correct the file named"))
    except DjangoDatabaseError:
        return  # the database's own finding says why
    else:
        text = _("version %(version)s") % {"version": live.document.table.version}
        if differs:
            text = _("version %(version)s is live; the file of the rule packs differs") % {
                "version": live.document.table.version
            }
            mend = _("to bring the file in: fairdue strategy propose FILE --as NAME")
            yield Finding(Level.WARNING, subject, text, mend)
        else:
            yield Finding(Level.OK, subject, text)


def _as_used(root: Path, folder: Path, name: str) -> Pack:
    """A law pack as read and tightened here, another as it is written."""
    if folder.parent.name == "law":
        return load_law(root, folder.name)
    return load_pack(folder, name)


def _first_of(text: str, doubts: list[lint.Doubt]) -> str:
    return text % {"number": len(doubts), "first": doubts[0]}
