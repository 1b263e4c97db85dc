"""Chooses, plans, gives out and calls off visits; every change with its journal entry."""

from fairdue.visits.actions.calling_off import call_off, call_off_unlawful, fall_out
from fairdue.visits.actions.choosing import (
    NO_CASE,
    NO_WINDOW,
    Chosen,
    VisitRefused,
    Wanted,
    choose,
    choose_for,
    choose_many,
)
from fairdue.visits.actions.giving_out import (
    Taken,
    finish_round,
    finish_rounds,
    give_out,
    give_out_all,
    take_round,
)
from fairdue.visits.actions.places import find_places, set_place
from fairdue.visits.actions.planning import PlannedDay, plan, plan_for
from fairdue.visits.actions.teams import TeamTerms, add_base, change_team

__all__ = [
    "NO_CASE",
    "NO_WINDOW",
    "Chosen",
    "PlannedDay",
    "Taken",
    "TeamTerms",
    "VisitRefused",
    "Wanted",
    "add_base",
    "call_off",
    "call_off_unlawful",
    "change_team",
    "choose",
    "choose_for",
    "choose_many",
    "fall_out",
    "find_places",
    "finish_round",
    "finish_rounds",
    "give_out",
    "give_out_all",
    "plan",
    "plan_for",
    "set_place",
    "take_round",
]
