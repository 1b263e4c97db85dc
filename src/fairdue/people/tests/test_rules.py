"""Which role may do what."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Cardholder, Machine, words_for
from fairdue.people.models import Role
from fairdue.people.rules import ALLOWED, CARDHOLDER, EVERY_ROLE, INTEGRATOR, may, require


@dataclass
class Someone:
    role: str
    is_active: bool = True


def test_the_table_knows_exactly_the_roles_that_people_have() -> None:
    assert set(EVERY_ROLE) == set(Role.values)
    assert set().union(*ALLOWED.values()) == {*Role.values, CARDHOLDER, INTEGRATOR}


@pytest.mark.parametrize(
    ("what", "roles"),
    [
        ("contact", {"collector", "lead"}),
        ("reveal", {"collector", "lead", "compliance"}),
        ("reallocate", {"lead"}),
        ("release_hold", {"lead", "compliance"}),
        ("read_journal", {"compliance"}),
        ("administer", {"administrator"}),
        ("no such deed", set()),
    ],
)
def test_each_deed_is_for_some_roles_only(what: str, roles: set[str]) -> None:
    assert {role for role in Role.values if may(Someone(role), what)} == roles


def test_an_administrator_sees_no_personal_data() -> None:
    administrator = Someone("administrator")
    assert not any(may(administrator, what) for what in ("search", "reveal", "read_note"))


def test_management_sees_figures_and_nobodys_data() -> None:
    deeds = {what for what in ALLOWED if may(Someone("management"), what)}
    assert deeds == {"read_inbox", "see_reports", "share_view"}


def test_people_out_of_service_may_nothing() -> None:
    assert not any(may(Someone(role, is_active=False), what) for what in ALLOWED for role in Role)


def test_a_refusal_names_who_may() -> None:
    with pytest.raises(Refused, match="for team leads") as refused:
        require(Someone("collector"), "reallocate")
    assert refused.value.text.zh == "您的角色不能进行此操作，仅限主管。"
    require(Someone("lead"), "reallocate")


def test_a_cardholder_acts_on_their_own_records_only() -> None:
    someone = Cardholder(7)
    require(someone, "open_dispute", 7)
    for whose in (8, None):
        with pytest.raises(Refused, match="not your records"):
            require(someone, "open_dispute", whose)
    with pytest.raises(Refused, match="team leads"):
        require(someone, "release_hold", 7)


def test_another_system_may_do_what_its_role_may() -> None:
    require(Machine("core"), "record_payment")
    assert not may(Machine("core"), "reveal")


def test_records_made_without_staff_say_in_words_who_made_them() -> None:
    told = words_for(Cardholder(7).username), words_for(Machine("core").username)
    assert [words and words.en for words in told] == ["the cardholder", "connected system core"]
    assert words_for("gao") is None


def test_what_acts_by_itself_is_named_in_words() -> None:
    assert words_for("night") == Text("the night", "夜间批处理")
