"""The first administrator and the first team."""

from __future__ import annotations

import io
import re

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import translation

from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff, Team

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command(*words, stdout=out)
    return out.getvalue()


def test_the_first_administrator_can_sign_in_and_is_journalled() -> None:
    found = re.search(r"first password: (\S+)", said("administrator", "root"))
    assert found
    assert authenticate(username="root", password=found.group(1))
    assert Staff.objects.get(username="root").role == Role.ADMINISTRATOR
    entry = Entry.objects.get(action="staff_added")
    assert (entry.actor, entry.details["username"]) == ("console", "root")
    assert found.group(1) not in str(entry.details)


@pytest.mark.parametrize("username", ["root", "two words", ""])
def test_a_taken_or_impossible_name_is_refused_plainly(username: str) -> None:
    said("administrator", "root")
    with pytest.raises(CommandError):
        call_command("administrator", username)
    assert Staff.objects.count() == 1


def test_a_team_is_added_once() -> None:
    assert "early-1" in said("team", "early-1", "催收一组")
    assert Team.objects.get().name == "催收一组"
    with translation.override("en"), pytest.raises(CommandError, match="already"):
        call_command("team", "early-1", "another")


@pytest.mark.parametrize(("code", "name"), [("no spaces", "x"), ("ok", " "), ("ok", "x" * 81)])
def test_a_team_without_a_proper_code_or_name_is_refused(code: str, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("team", code, name)
    assert not Team.objects.exists()
