"""Makes the demonstration, step by step: portfolio, staff, intake, nights, work at the desk."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings
from django.utils.translation import gettext as _

from fairdue.config.demo import (
    agreements,
    campaigns,
    care,
    correspondence,
    learning,
    marker,
    matters,
    people,
    reports,
    scoring,
    strategy,
    teamwork,
    visits,
    voices,
)
from fairdue.config.demo.late import learn_late
from fairdue.config.demo.marker import Marker
from fairdue.config.demo.shifts import Coming, Shift
from fairdue.config.demo.talks import hold_talks
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.messaging.actions.shipped import install_shipped
from fairdue.nightly.run import run_night
from fairdue.nightly.scoring.jobs import run_training
from fairdue.portfolio.generator.portfolio import Snapshot, snapshots, write
from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.intake.mappings import find_mapping
from fairdue.portfolio.intake.running import run_intake
from fairdue.quality.actions.scoring import install_sheet
from fairdue.strategy.actions.scores import approve_model
from fairdue.strategy.queries.scores import models
from fairdue.strategy.rules.scores import Target
from fairdue.training.actions.shipped import install_shipped as install_courses
from fairdue.work.actions import reallocate
from fairdue.work.models import BY_TELEPHONE, QueueState
from fairdue.work.queries import live_queue

MONTHS = 4
MAPPING = "generic-cn"
FILES = ("accounts", "customers", "payments")
NIGHT_AT = time_of_day(2)
OPENS_AT = time_of_day(9)
WRITES_AT = time_of_day(10)
CLOSES_AT = time_of_day(18)
TOO_LATE = time_of_day(22, 30)
POST_AT = time_of_day(23)
"""When compliance puts the last days' post on record."""
BUSY_DAYS = 3
"""Days before today on which the desk is seen at work, on the figures of their first."""

TRIED_FROM = -2
"""The snapshot from which on a change of the strategy is tried, among all snapshots."""
DAY = timedelta(days=1)
AGREED_AFTER = timedelta(days=3)
"""After a snapshot, once its two days at the desk are over."""

CASES_A_DAY = {"month": 5, "days": 11, "morning": 9}
"""Cases that each collector works: on a day after an earlier snapshot, on a busy day, today."""

ASSIGNED_A_DAY = 2
"""Visits, legal steps and what is to be sent, that the lead gives each collector in the morning."""
ASSIGNABLE_AMONG = 1000
"""How far down the live queue, by priority, the lead looks for them."""
ASSIGNED_BECAUSE = "上门与法律处理案件分派到人"

Tell = Callable[[str], None]


