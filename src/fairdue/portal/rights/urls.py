"""Addresses of pages about rights, below /my/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fairdue.portal.rights.views import (
    complaints,
    contacts,
    credit,
    disputes,
    my_file,
    papers,
    preferences,
    stopping,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes/", disputes.disputes, name="my-disputes"),
    path("disputes/<int:dispute_id>/", disputes.dispute, name="my-dispute"),
    path("disputes/<int:dispute_id>/withdraw/", disputes.withdraw, name="my-dispute-withdraw"),
    path("complaints/", complaints.complaints, name="my-complaints"),
    path("complaints/<int:complaint_id>/", complaints.complaint, name="my-complaint"),
    path(
        "complaints/<int:complaint_id>/withdraw/",
        complaints.withdraw,
        name="my-complaint-withdraw",
    ),
    path("contact/", preferences.preferences, name="my-contact"),
    path("contact/channels/", preferences.channels, name="my-channels"),
    path("contact/times/", preferences.times, name="my-times"),
    path("contact/not-at-work/", preferences.not_at_work, name="my-not-at-work"),
    path(
        "contact/requests/<int:request_id>/withdraw/",
        preferences.take_back,
        name="my-request-withdraw",
    ),
    path("contact/allow/hours/", preferences.allow_hours, name="my-allow-hours"),
    path("contact/allow/<slug:channel>/", preferences.allow, name="my-allow"),
    path("contact/consents/<int:consent_id>/revoke/", preferences.revoke, name="my-consent-revoke"),
    path("contact/points/<int:point_id>/not-mine/", preferences.not_mine, name="my-point-not-mine"),
    path("contacts/", contacts.contacts, name="my-contacts"),
    path("record/", credit.record, name="my-record"),
    path("learn/", credit.learn, name="my-learn"),
    path("file/", my_file.my_file, name="my-file"),
    path("file/export/", my_file.export, name="my-file-export"),
    path("papers/", papers.papers, name="my-papers"),
    path("papers/<int:paper_id>/<slug:form>/keep/", papers.letter, name="my-letter-file"),
    path("stop/", stopping.stop, name="my-stop"),
    path("representative/", stopping.representative, name="my-representative"),
]
