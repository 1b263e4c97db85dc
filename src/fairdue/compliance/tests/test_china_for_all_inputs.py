"""What holds for every input of China's rules of agencies, staff, deadlines and personal data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.rules import agencies, deadlines, personal_data, staff
from fairdue.compliance.rules.retention import Term, may_keep, may_purge
from fairdue.kernel.calendars import add_months
from fairdue.kernel.verdict import Clause

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
FLAGS = st.booleans()
FIELDS = ("who", "when", "what", "why")
ITEMS = ("purpose", "term", "method", "types", "protection")
THRESHOLDS = {"sensitive": 50, "transaction": 500, "other": 5000}
SHARES = st.decimals(min_value=0, max_value=100, places=2)


def allowed(clauses: Sequence[Clause]) -> bool:
    return all(clause.allowed for clause in clauses)


@given(FLAGS, FLAGS, FLAGS)
def test_a_case_goes_only_to_a_published_agency_of_the_whitelist(
    published: bool, listed: bool, required: bool
) -> None:
    clauses = agencies.may_place_with(
        published=published, whitelisted=listed, publication_required=required
    )
    assert allowed(clauses) is ((published or not required) and listed)


@given(DAYS, st.integers(1, 24))
def test_an_evaluation_counts_through_the_same_day(on: date, months: int) -> None:
    last = add_months(on, months)
    assert agencies.evaluation_is_current(on, last, months=months).allowed
    late = last + timedelta(days=1)
    assert not agencies.evaluation_is_current(on, late, months=months).allowed
    assert not agencies.evaluation_is_current(None, on, months=months).allowed


@given(FLAGS)
def test_what_was_not_done_denies(done: bool) -> None:
    assert agencies.evaluated_at_end(done).allowed is done
    assert agencies.may_disclose_arrears(lawful=done).allowed is done
    assert agencies.impact_assessed(done).allowed is done
    assert agencies.may_collect_from_unrelated(related=done).allowed is done
    assert agencies.evaluation_is_passed(done).allowed is done


@given(FLAGS, FLAGS, FLAGS)
def test_a_processor_passes_data_on_only_with_consent(
    processor: bool, consent: bool, contract: bool
) -> None:
    clauses = agencies.may_sub_entrust(by_processor=processor, consent=consent, contract=contract)
    assert allowed(clauses) is ((consent or not processor) and contract)


@given(FLAGS, FLAGS)
def test_another_controller_gets_data_only_told_and_consented(told: bool, consent: bool) -> None:
    clauses = agencies.may_provide(person_told=told, separate_consent=consent)
    assert allowed(clauses) is (told and consent)


@given(st.sets(st.sampled_from(ITEMS)), FLAGS, FLAGS)
def test_entrusting_needs_the_whole_contract_supervision_and_no_end(
    items: set[str], supervised: bool, ended: bool
) -> None:
    facts = {"supervised": supervised, "ended": ended, "items": ITEMS}
    whole = items == set(ITEMS)
    assert allowed(personal_data.may_entrust(items, **facts)) is (
        whole and supervised and not ended
    )
    assert allowed(personal_data.may_entrust(None, **facts)) is (supervised and not ended)


@given(st.builds(personal_data.AutomatedDecision, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS))
def test_a_refused_machine_never_decides_alone(decision: personal_data.AutomatedDecision) -> None:
    open_to_all = decision.transparent and decision.explained and decision.refusal_offered
    refused = decision.refused and decision.by_machine_only
    assert allowed(personal_data.may_decide_by_machine(decision)) is (open_to_all and not refused)


@given(st.builds(personal_data.SensitiveUse, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS))
def test_another_basis_replaces_consent_and_nothing_else(use: personal_data.SensitiveUse) -> None:
    based = use.separately_consented or use.other_basis
    needed = use.purpose_specific and use.necessary and use.protected and based
    assert allowed(personal_data.may_process_sensitive(use)) is needed


@given(FLAGS, FLAGS, FLAGS)
def test_a_breach_is_handled_only_by_all_three(remedy: bool, authority: bool, person: bool) -> None:
    clauses = personal_data.breach_is_handled(
        remedied=remedy, authority_told=authority, person_told=person
    )
    assert allowed(clauses) is all((remedy, authority, person))


@given(
    st.builds(
        personal_data.Access,
        FLAGS,
        st.none() | st.sets(st.sampled_from(FIELDS)),
        FLAGS,
        FLAGS,
        FLAGS,
    )
)
def test_access_needs_the_role_and_a_whole_log(access: personal_data.Access) -> None:
    logged = access.logged is None or set(access.logged) == set(FIELDS)
    needed = access.permitted and logged and access.protected and access.trained
    clauses = personal_data.may_access(access, log_fields=FIELDS)
    assert allowed(clauses) is (needed and access.plan_exists)


@given(st.builds(personal_data.Handling, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS))
def test_nothing_unneeded_published_unanswered_or_abroad(handling: personal_data.Handling) -> None:
    public = handling.published and not handling.consented_to_publication
    abroad = handling.goes_abroad and not handling.abroad_conditions_met
    fine = handling.necessary and handling.request_answered and not public and not abroad
    assert allowed(personal_data.may_handle(handling)) is fine


@given(DAYS, st.lists(st.builds(Term, st.just("R"), DAYS, st.integers(0, 10)), max_size=3), FLAGS)
def test_a_record_may_be_kept_or_purged_and_never_neither(
    on: date, terms: list[Term], held: bool
) -> None:
    kept = may_keep(on, terms, int(held), needed=False).allowed
    assert kept is not allowed(may_purge(on, terms, int(held)))
    assert may_keep(on, terms, int(held), needed=True).allowed


@given(st.sampled_from(sorted(THRESHOLDS)), st.integers(0, 6000), FLAGS)
def test_one_kind_alerts_exactly_from_its_threshold(kind: str, count: int, serving: bool) -> None:
    alert = agencies.disclosure_alert(
        {kind: count}, in_service=serving, thresholds=THRESHOLDS, service_share=Decimal("0.5")
    )
    assert alert is (count * (2 if serving else 1) >= THRESHOLDS[kind])


@given(st.dictionaries(st.sampled_from(["recovery", "compliance", "base"]), SHARES))
def test_pay_is_refused_only_where_nothing_but_recovery_counts(
    weights: dict[str, Decimal],
) -> None:
    clause = staff.may_approve_pay_plan(weights, "recovery", recovery_share_below=Decimal(1))
    others = sum(share for name, share in weights.items() if name != "recovery")
    assert clause.allowed is (others > 0 or not weights.get("recovery"))


@given(DAYS, st.sampled_from(["simple", "complex", "special"]), FLAGS)
def test_a_harder_complaint_never_gets_less_time(on: date, kind: str, extended: bool) -> None:
    days = {"simple_days": 15, "complex_days": 30, "extension_days": 30}
    last = deadlines.complaint_decision_by(on, kind, extended=extended, **days)
    assert last - on in (timedelta(days=15), timedelta(days=30), timedelta(days=60))
    assert last >= deadlines.complaint_decision_by(on, "simple", extended=False, **days)
    assert deadlines.answer_by(on, days=15) == on + timedelta(days=15)
    with pytest.raises(ValueError, match="complexity"):
        deadlines.complaint_decision_by(on, "odd", extended=False, **days)
