"""Adding and changing members of staff, each change with its journal entry.

Lives beside the pages because `people` lies below the journal and can't write to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role, Staff, Team
from fairdue.people.rules import require
from fairdue.telephony.line import refuse_telephone
from fairdue.training.actions.clearing import settle

PASSWORD_LENGTH = 14


@dataclass(frozen=True, slots=True)
class StaffDetails:
    """What an administrator sets."""

    last_name: str
    first_name: str
    role: Role
    team: Team | None
    language: str
    telephone: str = ""
    """The extension or SIP address on their desk; "" without one."""
    email: str = ""
    """Where reports are sent; "" without one."""


def add_staff(
    username: str, details: StaffDetails, *, by: Staff, at: datetime
) -> tuple[Staff, str]:
    """A new member of staff and their first password, which is shown once and kept nowhere.

    Raises Refused for a name that is taken and for a role without its team.
    """
    require(by, "administer")
    _check(details)
    password = new_password()
    try:
        with transaction.atomic():
            person = Staff.objects.create_user(username, password=password, **_fields(details))
            _journal("staff_added", person, by, at)
    except IntegrityError:
        raise Refused(
            Text(f"The sign-in name {username} is taken.", f"登录名 {username} 已被使用。")
        ) from None
    return person, password


def change_staff(person_id: int, details: StaffDetails, *, by: Staff, at: datetime) -> Staff:
    """Set names, role, team and language. Nobody changes their own role."""
    require(by, "administer")
    _check(details)
    with transaction.atomic():
        person = _locked(person_id)
        if person.pk == by.pk and details.role != person.role:
            raise Refused(Text("You can't change your own role.", "不能变更自己的角色。"))
        for name, value in _fields(details).items():
            setattr(person, name, value)
        person.save(update_fields=list(_fields(details)))
        _journal("staff_changed", person, by, at)
        settle(person, actor=by.username, at=at)
    return person


def set_own_telephone(telephone: str, *, by: Staff, at: datetime) -> Staff:
    """Say which telephone rings on one's own desk; "" for none. Raises Refused for what is none."""
    require(by, "contact")
    if telephone:
        refuse_telephone(telephone)
    with transaction.atomic():
        person = _locked(by.pk)
        person.telephone = telephone
        person.save(update_fields=["telephone"])
        _journal("staff_telephone_set", person, by, at)
    return person


def set_active(person_id: int, active: bool, *, by: Staff, at: datetime) -> Staff:
    """Let a person sign in, or no longer. Nobody does this to themselves."""
    require(by, "administer")
    with transaction.atomic():
        person = _locked(person_id)
        if person.pk == by.pk:
            raise Refused(Text("You can't deactivate yourself.", "不能停用自己的账号。"))
        person.is_active = active
        person.save(update_fields=["is_active"])
        _journal("staff_reactivated" if active else "staff_deactivated", person, by, at)
    return person


def reset_password(person_id: int, *, by: Staff, at: datetime) -> tuple[Staff, str]:
    """A new first password, shown once."""
    require(by, "administer")
    password = new_password()
    with transaction.atomic():
        person = _locked(person_id)
        person.set_password(password)
        person.save(update_fields=["password"])
        _journal("staff_password_reset", person, by, at)
    return person, password


def new_password() -> str:
    """Random letters and digits without look-alikes."""
    return get_random_string(PASSWORD_LENGTH, "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679")


def _locked(person_id: int) -> Staff:
    person = Staff.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Refused(Text("There is no such member of staff.", "没有该人员。"))
    return person


def _check(details: StaffDetails) -> None:
    if details.role in (Role.COLLECTOR, Role.LEAD) and details.team is None:
        raise Refused(
            Text("Collectors and team leads need a team.", "催收员和主管必须有所属小组。")
        )
    if details.telephone:
        refuse_telephone(details.telephone)


def _fields(details: StaffDetails) -> dict[str, Any]:
    return {
        "last_name": details.last_name,
        "first_name": details.first_name,
        "role": details.role,
        "team": details.team,
        "language": details.language,
        "telephone": details.telephone,
        "email": details.email,
    }


def _journal(action: str, person: Staff, by: Staff, at: datetime) -> None:
    record(
        actor=by.username,
        action=action,
        at=at,
        subject=f"staff:{person.pk}",
        details={
            "username": person.username,
            "role": person.role,
            "team": person.team.code if person.team else None,
            "active": person.is_active,
        },
    )
