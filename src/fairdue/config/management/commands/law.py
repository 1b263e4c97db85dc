"""Questions to the rule packs: run cases, explain one, tell what two days differ in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import Error as DatabaseError
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fairdue.compliance.queries import profile_at
from fairdue.config import database
from fairdue.config.console import ConsoleCommand, day
from fairdue.config.law_words import case_lines, difference_line, rule_lines, touched_line
from fairdue.config.middleware import now
from fairdue.law_cases.case import Case, CaseFileError, read_cases
from fairdue.law_cases.explain import explain
from fairdue.law_cases.run import PASS, check, summary
from fairdue.law_cases.touched import touched
from fairdue.rulebook.differences import Difference, differences
from fairdue.rulebook.packs import Pack, RulePackError, law_in_force, pack, pack_names, profile
from fairdue.rulebook.profile import Profile

LANGUAGES = {"en": "en", "zh": "zh-hans"}


class Command(ConsoleCommand):
    """Questions to the rule packs. Only `diff` looks into the database, where there is one."""

    help = "Ask the rule packs: run cases, explain one, tell what two days differ in."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`check FILE…`, `explain --case FILE[:ID] | --rule RULE`, `diff D1 D2`."""
        asked = parser.add_subparsers(dest="question", required=True)
        checking = asked.add_parser("check", help="run files of cases, one JSON object a line")
        checking.add_argument("files", nargs="+", type=Path)
        explaining = asked.add_parser(
            "explain", help="why a case comes out so, or what a rule says"
        )
        about = explaining.add_mutually_exclusive_group(required=True)
        about.add_argument("--case", metavar="FILE[:ID]", help="a case of a file, or all of them")
        about.add_argument("--rule", help="a rule's name, as CN-HOURS-01")
        differing = asked.add_parser("diff", help="what changed in the law between two days")
        differing.add_argument("first", type=day, metavar="D1")
        differing.add_argument("second", type=day, metavar="D2")
        differing.add_argument("--pack", help="only this pack, as law/cn (default: all of them)")
        for each in (checking, explaining):
            each.add_argument(
                "--on",
                type=day,
                help="the law of this day, for cases that name none (default: today)",
            )
        for each in (checking, explaining, differing):
            each.add_argument(
                "--known-on", type=day, help="as one could know by this day (default: today)"
            )
        for each in (explaining, differing):
            each.add_argument(
                "--language", choices=LANGUAGES, default="en", help="of the answer (default: en)"
            )

    def handle(self, *args: Any, question: str, **options: Any) -> None:
        """Answer, or end with the file and place that are wrong."""
        on = options.get("on") or localdate(now())
        try:
            with translation.override(LANGUAGES[options.get("language", "en")]):
                match question:
                    case "check":
                        self._check(options["files"], on, options["known_on"])
                    case "explain" if options["case"]:
                        self._explain_cases(options["case"], on, options["known_on"])
                    case "explain":
                        self._explain_rule(options["rule"], on, options["known_on"])
                    case _:
                        self._differ(**options)
        except (CaseFileError, RulePackError) as error:
            raise CommandError(str(error)) from None

    def _check(self, files: list[Path], on: date, known_on: date | None) -> None:
        """One line per case, the ones apart counted on a line of their own, then the count."""
        cases = [case for file in files for case in read_cases(file)]
        results = list(check(cases, settings.RULEPACKS, on, known_on))
        for result in results:
            self.stdout.write(result.line)
        apart = [result for result in results if result.case.apart]
        if apart:
            self.stdout.write(f"apart (ambiguous or confidence C): {summary(apart)}")
        self.stdout.write(summary(result for result in results if not result.case.apart))
        if any(result.outcome != PASS for result in results):
            sys.exit(1)

    def _explain_cases(self, named: str, on: date, known_on: date | None) -> None:
        for case in _cases(named):
            found = explain(case, settings.RULEPACKS, on, known_on)
            for line in case_lines(found, profile()):
                self.stdout.write(line)

    def _explain_rule(self, name: str, on: date, known_on: date | None) -> None:
        for each in pack_names():
            law = _as_used(each, None)
            if name not in law.rules:
                continue
            known = law if known_on is None else law.as_known_on(known_on)
            for line in rule_lines(known.rules[name], known, profile(), on):
                self.stdout.write(line)
            return
        raise CommandError(
            _("no pack has a rule %(name)s; their names are in rulepacks/") % {"name": name}
        )

    def _differ(self, first: date, second: date, known_on: date | None, **options: Any) -> None:
        names = pack_names()
        if options["pack"] and options["pack"] not in names:
            raise CommandError(
                _("there is no pack %(name)s; there are %(names)s")
                % {"name": options["pack"], "names": ", ".join(names)}
            )
        at = now()
        chosen = _profile_of_database(at)
        found = [
            (law, difference)
            for name in ([options["pack"]] if options["pack"] else names)
            for law in [_as_used(name, chosen)]
            for difference in differences(law, first, second, known_on)
        ]
        for line in _difference_lines(found, at if chosen is not None else None):
            self.stdout.write(line)
        self.stdout.write(
            _("%(number)s differences between %(first)s and %(second)s")
            % {"number": len(found), "first": first, "second": second}
        )
        if chosen is None and found:
            self.stdout.write(_("Open cases are not counted: there is no database to ask."))


def _cases(named: str) -> list[Case]:
    """All cases of FILE, or the one of FILE:ID. Raises CommandError where there is none."""
    if Path(named).is_file():
        return list(read_cases(Path(named)))
    file, _colon, wanted = named.rpartition(":")
    if not file:
        return list(read_cases(Path(named)))
    found = [case for case in read_cases(Path(file)) if case.id == wanted]
    if not found:
        raise CommandError(_("%(file)s has no case %(id)s") % {"file": file, "id": wanted})
    return found


def _as_used(name: str, chosen: Profile | None) -> Pack:
    """A law pack as read and tightened here; another as it is written."""
    folder, _slash, country = name.partition("/")
    return law_in_force(country, profile=chosen) if folder == "law" else pack(name)


def _difference_lines(found: list[tuple[Pack, Difference]], at: datetime | None) -> Iterator[str]:
    """Differences by pack and rule, each rule followed by the open cases it touches."""
    for number, (law, difference) in enumerate(found):
        if number == 0 or found[number - 1][0] is not law:
            yield f"{law.name} {law.version}"
        yield difference_line(difference)
        last = number + 1 == len(found) or found[number + 1][1].rule is not difference.rule
        if at is not None and last:
            yield touched_line(touched(law.name, difference.rule.domain, at))


def _profile_of_database(at: datetime) -> Profile | None:
    """The profile with the choices made in the browser; None where there is no database."""
    if database.is_embedded() and not (settings.VAR / "postgres" / "PG_VERSION").is_file():
        return None
    try:
        database.start()
        return profile_at(at)
    except (database.DatabaseError, DatabaseError):
        return None
