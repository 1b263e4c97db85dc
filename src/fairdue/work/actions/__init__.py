"""Changes the queue, callbacks and notes."""

from fairdue.work.actions.callbacks import schedule_callback, withdraw_callback
from fairdue.work.actions.inbox import (
    answer,
    ask_opinion,
    ask_takeover,
    decide_takeover,
    escalate,
    hand_over_case,
    hand_over_shift,
    see,
    see_answers,
    tell_round_over,
    withdraw,
)
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
from fairdue.work.actions.team import (
    Times,
    plan_leave,
    plan_shifts,
    set_abilities,
    set_goal,
    withdraw_planned,
)

__all__ = [
    "AlreadyTaken",
    "NoTeamError",
    "Times",
    "answer",
    "ask_opinion",
    "ask_takeover",
    "claim_next",
    "decide_takeover",
    "end_respite",
    "escalate",
    "finish",
    "give_by_name",
    "give_respite",
    "hand_over_case",
    "hand_over_shift",
    "plan_leave",
    "plan_shifts",
    "put_back",
    "reallocate",
    "refill_queue",
    "release_stale",
    "release_stale_by_the_minute",
    "resume",
    "save_note",
    "schedule_callback",
    "see",
    "see_answers",
    "set_abilities",
    "set_goal",
    "set_hardness",
    "take_case",
    "take_next",
    "tell_round_over",
    "withdraw",
    "withdraw_callback",
    "withdraw_planned",
]
