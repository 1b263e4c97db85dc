"""Addresses of the pages of quality."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fairdue.desk.quality.views import mine, people, sampling, sheets, talks

urlpatterns: list[URLPattern | URLResolver] = [
    path("", talks.scoring, name="scoring"),
    path("talks/<int:talk_id>/", talks.talk, name="scoring-talk"),
    path("talks/<int:talk_id>/score/", talks.score, name="scoring-score"),
    path("talks/<int:talk_id>/discuss/", talks.discuss, name="scoring-discuss"),
    path("talks/<int:talk_id>/appeal/", talks.decide_appeal, name="scoring-appeal"),
    path("calibration/", people.calibration, name="scoring-calibration"),
    path("people/", people.people, name="scoring-people"),
    path("people/<int:staff_id>/", people.person, name="scoring-person"),
    path("sampling/", sampling.sampling, name="scoring-sampling"),
    path("sampling/draw/", sampling.draw, name="scoring-draw"),
    path("sheets/", sheets.sheets, name="scoring-sheets"),
    path("sheets/begin/", sheets.begin, name="scoring-sheet-begin"),
    path("sheets/<int:version_id>/", sheets.sheet, name="scoring-sheet"),
    path("sheets/<int:version_id>/save/", sheets.save, name="scoring-sheet-save"),
    path("sheets/<int:version_id>/<slug:step>/", sheets.step, name="scoring-sheet-step"),
    path("mine/", mine.my_scores, name="my-scores"),
    path("mine/<int:talk_id>/", mine.my_score, name="my-score"),
]
