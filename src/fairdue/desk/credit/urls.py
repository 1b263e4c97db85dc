"""Addresses of the credit record's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.credit import customers, views

urlpatterns: list[URLPattern] = [
    path("", views.months, name="credit"),
    path("<slug:bureau>/<int:year>-<int:month>/", views.month, name="credit-month"),
    path("<slug:bureau>/<int:year>-<int:month>/make/", views.make, name="credit-make"),
    path("files/<int:submission_id>/open/", views.download, name="credit-file"),
    path("files/<int:submission_id>/sent/", views.sent, name="credit-sent"),
    path("files/<int:submission_id>/answer/", views.answer, name="credit-answer"),
    path("customers/<int:customer_id>/", customers.history, name="credit-history"),
    path("customers/<int:customer_id>/do/<slug:name>/", customers.step, name="credit-step"),
    path("corrections/<int:correction_id>/", customers.decide, name="credit-decide"),
]
