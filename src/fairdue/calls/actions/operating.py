"""The operator: the one process that holds the telephone and does what the database asks.

It claims a call before it places it, in a transaction of its own, so that a call is never placed
twice, whatever is killed; one that was placed and lost sight of is ended as lost, and its outcome
asked of the collector, who knows. Only one operator is at work: it holds an advisory lock on its
own connection, and whoever can't get that lock waits.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction

from fairdue.calls.actions import dialling
from fairdue.calls.actions.announcing import announcement
from fairdue.calls.actions.changing import OPERATOR, WAKE, entry_of, take_signal
from fairdue.calls.actions.recordings import keep_recording, tell_unrecorded, tidy_workroom
from fairdue.calls.actions.telling import take_event
from fairdue.calls.models import Call, CallState, Direction
from fairdue.calls.queries.calls import OPERATOR_LOCK
from fairdue.calls.queries.policy import dialler_policy, recording_policy
from fairdue.calls.rules.states import EXPIRED, FAILED, LOST, STARTED, STOPPED
from fairdue.kernel.refusal import Refused
from fairdue.portfolio.actions import open_for_sending
from fairdue.telephony import CallRequest, Event, Line, LineError, Taking, left_behind

_log = logging.getLogger(__name__)

LISTEN_SECONDS = 0.2
"""How long the line is listened to before the database is looked at for a wake-up."""

LOOK_SECONDS = 1.0
"""How often the database is looked at though nobody woke us."""

AWAY_SECONDS = 1.0
"""How long is waited while the database is away."""


class AnotherOperatorError(RuntimeError):
    """Another process holds the telephone."""


class Operator:
    """Carries calls between the database and one line. Not for several threads."""

    def __init__(self, line: Line, clock: Callable[[], datetime]) -> None:
        self._line = line
        self._clock = clock
        self._own: psycopg.Connection | None = None
        self._heard: deque[Event] = deque()
        self._asked: set[tuple[str, str]] = set()
        self._looked = 0.0

    def run(self, stopped: Callable[[], bool]) -> None:
        """Work until `stopped`; outlives restarts of the database. Closes the line at the end."""
        try:
            while not stopped():
                try:
                    if self._own is None:
                        self.begin()
                    self.turn()
                except (DatabaseError, InterfaceError, psycopg.Error):
                    _log.warning("the database is away; trying again")
                    self._let_go()
                    close_old_connections()
                    time.sleep(AWAY_SECONDS)
        finally:
            self._line.close()
            with suppress(DatabaseError, InterfaceError, psycopg.Error):
                self._take_events(LISTEN_SECONDS)  # how the calls ended that closing hung up
            self._let_go()

    def begin(self) -> None:
        """Take the lock, listen for wake-ups, and settle what an operator before left behind.

        Raises AnotherOperatorError where one is at work.
        """
        self._own = self._connect()
        row = self._own.execute("SELECT pg_try_advisory_lock(%s)", [OPERATOR_LOCK]).fetchone()
        if not row or not row[0]:
            self._let_go()
            raise AnotherOperatorError("another operator holds the telephone")
        self._own.execute(f"LISTEN {WAKE}")
        if not self._asked:
            self._settle()

    def turn(self) -> None:
        """Hear the line once, then do what the database asks, if it is time or we were woken."""
        self._take_events(LISTEN_SECONDS)
        if self._is_woken() or time.monotonic() >= self._looked + LOOK_SECONDS:
            self._looked = time.monotonic()
            self.look()

    def look(self) -> None:
        """Do what the database asks, and let the dialler take its step."""
        self._hang_up()
        self._answer()
        if self._line.automatic:
            self._place()
            dialling.step(at=self._clock())
            self._place()

    def _settle(self) -> None:
        """End what was under way under another operator; keep the recordings it left."""
        for call in Call.objects.exclude(state__in=(CallState.QUEUED, CallState.ENDED)):
            take_signal(call_id=call.pk, signal=STOPPED, ending=LOST, at=self._clock())
        tidy_workroom()
        for folder in sorted(_incoming().iterdir()):
            left_behind(folder)  # one whose process was killed with us is in parts yet
            for path in sorted(folder.glob("*.wav")):
                self._adopt(path)
            shutil.rmtree(folder)

    def _adopt(self, path: Path) -> None:
        """Keep a recording of an operator before us, if its customer ever answered."""
        call = Call.objects.filter(handle=path.parent.name).order_by("-pk").first()
        if call is not None and call.answered_at is not None:
            try:
                keep_recording(call_id=call.pk, path=path, at=self._clock())
            except Refused:
                tell_unrecorded(call_id=call.pk, at=self._clock())

    def _take_events(self, seconds_max: float) -> None:
        """Take what the line tells; an event is let go only once it is stored."""
        self._heard.extend(self._line.events(seconds_max))
        while self._heard:
            take_event(self._heard[0], line=self._line.name, at=self._clock())
            self._heard.popleft()

    def _place(self) -> None:
        while (call := self._claim()) is not None:
            try:
                self._line.place(self._request(call))
            except (LineError, Refused) as error:
                _log.warning("call %s can't be placed: %s", call.pk, error.text.en)
                self._fail(call.pk)

    def _claim(self) -> Call | None:
        """Take the call that waits longest; one whose permit ran out meanwhile ends instead."""
        at = self._clock()
        with transaction.atomic():
            call = (
                Call.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("attempt__permit", "staff")
                .filter(state=CallState.QUEUED, hang_up_asked_at=None)
                .order_by("pk")
                .first()
            )
            if call is None:
                return None
            until = call.attempt.permit.expires_at if call.attempt else None
            is_void = until is None or at >= until
            if not is_void:
                call.handle, call.line = f"{call.pk}-{secrets.token_hex(4)}", self._line.name
                entry_of(call, "call_claimed", actor=OPERATOR, at=at)
                call.save()
            ending = EXPIRED if is_void else ""
            signal = STOPPED if is_void else STARTED
            changed = take_signal(call_id=call.pk, signal=signal, ending=ending, at=at)
        return self._claim() if is_void else changed

    def _request(self, call: Call) -> CallRequest:
        at = self._clock()
        recorded, patience = recording_policy(at), dialler_policy(at)
        number = open_for_sending(call.contact_point_id)
        return CallRequest(
            call=call.handle,
            collector=call.staff.telephone if call.staff else "",
            number="+" * number.strip().startswith("+") + "".join(filter(str.isdecimal, number)),
            announcement=announcement() if recorded.announces else None,
            record_to=_folder_of(call) if recorded.records else None,
            ring_seconds_max=patience.ring_seconds,
            collector_seconds_max=patience.collector_seconds,
        )

    def _hang_up(self) -> None:
        asked = Call.objects.filter(hang_up_asked_at__isnull=False, line=self._line.name)
        for call in asked.exclude(state=CallState.ENDED):
            if self._once("hang up", call):
                self._line.hang_up(call.handle)

    def _answer(self) -> None:
        asked = Call.objects.filter(direction=Direction.INBOUND, answer_asked_at__isnull=False)
        for call in asked.filter(state=CallState.RINGING, line=self._line.name):
            if not self._once("answer", call) or call.staff is None:
                continue
            at = self._clock()
            recorded = recording_policy(at)
            try:
                self._line.answer(
                    Taking(
                        call=call.handle,
                        collector=call.staff.telephone,
                        announcement=announcement() if recorded.announces else None,
                        record_to=_folder_of(call) if recorded.records else None,
                        collector_seconds_max=dialler_policy(at).collector_seconds,
                    )
                )
            except LineError as error:
                _log.warning("call %s can't be answered: %s", call.pk, error.text.en)
                self._fail(call.pk)

    def _once(self, deed: str, call: Call) -> bool:
        """Ask the line for something of a call only once."""
        key = (deed, call.handle)
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    def _fail(self, call_id: int) -> None:
        take_signal(call_id=call_id, signal=STOPPED, ending=FAILED, at=self._clock())

    def _is_woken(self) -> bool:
        assert self._own is not None, "begun"
        return bool(list(self._own.notifies(timeout=0)))

    def _connect(self) -> psycopg.Connection:
        """A connection of our own: its lock lives as long as we do."""
        connection.ensure_connection()
        parameters = connection.get_connection_params()
        wanted = ("host", "port", "user", "password", "dbname", "options")
        chosen = {name: parameters[name] for name in wanted if parameters.get(name)}
        return psycopg.connect(autocommit=True, **chosen)

    def _let_go(self) -> None:
        if self._own is not None:
            self._own.close()
            self._own = None


def _incoming() -> Path:
    """Where lines record to, a folder for each call; empty but while they talk."""
    folder: Path = settings.VAR / "telephony" / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _folder_of(call: Call) -> Path:
    folder = _incoming() / call.handle
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
