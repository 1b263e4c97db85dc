"""Recordings: sealed when they are made, hashed into the journal, listened to for a reason."""

from __future__ import annotations

import secrets
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import soundfile
from django.conf import settings
from django.core import signing
from django.db import connection, transaction

from fairdue.calls.actions.changing import OPERATOR, entry_of
from fairdue.calls.models import Call, CallState, Direction, Recording, RecordingSource
from fairdue.calls.queries.policy import recording_policy
from fairdue.calls.queries.recordings import place_of, recording_for
from fairdue.calls.rules.states import HUNG_UP
from fairdue.calls.rules.uploads import HEAD_BYTES, refuse_unfit, unreadable
from fairdue.contact.models import UNANSWERED, Attempt, Channel
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.vault.files import Sealed, seal_file

BY_HAND = "by_hand"
LISTEN_SALT = "fairdue.calls.listen"
BLOCK_FRAMES = 65_536
RATES = range(8_000, 48_001)
_FORMATS = {"WAV", "WAVEX", "FLAC", "OGG", "MP3", "RF64"}


def keep_recording(*, call_id: int, path: Path, at: datetime) -> Recording:
    """Seal what the telephone recorded of a call; the plain file is for the caller to delete.

    Asked again for the same sound it keeps the one there is: a process may have been killed
    between keeping and deleting. Raises Refused when the sound can't be read.
    """
    call = Call.objects.get(pk=call_id)
    return _keep(call, path, RecordingSource.LINE, OPERATOR, at)


def upload_recording(
    *, attempt_id: int, file: IO[bytes], size: int, staff: Staff, at: datetime
) -> Recording:
    """Keep a recording that was made without us of a finished call of one's own.

    `size` in bytes. Raises Refused for a file that is too large or is no recording, and for a call
    that is none of theirs, still open, unanswered, or has a recording already.
    """
    require(staff, "contact")
    head = file.read(HEAD_BYTES)
    refuse_unfit(head, size, recording_policy(at).upload_bytes_max)
    with tempfile.NamedTemporaryFile(dir=workroom(), suffix=".upload") as copy:
        copy.write(head)
        while part := file.read(1 << 20):
            copy.write(part)
        copy.flush()
        with transaction.atomic():
            call = _finished_call(attempt_id, staff, at)
            return _keep(call, Path(copy.name), RecordingSource.UPLOADED, staff.username, at)


def listen(*, recording_id: int, reason: str, staff: Staff, at: datetime) -> str:
    """Let somebody hear a recording for a reason, as a reveal; gives the key to its sound.

    The key is this person's, and good for the minutes that policy says. Raises Refused without a
    reason, for a call that isn't theirs to hear, and for a recording that was deleted.
    """
    require(staff, "listen_recording")
    because = reason_given(reason)
    recording = recording_for(recording_id, staff)
    with transaction.atomic():
        record(
            actor=staff.username,
            action="personal_data_revealed",
            at=at,
            subject=f"recording:{recording.pk}",
            customer_id=recording.customer_id,
            details={"what": f"recording:{recording.pk}", "reason": because},
        )
    key = {"recording": recording.pk, "staff": staff.pk, "at": at.isoformat()}
    return signing.dumps(key, salt=LISTEN_SALT)


def opened(*, key: str, staff: Staff, at: datetime) -> Recording:
    """The recording that a key of `listen` opens. Raises Refused for any other key."""
    try:
        told: dict[str, Any] = signing.loads(key, salt=LISTEN_SALT)
        since = datetime.fromisoformat(told["at"])
    except (signing.BadSignature, KeyError, ValueError):
        told, since = {}, at
    lasts = timedelta(minutes=recording_policy(at).listening_minutes)
    if told.get("staff") != staff.pk or at > since + lasts:
        raise Refused(
            Text(
                "This player is over; open the recording again and say why.",
                "播放已过期，请重新打开录音并填写原因。",
            )
        )
    return recording_for(int(told["recording"]), staff)


def _finished_call(attempt_id: int, staff: Staff, at: datetime) -> Call:
    """The call of a finished attempt; one that was dialled by hand gets its row here."""
    attempt = Attempt.objects.select_for_update().filter(pk=attempt_id).first()
    if attempt is None or attempt.channel != Channel.CALL or attempt.made_by != staff.username:
        raise Refused(Text("This is not a call of yours.", "这不是您的通话。"))
    if not attempt.outcome or attempt.outcome in UNANSWERED:
        raise Refused(
            Text(
                "A recording belongs to a call that was answered and has its outcome.",
                "仅可为已接通且已记录结果的通话上传录音。",
            )
        )
    call = Call.objects.filter(attempt=attempt).first()
    if call is not None and Recording.objects.filter(call=call).exists():
        raise Refused(Text("This call has a recording already.", "该通话已有录音。"))
    return call or _by_hand(attempt, staff, at)


