"""What runs every hour, or more often, by the site's own clock, whatever nobody does."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from procrastinate.contrib.django import app

from fairdue.calls import actions as calls
from fairdue.config.middleware import now
from fairdue.kernel.calendars import local_day
from fairdue.legal import actions as legal
from fairdue.messaging import actions as messaging
from fairdue.messaging.actions import letters
from fairdue.negotiation import actions as negotiation
from fairdue.quality import actions as quality
from fairdue.quality.actions import scoring
from fairdue.reporting import actions as reporting
from fairdue.visits import actions as visits
from fairdue.visits.actions.alarms import watch


@app.periodic(cron="17 * * * *", periodic_id="reminders")
@app.task(name="config.remind", queueing_lock="reminders", lock="reminders")
def remind(timestamp: int) -> None:
    """End what was lost sight of, then remind of what comes up."""
    messaging.settle_messages(at=now())
    negotiation.remind_due(at=now())
    letters.settle_batches(at=now())


@app.periodic(cron="* * * * *", periodic_id="visit_watch")
@app.task(name="config.watch_visits", queue="prompt", queueing_lock="visit_watch")
def watch_visits(timestamp: int) -> None:
    """Raise the alarm for a team whose word is overdue; by the worker that waits for no night."""
    watch(at=now())


@app.periodic(cron="41 * * * *", periodic_id="recordings")
@app.task(name="config.delete_recordings", queueing_lock="recordings", lock="recordings")
def delete_recordings(timestamp: int) -> None:
    """Delete recordings, and what was written down of talks, whose term is over."""
    calls.delete_due(at=now())
    quality.delete_old_lines(at=now())


@app.periodic(cron="53 * * * *", periodic_id="sampling")
@app.task(name="config.draw_talks", queueing_lock="sampling", lock="sampling")
def draw_talks(timestamp: int) -> None:
    """Draw the talks to be scored of every week that is over."""
    scoring.draw_due(at=now())


@app.periodic(cron="*/5 * * * *", periodic_id="visits")
@app.task(name="config.look_at_visits", queueing_lock="visits", lock="visits")
def look_at_visits(timestamp: int) -> None:
    """Call off visits that may not be made any more, and close rounds that are over."""
    visits.call_off_unlawful(at=now())
    visits.finish_rounds(at=now())


@app.periodic(cron="29 * * * *", periodic_id="matters")
@app.task(name="config.watch_matters", queueing_lock="matters", lock="matters")
def watch_matters(timestamp: int) -> None:
    """Note deadlines that nobody kept, end what may be spoken of no more, tell of claims that run
    out.
    """
    at = now()
    legal.settle_deadlines(at=at)
    legal.review_steps(at=at)
    legal.reckon_clocks(as_of=local_day(at, ZoneInfo(settings.TIME_ZONE)), at=at)


@app.periodic(cron="*/10 * * * *", periodic_id="reports")
@app.task(name="config.make_reports", queueing_lock="reports", lock="reports")
def make_reports(timestamp: int) -> None:
    """Make the reports of periods that are over, and send each to its readers once."""
    reporting.make_due(at=now())
    reporting.post_waiting(at=now())


@app.periodic(cron="53 * * * *", periodic_id="recounts")
@app.task(name="config.recount_reports", queueing_lock="recounts", lock="reports")
def recount_reports(timestamp: int) -> None:
    """Count the reports of the last weeks anew, and keep what has been corrected since."""
    reporting.recount_due(at=now(), actor="worker")
