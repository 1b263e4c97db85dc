"""Addresses of matters before courts."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.law.views import counsel, limitation, matters, opening

urlpatterns: list[URLPattern] = [
    path("", matters.matters, name="matters"),
    path("proposed/", opening.proposed, name="matters-proposed"),
    path("counsel/", counsel.counsel, name="counsel"),
    path("counsel/add/<slug:what>/", counsel.add, name="counsel-add"),
    path("counsel/<int:firm_id>/end/", counsel.end, name="counsel-end"),
    path("new/<int:customer_id>/<slug:currency>/", opening.new, name="matter-new"),
    path("limitation/<int:customer_id>/", limitation.limitation, name="limitation"),
    path(
        "limitation/<int:customer_id>/enter/<slug:what>/",
        limitation.enter,
        name="limitation-enter",
    ),
    path(
        "limitation/<int:customer_id>/take-back/<int:interruption_id>/",
        limitation.take_back,
        name="limitation-take-back",
    ),
    path("alerts/<int:alert_id>/answer/", limitation.answer, name="limitation-answer"),
    path("<int:matter_id>/", matters.matter, name="matter"),
    path("<int:matter_id>/road/", opening.road, name="matter-road"),
    path("<int:matter_id>/files/<int:step_id>/", matters.step_file, name="matter-file"),
    path("<int:matter_id>/do/<slug:name>/", matters.step, name="matter-step"),
]