def _by_hand(attempt: Attempt, staff: Staff, at: datetime) -> Call:
    entry = record(
        actor=staff.username,
        action="call_by_hand_kept",
        at=at,
        subject=f"attempt:{attempt.pk}",
        customer_id=attempt.customer_id,
    )
    return Call.objects.create(
        journal_entry=entry,
        attempt=attempt,
        customer_id=attempt.customer_id,
        case_id=attempt.case_id,
        contact_point_id=attempt.contact_point_id,
        staff=staff,
        direction=Direction.OUTBOUND,
        state=CallState.ENDED,
        ending=HUNG_UP,
        line=BY_HAND,
        number_masked=attempt.contact_point.value_masked if attempt.contact_point else "",
        asked_at=attempt.made_at,
        started_at=attempt.made_at,
        ended_at=attempt.ended_at,
    )


def _keep(call: Call, path: Path, source: str, actor: str, at: datetime) -> Recording:
    name = f"{call.asked_at:%Y/%m}/{secrets.token_hex(16)}.fdf"
    with tempfile.NamedTemporaryFile(dir=workroom(), suffix=".flac") as flac:
        frames, rate, channels = _to_flac(path, Path(flac.name))
        sealed = seal_file(Path(flac.name), place_of(name))
    try:
        return _store(call, name, sealed, (frames * 1000 // rate, channels), source, actor, at)
    except BaseException:
        place_of(name).unlink(missing_ok=True)
        raise


def _store(
    call: Call,
    name: str,
    sealed: Sealed,
    sound: tuple[int, int],
    source: str,
    actor: str,
    at: datetime,
) -> Recording:
    milliseconds, channels = sound
    with transaction.atomic():
        Call.objects.select_for_update().get(pk=call.pk)
        same = Recording.objects.filter(call=call, plain_sha256=sealed.plain_sha256).first()
        if same is not None:
            place_of(name).unlink(missing_ok=True)
            return same
        number = _next_number()
        entry = record(
            actor=actor,
            action="recording_kept",
            at=at,
            subject=f"recording:{number}",
            customer_id=call.customer_id,
            details={
                "call": call.pk,
                "attempt": call.attempt_id,
                "source": source,
                "milliseconds": milliseconds,
                "channels": channels,
                "plain_sha256": sealed.plain_sha256,
                "sealed_sha256": sealed.sealed_sha256,
            },
        )
        return Recording.objects.create(
            pk=number,
            journal_entry=entry,
            call=call,
            customer_id=call.customer_id,
            source=source,
            file_name=name,
            made_at=call.answered_at or call.asked_at,
            kept_at=at,
            milliseconds=milliseconds,
            channels=channels,
            bytes_plain=sealed.length,
            plain_sha256=sealed.plain_sha256,
            sealed_sha256=sealed.sealed_sha256,
        )


def _next_number() -> int:
    """The number of the next recording, so that its entry can name it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('calls_recording', 'id'))")
        row = cursor.fetchone()
    return int(row[0])


def _to_flac(source: Path, to: Path) -> tuple[int, int, int]:
    """Write the sound as 16-bit FLAC; gives its frames, frames a second and channels.

    The bytes depend on the sound alone. Raises Refused when it can't be read.
    """
    frames = 0
    try:
        with soundfile.SoundFile(source) as sound:
            rate, channels = sound.samplerate, sound.channels
            if sound.format not in _FORMATS or rate not in RATES or channels not in (1, 2):
                raise unreadable()
            with soundfile.SoundFile(to, "w", rate, channels, "PCM_16", format="FLAC") as flac:
                for block in sound.blocks(BLOCK_FRAMES, dtype="int16"):
                    flac.write(block)
                    frames += len(block)
    except (soundfile.SoundFileError, RuntimeError):
        raise unreadable() from None
    if not frames:
        raise unreadable()
    return frames, rate, channels


def workroom() -> Path:
    """Where plain sound lies for the moment in which it is sealed; nobody else can look."""
    folder: Path = settings.VAR / "telephony" / "work"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def tidy_workroom() -> None:
    """Delete what a killed process left of plain sound. Only with no other process at work."""
    for left in workroom().iterdir():
        with suppress(FileNotFoundError):
            left.unlink()


def tell_unrecorded(*, call_id: int, at: datetime) -> None:
    """Write into the journal that a call should have been recorded and wasn't."""
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call_id)
        entry_of(call, "recording_missing", actor=OPERATOR, at=at)
        call.save(update_fields=["journal_entry"])
