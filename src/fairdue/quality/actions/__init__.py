"""Changes of this room: transcripts taken in, findings decided, tasks done, lines deleted."""

from fairdue.quality.actions.keeping import delete_old_lines
from fairdue.quality.actions.reading import open_lines
from fairdue.quality.actions.reviewing import decide, finish_task
from fairdue.quality.actions.taking_in import Taken, take_file, take_lines
from fairdue.quality.actions.taking_messages import take_messages
from fairdue.quality.actions.transcribing import transcribe, waiting_recordings

__all__ = [
    "Taken",
    "decide",
    "delete_old_lines",
    "finish_task",
    "open_lines",
    "take_file",
    "take_lines",
    "take_messages",
    "transcribe",
    "waiting_recordings",
]
