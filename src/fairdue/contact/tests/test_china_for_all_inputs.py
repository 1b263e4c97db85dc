"""What holds for every input of China's contact rules: above all, that the next moment is right."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.rules import conduct, premises, standing, third_parties
from fairdue.contact.rules.call_log import (
    INFORMATIVE,
    INTERACTIVE,
    Dial,
    failed_in_a_row,
    may_call,
    may_dial,
)
from fairdue.contact.rules.consent import Consent, may_contact_at_night, within
from fairdue.contact.rules.terms import Night, Term
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

ZONE = ZoneInfo("Asia/Shanghai")
CITED = Citation(Text("source", "来源"), "L6", "B", date(2026, 1, 30))
NIGHT = Term("CN-HOURS-01", Night(time(22), time(8)), CITED)
TICK = timedelta(seconds=1)
FLAGS = st.booleans()
MOMENTS = st.integers(1_767_225_600, 1_767_830_400).map(lambda s: datetime.fromtimestamp(s, UTC))
CLOCKS = st.times().map(lambda clock: clock.replace(microsecond=0))
CONSENTS = st.lists(
    st.builds(Consent, st.none() | st.tuples(CLOCKS, CLOCKS), st.none() | MOMENTS, st.none()),
    max_size=3,
)
DIALS = st.lists(
    st.builds(
        Dial,
        MOMENTS,
        st.sampled_from(["debtor", "guarantor"]),
        st.sampled_from(["P1", "P2"]),
        FLAGS,
        st.sampled_from([INTERACTIVE, INFORMATIVE]),
    ),
    max_size=12,
)
GROUNDS = ("number_invalid", "debtor_dead_or_incapacitated")
LOST = {"failed_dials": 3, "wait_days": 1, "unreachable_days": 3, "other_grounds": GROUNDS}
MONEY = st.none() | st.decimals(min_value=0, max_value=10**6, places=2)


@given(MOMENTS, CONSENTS)
def test_the_hour_named_is_lawful_and_the_second_before_is_not(
    at: datetime, consents: list[Consent]
) -> None:
    clause = may_contact_at_night(at, consents, NIGHT, ZONE)
    covered = any(consent.covers(at, ZONE) for consent in consents)
    by_day = within(at.astimezone(ZONE).time(), time(8), time(22))
    assert clause.allowed is (by_day or covered)
    if clause.allowed:
        return
    opens = clause.allowed_from
    assert opens is not None
    assert opens > at
    assert may_contact_at_night(opens, consents, NIGHT, ZONE).allowed
    assert not may_contact_at_night(opens - TICK, consents, NIGHT, ZONE).allowed


@given(MOMENTS, DIALS, st.integers(1, 4))
def test_the_day_named_has_calls_left_and_the_second_before_has_none(
    at: datetime, dials: list[Dial], most: int
) -> None:
    call = Dial(at, "debtor", "P1", connected=True)
    for ask in (may_call, may_dial):
        limit = Term("CN-FREQ", most, CITED)
        clause = ask(dials, call, limit, ZONE)
        if clause.allowed:
            continue
        opens = clause.allowed_from
        assert opens is not None
        past = [dial for dial in dials if dial.at <= at]
        assert ask(past, Dial(opens, "debtor", "P1", connected=True), limit, ZONE).allowed
        before = Dial(opens - TICK, "debtor", "P1", connected=True)
        assert not ask(past, before, limit, ZONE).allowed


@given(MOMENTS, DIALS, st.integers(1, 4))
def test_calls_of_others_another_mode_or_another_day_never_count(
    at: datetime, dials: list[Dial], most: int
) -> None:
    limit = Term("CN-FREQ-01", most, CITED)
    call = Dial(at, "debtor", "P1", connected=True, mode=INFORMATIVE)
    same = [dial for dial in dials if dial.person == "debtor" and dial.mode == INFORMATIVE]
    assert may_call(dials, call, limit, ZONE).allowed is may_call(same, call, limit, ZONE).allowed


@given(DIALS, MOMENTS)
def test_a_row_of_failures_holds_no_success(dials: list[Dial], before: datetime) -> None:
    row = failed_in_a_row(dials, "debtor", before)
    assert not any(dial.connected or dial.at >= before for dial in row)
    assert [dial.at for dial in row] == sorted(dial.at for dial in row)


@given(MOMENTS, st.integers(3, 9), st.integers(0, 3))
def test_contact_persons_open_at_the_moment_named(at: datetime, dials: int, ago: int) -> None:
    failed_on = at.astimezone(ZONE).date() - timedelta(days=ago)
    loss = third_parties.Loss(failed_dials=dials, last_failed_on=failed_on)
    clause = third_parties.may_contact_instead(loss, at, ZONE, **LOST)
    assert clause.allowed is (ago >= 1)
    if clause.allowed:
        return
    opens = clause.allowed_from
    assert opens is not None
    assert third_parties.may_contact_instead(loss, opens, ZONE, **LOST).allowed
    assert not third_parties.may_contact_instead(loss, opens - TICK, ZONE, **LOST).allowed


@given(
    MOMENTS,
    st.builds(
        third_parties.Loss,
        st.frozensets(st.sampled_from(GROUNDS)),
        st.integers(0, 2),
        st.none(),
        st.integers(0, 5),
        st.just(value=True),
    ),
)
def test_contact_with_the_debtor_restored_closes_every_way(
    at: datetime, loss: third_parties.Loss
) -> None:
    clause = third_parties.may_contact_instead(loss, at, ZONE, **LOST)
    assert not clause.allowed
    assert clause.allowed_from is None


@given(
    st.builds(third_parties.Person, st.sampled_from(["parent", "colleague"]), FLAGS, FLAGS, FLAGS),
    st.builds(third_parties.Message, st.sampled_from(["", "relay_message", "chat"]), FLAGS, FLAGS),
)
def test_nothing_of_the_debt_goes_to_a_contact_person(
    person: third_parties.Person, message: third_parties.Message
) -> None:
    clauses = third_parties.may_say_to_contact(person, message, purposes=("relay_message",))
    assert message.discloses is (not clauses[0].allowed)
    collects = third_parties.may_collect_from(person, message, obligors=("debtor", "guarantor"))
    owes = person.debt_related or person.offered_to_pay
    assert collects.allowed is (owes or not message.demands)


@given(FLAGS, st.text(max_size=5))
def test_refusal_is_final_and_only_listed_sources_serve(refused: bool, source: str) -> None:
    person = third_parties.Person("parent", refused=refused)
    assert third_parties.may_contact_again(person, refusal_is_final=True).allowed is not refused
    listed = third_parties.may_use_source(source, sources=(source,))
    unlisted = third_parties.may_use_source(source, sources=("elsewhere",))
    assert listed.allowed
    assert unlisted.allowed is (source in ("", "elsewhere"))


@given(
    st.sets(st.sampled_from(sorted(conduct.ACTS))), st.sets(st.sampled_from(sorted(conduct.ACTS)))
)
def test_every_forbidden_act_done_is_named_and_no_other(done: set[str], banned: set[str]) -> None:
    for rule in ("CN-COND-01", "CN-FREQ-03", "CN-HARASS-01", "CN-ILLDEBT-01"):
        clauses = conduct.may_act(
            done, "", truthful=False, forbidden_acts=sorted(banned), rule=rule
        )
        named = {dict(clause.values).get("act") for clause in clauses if not clause.allowed}
        assert named == done & banned
        assert all(clause.rule == rule for clause in clauses)


@given(MONEY, MONEY)
def test_only_a_higher_amount_than_owed_overstates(
    stated: Decimal | None, owed: Decimal | None
) -> None:
    known = stated is not None and owed is not None
    assert conduct.overstates(stated, owed) is (known and stated > owed)  # type: ignore[operator]


@given(FLAGS, FLAGS, FLAGS, st.integers(0, 4), st.integers(0, 6))
def test_nobody_asserts_guilt_even_when_every_element_is_there(
    banned: bool, first: bool, stated: bool, demands: int, months: int
) -> None:
    elements = conduct.Overdraft(demands, months, Decimal(60000))
    terms = {
        "guilt_wording": ("构成.{0,10}罪",),
        "penal_wording": ("报案",),
        "effective_collections": 2,
        "unpaid_months": 3,
        "principal_min": Decimal(50000),
    }
    assert not conduct.may_mention_penalty("您已构成诈骗罪", elements, **terms).allowed
    assert not conduct.may_mention_penalty("", elements, **terms, asserted=True).allowed
    complete = demands >= 2 and months >= 3
    assert conduct.may_mention_penalty("我行将报案", elements, **terms).allowed is complete
    assert conduct.contact_is_not_banned(banned).allowed is not banned
    named = conduct.institution_is_named(
        first_contact=first, stated=stated, institution_at_first_contact=True
    )
    assert named.allowed is (stated or not first)


@given(st.none() | FLAGS, st.none() | FLAGS, FLAGS, FLAGS, FLAGS)
def test_silence_about_a_visit_breaks_nothing(
    taped: bool | None, dressed: bool | None, shown: bool, private: bool, consented: bool
) -> None:
    so = premises.may_visit_so(taped=taped, dressed=dressed, recorded=True, decent_dress=True)
    assert all(clause.allowed for clause in so) is (taped is not False and dressed is not False)
    assert conduct.is_recorded(taped, recorded=True).allowed is (taped is not False)
    entry = premises.may_enter(
        shown=shown, private=private, consented=consented, id_shown=True, entry_needs_consent=True
    )
    assert all(clause.allowed for clause in entry) is (shown and (consented or not private))


@given(FLAGS, FLAGS, FLAGS, FLAGS)
def test_without_a_demand_nothing_in_the_claims_standing_forbids(
    collects: bool, signed: bool, broken: bool, notified: bool
) -> None:
    plan = standing.may_collect_despite_plan(
        collects=collects, signed=signed, broken=broken, stops_collection=True
    )
    assert plan.allowed is (not collects or broken or not signed)
    assigned = standing.may_collect_as_assignee(
        collects=collects, by_assignee=signed, notified=notified, needs_notice=True
    )
    assert assigned.allowed is (not collects or notified or not signed)
    objection = standing.may_collect_despite_objection(
        collects=collects, open_objection=signed, done=["a"] * broken, first_steps=("a",)
    )
    assert objection.allowed is (not collects or broken or not signed)
