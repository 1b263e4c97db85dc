"""The process that hands messages over: one thread for each carrier, and one alone anywhere.

Which process serves a carrier is settled by a lock of the database's that ends with its connection,
so that a killed one is followed at once and a second one waits. Whatever fails, a database that
restarts or a gateway that is gone, is waited for; what came of a message meanwhile is kept in mind
and stored as soon as it can be.
"""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import Error as DatabaseError
from django.db import connection

from fairdue import delivery
from fairdue.delivery import Carrier, Inbound
from fairdue.messaging import actions
from fairdue.messaging.actions.beating import beat
from fairdue.messaging.queries.policy import handing_policy, zone
from fairdue.messaging.rules.handing_over import Batch, Pace, back_off_seconds

log = logging.getLogger(__name__)

LOCK = 0x6D736773
"""First key of the advisory locks that let one process serve a carrier; the second is its."""
LISTEN = "LISTEN messaging_waiting"
IDLE_SECONDS = 1.0
"""Waiting is ended by a message that comes in; this is how long at most."""
COLLECT_SECONDS = 1.0
BEAT_SECONDS = 5.0
HAND_OVER_SECONDS = 2.0
"""What was claimed and not handed over within them is given back: much may have happened since."""

Clock = Callable[[], datetime]


def run(now: Clock, stop: threading.Event) -> None:
    """Serve every carrier that is set until `stop`. What is wrong with a setting is logged."""
    threads = []
    for way in delivery.WAYS:
        if not way.is_set():
            continue
        try:
            carrier = way.opened()
        except delivery.DeliveryError as error:
            log.error("%s: %s", way.name, error.text.en)
            continue
        serving = Serving(carrier, now, stop)
        threads.append(threading.Thread(target=serving.run, name=way.name))
    for thread in threads:
        thread.start()
    while not stop.wait(IDLE_SECONDS):
        if not all(thread.is_alive() for thread in threads):
            stop.set()
            raise RuntimeError("a sender ended by itself")
    for thread in threads:
        thread.join()


