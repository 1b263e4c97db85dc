"""Addresses of matters before courts."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.law.views import (
    counsel,
    evidence,
    limitation,
    matters,
    opening,
    overdraft,
    papers,
)

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
    path("papers/", papers.papers, name="papers"),
    path("papers/<int:paper_id>/", papers.paper, name="paper"),
    path("papers/<int:paper_id>/do/<slug:name>/", papers.step, name="paper-step"),
    path("papers/<int:paper_id>/file/<slug:form>/", papers.file, name="paper-file"),
    path("papers/new/<slug:kind>/", papers.batch_new, name="paper-batch-new"),
    path("papers/batches/<int:batch_id>/", papers.batch, name="paper-batch"),
    path("papers/batches/<int:batch_id>/<slug:name>/", papers.batch_step, name="paper-batch-step"),
    path("exhibits/<int:exhibit_id>/<slug:name>/", evidence.exhibit, name="exhibit"),
    path("bundles/<int:bundle_id>/<slug:name>/", evidence.bundle, name="bundle"),
    path("<int:matter_id>/papers/", papers.of_matter, name="matter-papers"),
    path("<int:matter_id>/papers/new/<slug:kind>/", papers.new, name="paper-new"),
    path("<int:matter_id>/papers/new/<slug:kind>/court/", papers.court, name="paper-court"),
    path("<int:matter_id>/overdraft/", overdraft.overdraft, name="matter-overdraft"),
    path("<int:matter_id>/overdraft/take-back/", overdraft.take_back, name="overdraft-take-back"),
    path("<int:matter_id>/evidence/", evidence.evidence, name="matter-evidence"),
    path("<int:matter_id>/evidence/add/", evidence.add, name="exhibit-add"),
    path("<int:matter_id>/evidence/bundle/", evidence.make, name="bundle-make"),
    path("<int:matter_id>/", matters.matter, name="matter"),
    path("<int:matter_id>/road/", opening.road, name="matter-road"),
    path("<int:matter_id>/files/<int:step_id>/", matters.step_file, name="matter-file"),
    path("<int:matter_id>/do/<slug:name>/", matters.step, name="matter-step"),
]
