"""Opens a page to the roles that may do a thing, by the one table of people.rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from fairdue.desk.access import StaffView, View, for_roles
from fairdue.people.models import Role
from fairdue.people.rules import ALLOWED

P = ParamSpec("P")


def for_those_who_may(
    *deeds: str, without_certificate: bool = False
) -> Callable[[StaffView[P]], View]:
    """Open a view to roles that may do at least one of `deeds`; anyone else gets the 403 page.

    Raises KeyError at import for a deed that people.rules does not know.
    """
    able = (role for role in Role if any(role in ALLOWED[deed] for deed in deeds))
    return for_roles(*able, without_certificate=without_certificate)