class Serving:
    """Serves one carrier, in one thread."""

    def __init__(self, carrier: Carrier, now: Clock, stop: threading.Event) -> None:
        self._carrier, self._now, self._stop = carrier, now, stop
        self._unstored: list[actions.Handed] = []
        self._failures = 0
        self._rest_until = self._collect_at = self._beat_at = 0.0
        self._problem: delivery.DeliveryError | None = None
        self._pace = Pace(self._rate())
        self._batch = Batch(self._pace.per_second)

    def run(self) -> None:
        """Until asked to stop, whatever fails."""
        try:
            while not self._stop.is_set():
                try:
                    if self._alone():
                        self._serve()
                    else:
                        self._stop.wait(IDLE_SECONDS)
                except DatabaseError as error:
                    log.warning("%s: the database is away: %s", self._carrier.name, error)
                except Exception:
                    log.exception("%s: starts anew", self._carrier.name)
                finally:
                    connection.close()
                if not self._stop.is_set():
                    self._stop.wait(IDLE_SECONDS / 4)
        finally:
            self._carrier.close()

    def _alone(self) -> bool:
        with connection.cursor() as cursor:
            place = zlib.crc32(self._carrier.name.encode()) - 2**31
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, place])
            (alone,) = cursor.fetchone()
            cursor.execute(LISTEN)
        return bool(alone)

    def _serve(self) -> None:
        """With the lock held, until asked to stop or the database is gone."""
        self._turn(most=0)  # what is still in mind, before others' losses are named
        lost = actions.end_lost(at=self._now(), carrier=self._carrier.name)
        if lost:
            log.warning("%s: %s messages may have been sent", self._carrier.name, lost)
        while not self._stop.is_set():
            self._look_after()
            if not self._send_some():
                self._wait_for_work()
        self._turn(most=0)

    def _send_some(self) -> bool:
        """Hand over what waits, for a while; False when there is nothing more."""
        while not self._stop.is_set() and time.monotonic() >= self._rest_until:
            if self._stop.wait(self._pace.wait_seconds(time.monotonic())):
                break
            claimed = self._turn(most=self._batch.size())
            if not claimed:
                return False
            self._hand_over(claimed)
            if time.monotonic() >= self._collect_at:
                break
        self._turn(most=0)
        return time.monotonic() >= self._rest_until

    def _hand_over(self, claimed: Sequence[actions.Claimed]) -> None:
        """One after the other, each in hand only while it is; whatever isn't any more is given
        back.
        """
        left, last = deque(claimed), None
        until = time.monotonic() + HAND_OVER_SECONDS
        try:
            while left and not self._is_over(until):
                if self._stop.wait(self._pace.wait_seconds(time.monotonic())):
                    break
                if not actions.begin(left[0], last=last, at=self._now()):
                    self._unstored.append(left.popleft().not_begun)
                    continue
                self._pace.took(time.monotonic())
                last, error = actions.hand_over(self._carrier, left.popleft())
                self._unstored.append(last)
                self._note(error)
        finally:
            self._unstored += [each.not_begun for each in left]
            self._batch.done(len(claimed) - len(left), all_went=not left and not self._failures)

    def _is_over(self, until: float) -> bool:
        now = time.monotonic()
        return self._stop.is_set() or now >= until or now < self._rest_until

    def _turn(self, *, most: int) -> list[actions.Claimed]:
        """Store what is in mind and claim more. What can't be stored now stays in mind."""
        at = self._now()
        name = self._carrier.name
        policy, where = handing_policy(at), zone()
        channels = [
            str(channel)
            for channel, kind in actions.KINDS.items()
            if kind in self._carrier.kinds and policy.is_open(name, channel, at, where)
        ]
        if not self._unstored and (not most or not channels):
            return []
        claimed = actions.take_turns(
            self._unstored, carrier=name, channels=channels, most=most, at=at, ahead=True
        )
        self._unstored = []
        return claimed

    def _note(self, error: Exception | None) -> None:
        """Leave a carrier that doesn't answer alone for a while."""
        if error is None:
            self._failures, self._problem = 0, None
        elif isinstance(error, delivery.DeliveryError):
            if error.again or isinstance(error, delivery.DeliveryUnknown):
                self._failures += 1
                self._rest_until = time.monotonic() + back_off_seconds(self._failures)
            self._problem = error if error.again else self._problem
            log.warning("%s: %s", self._carrier.name, error.text.en)
        else:
            log.error("%s: a fault of the carrier's own", self._carrier.name, exc_info=error)

    def _look_after(self) -> None:
        """Take what came back, and say that somebody is here."""
        moment = time.monotonic()
        if moment >= self._collect_at:
            self._collect()
            actions.take_kept_reports(at=self._now())
            self._collect_at = time.monotonic() + COLLECT_SECONDS
        if moment >= self._beat_at:
            actions.match_receipts(at=self._now())
            beat(self._carrier.name, self._problem, at=self._now())
            self._pace.per_second = self._batch.per_second = self._rate()
            self._beat_at = moment + BEAT_SECONDS

    def _collect(self) -> None:
        """Each is stored before the next is asked for, which tells the carrier so.

        Reports are only kept so far, and taken all at once afterwards.
        """
        try:
            for each in self._carrier.collect():
                if isinstance(each, Inbound):
                    actions.take_inbound(each, at=self._now())
                else:
                    actions.keep_report(each)
                if self._stop.is_set():
                    break
        except delivery.DeliveryError as error:
            log.warning("%s: %s", self._carrier.name, error.text.en)
            self._problem = error

    def _wait_for_work(self) -> None:
        """Until a message comes in or it is time to look after something."""
        rest = self._rest_until - time.monotonic()
        if rest > 0:
            self._stop.wait(min(rest, IDLE_SECONDS))
            return
        link = connection.connection
        for _ in link.notifies(timeout=IDLE_SECONDS, stop_after=1):
            pass

    def _rate(self) -> float:
        channels = {
            str(channel) for channel, kind in actions.KINDS.items() if kind in self._carrier.kinds
        }
        return handing_policy(self._now()).rate(self._carrier.name, channels)
