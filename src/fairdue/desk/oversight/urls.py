"""Addresses of the leads', compliance officers' and administrators' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.oversight.views import (
    compliance,
    figures,
    intake,
    journal,
    mappings,
    nights,
    proof,
    queue,
    rules,
    staff,
)

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
    path("proof/", proof.proof, name="proof"),
    path("proof/check/", proof.check, name="proof-check"),
    path("proof/export/", proof.export, name="proof-export"),
    path("proof/entries/<int:entry_id>/", proof.proof_entry, name="proof-entry"),
    path("reveals/", journal.reveals, name="reveals"),
    path("rules/", rules.rules, name="rules"),
    path("nights/", nights.nights, name="nights"),
    path("nights/progress/", nights.under_way, name="night-progress"),
    path("nights/run/", nights.run, name="night-run"),
    path("nights/<str:day>/", nights.night, name="night"),
    path("intake/", intake.administration, name="administration"),
    path("intake/new/", intake.new, name="intake-new"),
    path("intake/uploads/<str:token>/", intake.upload, name="intake-upload"),
    path("intake/uploads/<str:token>/preview/", intake.upload_preview, name="intake-preview"),
    path("intake/uploads/<str:token>/run/", intake.run, name="intake-start"),
    path("intake/uploads/<str:token>/discard/", intake.discard, name="intake-discard"),
    path("intake/uploads/<str:token>/progress/", intake.upload_progress, name="intake-progress"),
    path("intake/runs/<int:run_id>/", intake.one_run, name="intake-run"),
    path("intake/runs/<int:run_id>/rejected/", intake.rejects, name="intake-rejects"),
    path("mappings/new/", mappings.mapping, name="mapping-new"),
    path("mappings/<slug:name>/", mappings.mapping, name="mapping"),
    path("staff/", staff.staff, name="staff"),
    path("staff/add/", staff.add, name="staff-add"),
    path("staff/<int:person_id>/", staff.edit, name="staff-edit"),
    path("staff/<int:person_id>/active/", staff.set_active, name="staff-active"),
    path("staff/<int:person_id>/password/", staff.reset_password, name="staff-password"),
]
