"""Changes the queue, callbacks and notes."""

from fairdue.work.actions.callbacks import schedule_callback, withdraw_callback
from fairdue.work.actions.letting_go import release_stale, release_stale_by_the_minute
from fairdue.work.actions.notes import save_note
from fairdue.work.actions.refill import NoTeamError, refill_queue
from fairdue.work.actions.respites import (
    end_respite,
    give_by_name,
    give_respite,
    set_hardness,
)
from fairdue.work.actions.sharing import reallocate
from fairdue.work.actions.taking import (
    AlreadyTaken,
    claim_next,
    finish,
    put_back,
    resume,
    take_case,
    take_next,
)

__all__ = [
    "AlreadyTaken",
    "NoTeamError",
    "claim_next",
    "end_respite",
    "finish",
    "give_by_name",
    "give_respite",
    "put_back",
    "reallocate",
    "refill_queue",
    "release_stale",
    "release_stale_by_the_minute",
    "resume",
    "save_note",
    "schedule_callback",
    "set_hardness",
    "take_case",
    "take_next",
    "withdraw_callback",
]