@dataclass
class Maker:
    """What making the demonstration needs to know."""

    marker: Marker
    now: datetime
    tell: Tell
    zone: ZoneInfo

    def make(self) -> None:
        """Everything, oldest first, as it would have happened."""
        marker.write(replace(self.marker, whole=False))
        invented = {"accounts": f"{self.marker.accounts:,}", "months": MONTHS}
        with self._step(_("inventing %(accounts)s accounts over %(months)s months") % invented):
            months = self._invent()
        with self._step(_("staff")):
            self._hire(self._at(months[0].as_of, NIGHT_AT))
        for number, month in enumerate(months):
            if month is months[TRIED_FROM]:
                with self._step(_("strategists' trial"), month.as_of) as told:
                    told.append(strategy.roll_out(self._at(month.as_of - DAY, OPENS_AT)))
            self._take_in(month)
            learning.pass_courses(self._at(month.as_of, OPENS_AT))
            later = months[number + 1] if number + 1 < len(months) else None
            with self._step(_("days after, at the desk"), month.as_of) as told:
                told.append(self._days_after(month, later) if later else self._last_days(month))
            if month is months[-2]:
                with self._step(_("agreements"), month.as_of) as told:
                    agreed_at = self._at(month.as_of + AGREED_AFTER, OPENS_AT)
                    told.append(agreements.agree(agreed_at, self.marker.day))
        with self._step(_("training scores"), months[-1].as_of) as told:
            told.append(self._train(months[-1].as_of))
        today = self._newest_file(months[-1])
        self._take_in(today)
        learning.pass_courses(self._at(today.as_of, OPENS_AT) - timedelta(hours=1))
        with self._step(_("what customers raised"), today.as_of) as told:
            told.append(care.handle(self._at(today.as_of - timedelta(days=1), CLOSES_AT)))
        with self._step(_("agreements"), today.as_of) as told:
            told.append(agreements.ask(self._at(today.as_of - DAY, CLOSES_AT)))
        with self._step(_("this morning, at the desk"), today.as_of) as told:
            told.append(self._morning(today.as_of))
        with self._step(_("recordings of calls"), today.as_of) as told:
            told.append(str(voices.keep(self.now)))
        with self._step(_("messages and letters"), today.as_of) as told:
            first = self._at(today.as_of - BUSY_DAYS * DAY, WRITES_AT)
            told.append(correspondence.write(first, self.now))
        with self._step(_("talks written down and reviewed"), today.as_of) as told:
            talks, found = hold_talks(self.now)
            told.append(_("%(talks)s talks, %(found)s findings") % {"talks": talks, "found": found})
        with self._step(_("talks drawn and scored"), today.as_of) as told:
            told.append(str(scoring.score_some(today.as_of, self.now)))
        self._beside(months, today.as_of)
        marker.write(replace(self.marker, whole=True))

    def _beside(self, months: list[Snapshot], day: date) -> None:
        """What goes on today beside the telephones."""
        with self._step(_("reports of the month and the week"), day) as told:
            told.append(str(reports.schedule(self.now)))
        with self._step(_("strategists' proposals"), day) as told:
            told.append(self._propose(months[TRIED_FROM].as_of, day))
        with self._step(_("campaigns"), day) as told:
            told.append(self._campaigns(day))
        with self._step(_("visits"), day) as told:
            told.append(self._visits(day))
        with self._step(_("matters before courts"), day) as told:
            told.append(str(matters.take_up(self.now)))
        with self._step(_("calendar and colleagues"), day) as told:
            planned = teamwork.keep_calendar(day, min(self._at(day, OPENS_AT), self.now))
            told.append(f"{planned} + {teamwork.ask_around(self.now)}")

    def _hire(self, at: datetime) -> None:
        """Staff who have passed their courses, and what comes with Fairdue."""
        people.hire(at)
        install_shipped(at=at)
        install_courses(at=at)
        install_sheet(at=at)
        learning.pass_courses(at)

    def _visits(self, day: date) -> str:
        """What the lead planned the evening before."""
        told = visits.put_down(people.lead(), day, self._at(day - DAY, CLOSES_AT), self.now)
        return _("%(visits)s visits put down, %(rounds)s rounds given out") % {
            "visits": told.visits,
            "rounds": told.rounds,
        }

    def _campaigns(self, day: date) -> str:
        """One that is over, to a few whom nobody works today, and one that was tried dry."""
        at = self._at(day, OPENS_AT)
        if self.now < at + campaigns.TAKES:
            return _("none before the desk opens")
        sent = campaigns.run_one(people.lead(), at)
        campaigns.draft_one(people.strategists()[0], at)
        return _("%(number)s messages") % {"number": sent}

    def _invent(self) -> list[Snapshot]:
        folder = _folder()
        shutil.rmtree(folder, ignore_errors=True)
        last = self.marker.day - timedelta(days=BUSY_DAYS)
        months = []
        for month in snapshots(self.marker.accounts, self.marker.seed, last, MONTHS):
            write(month, folder)
            months.append(month)
        return months

    def _train(self, as_of: date) -> str:
        """One strategist trains what history allows, the other approves it."""
        author, approver = people.strategists()
        at = self._at(as_of, CLOSES_AT)
        run_training(asked_by=author.username, at=at.isoformat(), as_of=as_of.isoformat())
        kept = models()
        for model in kept:
            approve_model(model.pk, staff=approver, at=at + timedelta(hours=1))
        return _("%(number)s of %(all)s models live") % {"number": len(kept), "all": len(Target)}

    def _propose(self, since: date, until: date) -> str:
        """What is proposed the evening before, replayed this morning."""
        submitted = strategy.propose(self._at(until - DAY, CLOSES_AT))
        if submitted is None:
            return _("none: the table in use has rows of its own")
        at = min(self._at(until, OPENS_AT), self.now)
        return strategy.replay(submitted, since, until, at)

    def _newest_file(self, last: Snapshot) -> Snapshot:
        """Today's file of the issuer: since the last one a few days only went by."""
        today = replace(
            last,
            as_of=last.as_of + timedelta(days=BUSY_DAYS),
            payments=last.payments.clear(),
        )
        write(today, _folder())
        return today

    def _take_in(self, month: Snapshot) -> None:
        at = min(self._at(month.as_of, NIGHT_AT), self.now)
        with self._step(_("intake"), month.as_of) as told:
            names = (_folder() / month.as_of.isoformat() / f"{name}.csv" for name in FILES)
            files = [GivenFile(path, source=path.stem) for path in names]
            taken = run_intake(files, find_mapping(MAPPING), month.as_of, actor="demo", at=at)
            told.append(_("%(number)s rows") % {"number": f"{taken.run.rows_accepted:,}"})
        with self._step(_("night"), month.as_of) as told:
            report = run_night(month.as_of, at=at)
            cases = f"{report.figures['cases_open']:,}"
            told.append(_("%(number)s cases open") % {"number": cases})

    def _days_after(self, month: Snapshot, later: Snapshot) -> str:
        """Two days after a snapshot, while its figures are fresh enough to be told."""
        payers = _payers(later)
        done: Counter[str] = Counter()
        for offset in (1, 2):
            done += self._day(month.as_of + timedelta(days=offset), "month", payers)
        return _spoken(done)

    def _last_days(self, month: Snapshot) -> str:
        """The last days before today; somebody stays too late."""
        done: Counter[str] = Counter()
        for offset in range(BUSY_DAYS):
            done += self._day(month.as_of + timedelta(days=offset), "days", {})
        late = self._at(month.as_of + timedelta(days=BUSY_DAYS - 1), TOO_LATE)
        hasty = Shift(people.collectors()[-1], late, late + timedelta(minutes=5), self.zone)
        done += hasty.work(1, {})
        hasty.go_home()
        learn_late(
            self._at(month.as_of, OPENS_AT),
            people.compliance(),
            self._at(month.as_of + timedelta(days=BUSY_DAYS - 1), POST_AT),
        )
        return _spoken(done)

    def _day(self, day: date, kind: str, payers: dict[str, list[Coming]]) -> Counter[str]:
        begins, ends = self._at(day, OPENS_AT), self._at(day, CLOSES_AT)
        _assign(begins)
        done: Counter[str] = Counter()
        for staff in people.collectors():
            shift = Shift(staff, begins, ends, self.zone)
            done += shift.work(CASES_A_DAY[kind], payers)
            shift.go_home()
        return done

    def _morning(self, day: date) -> str:
        """Today until now; half of the collectors still have a case in hand."""
        begins = self._at(day, OPENS_AT)
        done: Counter[str] = Counter()
        if begins < self.now:
            _assign(begins)
        for number, staff in enumerate(people.collectors()):
            shift = Shift(staff, begins, min(self.now, self._at(day, CLOSES_AT)), self.zone)
            if shift.at < shift.ends:
                done += shift.work(CASES_A_DAY["morning"], {})
                if number % 2 == 0:
                    shift.go_home()
        return _spoken(done)

    def _at(self, day: date, clock: time_of_day) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone)

    @contextmanager
    def _step(self, name: str, day: date | None = None) -> Iterator[list[str]]:
        """Tell what was done, how much, and how long it took."""
        begun = time.perf_counter()
        told: list[str] = []
        yield told
        seconds = f"{time.perf_counter() - begun:6.1f} s"
        self.tell(f"{seconds}  {day or ''!s:<10}  {': '.join([name, *told])}")


