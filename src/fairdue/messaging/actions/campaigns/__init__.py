"""Campaigns: drafted, tried dry, decided, worked through, steered."""

from fairdue.messaging.actions.campaigns.drafting import (
    Wanted,
    approve_campaign,
    draft_campaign,
    edit_campaign,
    look_into,
    refuse_campaign,
    submit_campaign,
)
from fairdue.messaging.actions.campaigns.looking import look_on
from fairdue.messaging.actions.campaigns.running import (
    begin_due,
    end_if_over,
    put_back,
    room_for,
    round_of,
    to_look_after,
    work_through,
)
from fairdue.messaging.actions.campaigns.steering import (
    pause_campaign,
    resume_campaign,
    stop_campaign,
)

__all__ = [
    "Wanted",
    "approve_campaign",
    "begin_due",
    "draft_campaign",
    "edit_campaign",
    "end_if_over",
    "look_into",
    "look_on",
    "pause_campaign",
    "put_back",
    "refuse_campaign",
    "resume_campaign",
    "room_for",
    "round_of",
    "stop_campaign",
    "submit_campaign",
    "to_look_after",
    "work_through",
]
