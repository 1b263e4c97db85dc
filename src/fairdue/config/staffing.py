"""Begins an installation of one's own: its first administrator, and its teams.

Everything later is done in the browser, by that administrator.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fairdue.desk.oversight.staffing import new_password
from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff, Team

ACTOR = "console"


class StaffingError(ValueError):
    """It can't be added; the message says why."""


def add_administrator(username: str, at: datetime) -> str:
    """A new administrator; gives the first password, which is kept nowhere."""
    try:
        Staff.username_validator(username)
    except ValidationError as error:
        raise StaffingError(f"{username!r}: {' '.join(error.messages)}") from None
    password = new_password()
    try:
        with transaction.atomic():
            person = Staff.objects.create_user(username, password=password, role=Role.ADMINISTRATOR)
            record(
                actor=ACTOR,
                action="staff_added",
                at=at,
                subject=f"staff:{person.pk}",
                details={"username": username, "role": person.role, "team": None, "active": True},
            )
    except IntegrityError:
        raise StaffingError(_("the sign-in name %(name)s is taken") % {"name": username}) from None
    return password


def add_team(code: str, name: str, at: datetime) -> None:
    """A new team. `code` is short and stays; `name` is what people read."""
    try:
        validate_slug(code)
    except ValidationError:
        raise StaffingError(
            _("%(code)r is no code: letters, digits, - and _ only") % {"code": code}
        ) from None
    if not name.strip() or len(name) > 80:
        raise StaffingError(_("a team needs a name of at most 80 characters"))
    try:
        with transaction.atomic():
            team = Team.objects.create(code=code, name=name.strip())
            record(
                actor=ACTOR,
                action="team_added",
                at=at,
                subject=f"team:{team.pk}",
                details={"code": code},
            )
    except IntegrityError:
        raise StaffingError(_("there is a team %(code)s already") % {"code": code}) from None
