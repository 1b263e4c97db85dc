"""Addresses of the pages of working together."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.teamwork.views import asking, inbox, team

urlpatterns: list[URLPattern] = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox-count"),
    path("inbox/shift/", asking.hand_over_shift, name="inbox-shift"),
    path("inbox/case/<int:case_id>/", asking.ask, name="inbox-ask"),
    path("inbox/<int:entry_id>/", inbox.entry, name="inbox-entry"),
    path("inbox/<int:entry_id>/<slug:step>/", inbox.step, name="inbox-step"),
    path("team/", team.team, name="team"),
    path("team/plan/", team.plan, name="team-plan"),
    path("team/planned/<int:roster_id>/withdraw/", team.withdraw, name="team-unplan"),
    path("team/abilities/<int:staff_id>/", team.abilities, name="team-abilities"),
    path("team/goal/", team.goal, name="team-goal"),
]
