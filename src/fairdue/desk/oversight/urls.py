"""Addresses of the leads', compliance officers' and administrators' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.oversight.views import compliance, figures, journal, nights, queue, rules, staff

urlpatterns: list[URLPattern] = [
    path("queue/", queue.lead, name="lead"),
    path("queue/live/", queue.live, name="lead-live"),
    path("queue/give/", queue.give, name="reallocate"),
    path("figures/", figures.figures, name="figures"),
    path("figures/export/<slug:file_format>/", figures.export, name="figures-export"),
    path("figures/<slug:key>/", figures.one_figure, name="figure"),
    path("figures/<slug:key>/export/", figures.export_one, name="figure-export"),
    path("denials/", compliance.denials, name="compliance"),
    path("denials/<int:permit_id>/", compliance.permit, name="permit"),
    path("holds/", compliance.holds, name="holds"),
    path("holds/<int:hold_id>/release/", compliance.release, name="hold-release"),
    path("journal/", journal.journal, name="journal"),
    path("reveals/", journal.reveals, name="reveals"),
    path("rules/", rules.rules, name="rules"),
    path("nights/", nights.nights, name="nights"),
    path("nights/progress/", nights.under_way, name="night-progress"),
    path("nights/run/", nights.run, name="night-run"),
    path("nights/<str:day>/", nights.night, name="night"),
    path("administration/", nights.nights, name="administration"),
    path("staff/", staff.staff, name="staff"),
    path("staff/add/", staff.add, name="staff-add"),
    path("staff/<int:person_id>/", staff.edit, name="staff-edit"),
    path("staff/<int:person_id>/active/", staff.set_active, name="staff-active"),
    path("staff/<int:person_id>/password/", staff.reset_password, name="staff-password"),
]