def make(accounts: int, seed: int, now: datetime, tell: Tell) -> Marker:
    """Make the demonstration as of today and give its marker. The database must be empty."""
    zone = ZoneInfo(settings.TIME_ZONE)
    made = Marker(accounts, seed, local_day(now, zone).isoformat(), whole=True)
    Maker(made, now, tell, zone).make()
    return made


def _folder() -> Path:
    return Path(settings.VAR) / "generated"


def _assign(at: datetime) -> None:
    """The lead gives each collector some of the team's cases that no queue hands out."""
    for staff in people.collectors():
        waiting = [
            line.item_id
            for line in live_queue(staff.team, limit=ASSIGNABLE_AMONG)
            if line.state == QueueState.WAITING
            and line.treatment not in BY_TELEPHONE
            and not line.assigned_to
            and line.available_at <= at
        ]
        if waiting:
            reallocate(
                item_ids=waiting[:ASSIGNED_A_DAY],
                to=staff,
                reason=ASSIGNED_BECAUSE,
                staff=people.lead(),
                at=at,
            )


def _payers(later: Snapshot) -> dict[str, list[Coming]]:
    """Payments of the later snapshot by the customer who makes them, in order of day."""
    accounts = later.accounts.select("acct_no", "cust_no")
    found: dict[str, list[Coming]] = {}
    rows = later.payments.join(accounts, on="acct_no").sort("pay_date", "pay_no")
    minor = (pl.col("amount") * 100).round().cast(pl.Int64)
    for customer, on, amount, currency in rows.select(
        "cust_no", "pay_date", minor, "ccy"
    ).iter_rows():
        found.setdefault(customer, []).append(Coming(on, Money(amount, currency)))
    return found


def _spoken(done: Counter[str]) -> str:
    return _("cases worked %(cases)s, promises %(promises)s, calls denied %(denied)s") % {
        "cases": done["cases"],
        "promises": done["promise"],
        "denied": done["denied"],
    }
