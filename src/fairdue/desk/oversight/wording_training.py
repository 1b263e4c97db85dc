"""What the journal's actions about courses, tests, certificates and pay are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "certificate_withdrawn": gettext_lazy("Certificate withdrawn"),
    "clearance_changed": gettext_lazy("Until when cases may be worked, changed"),
    "course_installed": gettext_lazy("Course installed"),
    "course_version_approved": gettext_lazy("Version of a course approved"),
    "course_version_begun": gettext_lazy("Version of a course begun"),
    "course_version_edited": gettext_lazy("Version of a course edited"),
    "course_version_live": gettext_lazy("Version of a course live"),
    "course_version_refused": gettext_lazy("Version of a course refused"),
    "course_version_replaced": gettext_lazy("Version of a course replaced"),
    "course_version_submitted": gettext_lazy("Version of a course submitted"),
    "exercise_assigned": gettext_lazy("Exercise assigned"),
    "exercise_lifted": gettext_lazy("Exercise lifted"),
    "pay_scheme_ended": gettext_lazy("Pay scheme ended"),
    "pay_scheme_recorded": gettext_lazy("Pay scheme recorded"),
    "sitting_begun": gettext_lazy("Test begun"),
    "sitting_failed": gettext_lazy("Test not passed"),
    "sitting_passed": gettext_lazy("Test passed"),
}
