"""What every template may use: the names of the people whose sign-in names records hold."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fairdue.people.models import Staff


def staff_names(request: HttpRequest) -> dict[str, object]:
    """`staff_names`: display names by sign-in name, looked up once, and only where a page asks."""
    return {"staff_names": SimpleLazyObject(_display_names)}


def _display_names() -> dict[str, str]:
    known = Staff.objects.only("username", "first_name", "last_name")
    return {person.username: person.display_name for person in known}
