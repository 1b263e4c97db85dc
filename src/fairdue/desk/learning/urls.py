"""Addresses of the pages of training."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fairdue.desk.learning.views import certified, courses, pay, tests

urlpatterns: list[URLPattern | URLResolver] = [
    path("", tests.training, name="training"),
    path("course/<slug:course>/", tests.course, name="training-course"),
    path("course/<slug:course>/begin/", tests.begin, name="training-begin"),
    path("test/<int:sitting_id>/", tests.test, name="training-test"),
    path("certificates/", certified.certified, name="certified"),
    path("certificates/<int:staff_id>/", certified.person, name="certified-person"),
    path("certificates/<int:staff_id>/assign/", certified.assign, name="certified-assign"),
    path(
        "certificates/<int:staff_id>/withdraw/<int:certificate_id>/",
        certified.withdraw,
        name="certified-withdraw",
    ),
    path("pay/", pay.pay, name="pay-schemes"),
    path("pay/<int:scheme_id>/end/", pay.end, name="pay-scheme-end"),
    path("courses/", courses.courses, name="courses"),
    path("courses/<slug:course>/begin/", courses.begin, name="course-begin"),
    path("courses/version/<int:version_id>/", courses.version, name="course-version"),
    path("courses/version/<int:version_id>/save/", courses.save, name="course-save"),
    path("courses/version/<int:version_id>/<slug:step>/", courses.step, name="course-step"),
]
