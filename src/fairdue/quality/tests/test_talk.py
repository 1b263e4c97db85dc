"""What to say and to heed in a talk: careful first, nothing of a debt before it is clear who
answers.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.actions import raise_mark
from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.kernel.money import Money
from fairdue.quality.queries.talk import steps_of, talk_with
from fairdue.quality.rules.coaching import BY_CARE, HINTS_MAX, Known, hints
from fairdue.quality.rules.script import FIELDS, UNKNOWN, filled, speaks_too_early
from fairdue.rulebook.packs import pack

LAWS = ("CN", "US", "UK")
KNOWN = st.builds(
    Known,
    is_vulnerable=st.booleans(),
    disputes=st.booleans(),
    represented=st.booleans(),
    promises_broken=st.integers(0, 3),
    cause_known=st.booleans(),
    unable=st.booleans(),
    able=st.none() | st.just((Money(90_000, "CNY"), Money(120_000, "CNY"))),
    plan_runs=st.booleans(),
    balance_is_old=st.booleans(),
    pressure_percent=st.integers(0, 200),
)


@pytest.mark.parametrize("law", LAWS)
def test_no_step_tells_of_a_debt_before_it_is_clear_who_answers(law: str) -> None:
    steps = steps_of(law, MORNING)
    assert [each.code for each in steps][:3] == ["opening", "verify", "purpose"]
    assert speaks_too_early(steps) == []
    early = [steps[2], *steps]
    assert speaks_too_early(early) == ["purpose"]


@pytest.mark.parametrize("law", LAWS)
def test_every_step_rests_on_a_rule_that_exists_and_knows_its_fields(law: str) -> None:
    law_pack = pack(f"law/{law.lower()}")
    for step in steps_of(law, MORNING):
        assert not step.rule or step.rule in law_pack.rules
    for step in filled(steps_of(law, MORNING), {}):
        assert "{" not in step.say.en + step.say.zh


def test_what_is_not_known_shows_as_an_ellipsis() -> None:
    purpose = filled(steps_of("CN", MORNING), {})[2]
    assert UNKNOWN in purpose.say.en
    assert set(FIELDS) >= {"past_due", "able"}


@given(KNOWN)
def test_hints_are_few_and_what_protects_comes_first(known: Known) -> None:
    found = [each.code for each in hints(known)]
    order = [code for code, _ in BY_CARE]
    assert len(found) <= HINTS_MAX
    assert found == sorted(found, key=order.index)
    if known.represented:
        assert found[0] == "represented"
    elif known.is_vulnerable:
        assert found[0] == "vulnerable"


def test_more_than_can_be_paid_is_never_suggested() -> None:
    [hint] = [each for each in hints(Known(cause_known=True, able=ABLE)) if each.code == "able"]
    assert "900.00 CNY" in hint.text.en
    assert "1,200.00 CNY" in hint.text.en or "1200.00 CNY" in hint.text.en


ABLE = (Money(90_000, "CNY"), Money(120_000, "CNY"))


@pytest.mark.django_db(transaction=True)
def test_a_vulnerable_customer_is_spoken_to_slowly() -> None:
    staff = a_member()
    case, _ = a_case()
    talk = talk_with(case.customer, staff.display_name, MORNING)
    assert staff.display_name in talk.steps[0].say.zh
    assert "vulnerable" not in [each.code for each in talk.hints]
    raise_mark(
        customer_id=case.customer_id,
        kind="vulnerability",
        note="Hard of hearing",
        staff=staff,
        at=MORNING,
    )
    after = talk_with(case.customer, staff.display_name, MORNING)
    assert after.hints[0].code == "vulnerable"
