"""`fairdue report`: make a period's report, list them, and count one anew."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand, day
from fairdue.config.middleware import now
from fairdue.reporting import wording
from fairdue.reporting.actions import make_due, make_report, post_waiting, recount
from fairdue.reporting.exports.period import title_of
from fairdue.reporting.models import Period, PeriodReport, ReportKind
from fairdue.reporting.queries.checking import Check, Checked, Outcome
from fairdue.reporting.queries.period import main_currency
from fairdue.reporting.queries.reports import reports
from fairdue.reporting.rules import periods
from fairdue.reporting.rules.freezing import definition_of, figure_of


class Command(DatabaseCommand):
    """Counting anew changes nothing of a report."""

    help = "Make a report of a day, week or month, list reports, or check one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        make = deeds.add_parser("make", help="make one report, or all that schedules ask for")
        make.add_argument("--due", action="store_true", help="what schedules ask for, and send it")
        make.add_argument("--kind", choices=ReportKind.values, default=ReportKind.FIGURES.value)
        make.add_argument("--period", choices=Period.values, default=Period.MONTH.value)
        make.add_argument("--of", type=day, metavar="DAY", help="a day in the period")
        make.add_argument("--currency", default="", help="the commonest where left out")
        make.add_argument("--actor", default="console", help="who is named in the journal")
        listing = deeds.add_parser("list", help="list the newest reports")
        listing.add_argument("--rows", type=int, default=25)
        check = deeds.add_parser("check", help="run a report's queries again and compare")
        check.add_argument("report", type=int, metavar="ID")
        check.add_argument("--queries", action="store_true", help="show the queries as well")

    def handle(self, *_args: Any, deed: str, **options: Any) -> None:
        """Do it; checking ends with 1 where a figure doesn't reproduce."""
        if deed == "list":
            self._list(options["rows"])
        elif deed == "check":
            self._check(options["report"], options["queries"])
        elif options["due"]:
            made = make_due(at=now())
            sent = post_waiting(at=now())
            self.stdout.write(
                _("%(made)s reports made, %(sent)s e-mails sent")
                % {"made": len(made), "sent": sent}
            )
        else:
            self._make(options)

    def _make(self, options: dict[str, Any]) -> None:
        if options["of"] is None:
            raise CommandError(_("name a day of the period: --of 2026-01-31"))
        try:
            report, new = make_report(
                kind=options["kind"],
                period=options["period"],
                span=periods.containing(options["period"], options["of"]),
                currency=options["currency"] or main_currency(),
                actor=options["actor"],
                at=now(),
            )
        except ValueError as error:
            raise CommandError(str(error)) from None
        told = _("report %(id)s made") if new else _("report %(id)s was made before")
        self.stdout.write(told % {"id": report.pk})

    def _list(self, rows: int) -> None:
        found, total = reports(limit=rows)
        for each in found:
            title = title_of(each).in_language(get_language() or "en")
            self.stdout.write(f"{each.pk:>6}  {each.first} – {each.last}  {each.currency}  {title}")
        self.stdout.write(_("%(total)s reports in all") % {"total": total})

    def _check(self, report_id: int, show: bool) -> None:
        try:
            check = recount(report_id=report_id, actor="console", at=now())
        except PeriodReport.DoesNotExist:
            raise CommandError(_("there is no report %(id)s") % {"id": report_id}) from None
        report = PeriodReport.objects.get(pk=report_id)
        for query in report.document["queries"] if show else ():
            self.stdout.write(f"-- {query['family']} · {query['store']} · {query['sha256']}")
            self.stdout.write(f"{query['text']};\n")
        for each in check.figures:
            self.stdout.write(self._line(report, each))
        self._sum_up(check)
        sys.exit(0 if check.reproduces else 1)

    def _line(self, report: PeriodReport, each: Checked) -> str:
        language = get_language() or "en"
        known = definition_of(
            each.frozen["key"], report.document["definitions"][each.frozen["key"]]
        )
        definitions = {known.key: known}
        then = figure_of(each.frozen, definitions)
        line = f"{each.outcome:<10} {known.key:<22} {wording.slice_label(then, language):<24} "
        line += wording.value_and_parts(then, language)
        if each.now is None or each.outcome is Outcome.SAME:
            return line
        return f"{line} → {wording.value_and_parts(figure_of(each.now, definitions), language)}"

    def _sum_up(self, check: Check) -> None:
        self.stdout.write(
            _(
                "%(same)s of %(all)s figures reproduce, %(corrected)s were corrected since, "
                "%(differs)s differ without a reason on record"
            )
            % {
                "same": len(check.of(Outcome.SAME)),
                "all": len(check.figures),
                "corrected": len(check.of(Outcome.CORRECTED)),
                "differs": len(check.of(Outcome.DIFFERS)) + len(check.of(Outcome.UNCOUNTED)),
            }
        )
        self.stdout.write(
            _("%(same)s of %(all)s queries give what they gave")
            % {"same": check.queries_same, "all": check.queries}
        )
        if not check.intact:
            self.stderr.write(_("the report is not the one that was kept: its digest differs"))
