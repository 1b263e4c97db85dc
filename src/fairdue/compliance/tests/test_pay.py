"""Pay schemes are judged before they are recorded."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.actions.pay import Forbidden, end_pay_scheme, record_pay_scheme
from fairdue.compliance.models import PayScheme
from fairdue.compliance.rules.pay import PARTS, weights_of
from fairdue.compliance.tests.records import AT, a_member
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff

FROM = date(2026, 4, 1)


def keep(percent: dict[str, int], staff: Staff, name: str = "2026") -> PayScheme:
    return record_pay_scheme(
        name=name, percent=percent, in_force_from=FROM, note="", staff=staff, at=AT
    )


@given(st.dictionaries(st.sampled_from([*PARTS, "else"]), st.integers(-5, 105), max_size=4))
def test_parts_count_only_when_known_and_whole(percent: dict[str, int]) -> None:
    fits = (
        "else" not in percent
        and sum(percent.values()) == 100
        and all(0 <= share <= 100 for share in percent.values())
    )
    if fits:
        assert sum(weights_of(percent).values()) == 100
    else:
        with pytest.raises(Refused):
            weights_of(percent)


@pytest.mark.django_db
def test_a_scheme_on_recovered_amounts_alone_is_refused_with_its_clause() -> None:
    officer = a_member(Role.COMPLIANCE)
    with pytest.raises(Forbidden, match="CN-STAFF-01: CBRC Decree 2011 No. 2.*art. 66"):
        keep({"recovered": 100}, officer)
    assert not PayScheme.objects.exists()
    assert keep({"recovered": 60, "quality": 40}, officer).recovered_percent == 60


@pytest.mark.django_db
def test_a_name_is_in_force_once_and_free_again_once_it_ended() -> None:
    officer = a_member(Role.COMPLIANCE)
    first = keep({"base": 100}, officer)
    with pytest.raises(Refused, match="in force"):
        keep({"base": 100}, officer)
    end_pay_scheme(first.pk, staff=officer, at=AT)
    with pytest.raises(Refused, match="already"):
        end_pay_scheme(first.pk, staff=officer, at=AT)
    keep({"base": 100}, officer)


@pytest.mark.django_db
def test_others_may_not_and_the_database_holds_the_same() -> None:
    with pytest.raises(Refused, match="for compliance officers"):
        keep({"base": 100}, a_member(Role.LEAD))
    with pytest.raises(IntegrityError, match="not_recovery_alone"), transaction.atomic():
        PayScheme.objects.create(
            journal_entry=record(actor="x", action="x", at=AT),
            name="x",
            recovered_percent=100,
            other_parts={},
            in_force_from=FROM,
            recorded_by="x",
            recorded_at=AT,
        )
