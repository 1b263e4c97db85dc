"""Telephone act, states, bankruptcy and the rest of Regulation F, for all inputs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.rules.business_days import is_business_day
from fairdue.contact.rules import us_telephone
from fairdue.contact.rules.cease import may_contact_after_notice
from fairdue.contact.rules.disputes import (
    Dispute,
    harasses_nobody,
    keeps_rights_visible,
    may_collect_disputed,
    respects_bankruptcy,
    says_only_what_is_true,
)
from fairdue.contact.rules.electronic import (
    CreditorNotice,
    EarlierCollector,
    first_email_date,
    may_mail,
    may_post,
    may_write_to_employers_address,
    qualifies_by_creditor,
    qualifies_by_earlier_collector,
    shows_opt_out,
    within_email_notice,
    within_text_procedures,
)
from fairdue.contact.rules.inconvenient import Inconvenient, may_contact_then, may_contact_there
from fairdue.contact.rules.others import Locating, may_contact_other, may_locate
from fairdue.contact.rules.representation import DirectConsent, is_lifted, may_contact_at_work
from fairdue.contact.rules.state_limits import (
    opted_in_to_messages,
    within_state_count,
    within_state_hours,
)

EASTERN, PACIFIC = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
START = datetime(2026, 10, 1, 12, tzinfo=EASTERN)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
seconds_of_two_years = st.integers(1_767_225_600, 1_830_297_600)
flags = st.booleans()


@given(seconds_of_two_years, st.integers(0, 6), st.integers(3, 11), st.integers(12, 23))
def test_inconvenient_time_ends_at_the_moment_it_names(
    seconds: int, weekday: int, begins: int, ends: int
) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    times = [Inconvenient(weekday, time(begins), time(ends)), Inconvenient(weekday, time(ends))]

    def asked(moment: datetime) -> tuple[bool, datetime | None]:
        found = may_contact_then(
            moment, [EASTERN, PACIFIC], times, "call", None, closed=False, responses_max=1
        )
        return found.allowed, found.allowed_from

    allowed, opens = asked(at)
    if not allowed:
        assert opens is not None
        assert asked(opens)[0]
        assert not asked(opens - SECOND)[0]


def test_a_request_nobody_understood_bars_all_but_an_answer() -> None:
    found = may_contact_then(
        START, [EASTERN], [], "call", None, closed=False, responses_max=1, unclear=True
    )
    assert not found.allowed
    assert found.allowed_from is None


@given(st.lists(st.integers(0, 20), max_size=12), st.integers(1, 4))
def test_a_state_s_count_opens_at_the_moment_it_names(days: list[int], most: int) -> None:
    before = [START + DAY * day for day in days]
    at = START + DAY * 20

    def asked(moment: datetime) -> tuple[bool, datetime | None]:
        found = within_state_count(
            "us.ma.940cmr7.04", moment, before, EASTERN, contacts_max=most, window_days=7
        )
        return found.allowed, found.allowed_from

    allowed, opens = asked(at)
    assert allowed is (sum(day >= 14 for day in days) < most)
    if not allowed:
        assert opens is not None
        assert asked(opens)[0]
        assert not asked(opens - SECOND)[0]


@given(seconds_of_two_years)
def test_a_state_s_hours_open_at_the_moment_they_name(seconds: int) -> None:
    def asked(moment: datetime) -> tuple[bool, datetime | None]:
        found = within_state_hours(
            "us.fl.559.72", moment, [EASTERN], earliest=time(8), latest=time(21)
        )
        assert found.rule == "us.fl.559.72"
        return found.allowed, found.allowed_from

    allowed, opens = asked(datetime.fromtimestamp(seconds, UTC))
    if not allowed:
        assert opens is not None
        assert asked(opens)[0]
        assert not asked(opens - SECOND)[0]


@given(flags, st.sampled_from([None, True, False]))
def test_new_york_city_wants_consent_to_messages(electronic: bool, opted: bool | None) -> None:
    found = opted_in_to_messages(electronic=electronic, opted_in=opted, required=True)
    assert found.allowed is not (electronic and opted is False)


@given(st.dates(date(2025, 4, 11), date(2030, 1, 1)), st.integers(0, 40), flags, flags)
def test_withdrawn_consent_is_honoured_within_ten_business_days(
    revoked: date, wait: int, same: bool, ends_all: bool
) -> None:
    on = revoked + timedelta(days=wait)
    passed = sum(is_business_day(revoked + timedelta(days=day)) for day in range(1, wait + 1))
    found = us_telephone.honours_revocation(
        on, revoked, same_category=same, ends_all=ends_all, business_days=10
    )
    last = us_telephone.honour_by(revoked, business_days=10)
    assert (on > last) is (passed > 10 or (passed == 10 and on != last))
    assert found.allowed is not (on > last and (same or ends_all))


@pytest.mark.parametrize(
    ("text", "revokes"),
    [("STOP", True), ("opt out", True), ("Unsubscribe.", True), ("please no more texts", True),
     ("thanks", False), ("what is this about?", False)],
)  # fmt: skip
def test_any_reasonable_wording_takes_consent_back(text: str, revokes: bool) -> None:
    words = ("stop", "opt out", "unsubscribe")
    assert us_telephone.is_revocation(text, words=words) is revokes


@given(flags, flags, st.sampled_from([None, True, False]), st.integers(0, 5), flags)
def test_automated_calls_need_consent_or_stay_few(
    automated: bool, mobile: bool, consented: bool | None, before: int, home: bool
) -> None:
    asked = us_telephone.has_consent(
        automated=automated, to_mobile=mobile, consented=consented, applies=True
    )
    assert asked.allowed is not (automated and mobile and consented is False)
    few = us_telephone.within_prerecorded_limit(
        before, prerecorded_home=home, consented=bool(consented), calls_max=3, days=30
    )
    assert few.allowed is (not home or consented is True or before < 3)


@given(flags, flags, st.integers(0, 3), st.sampled_from([None, 0, 5, 6]))
def test_one_bare_text_confirms(
    confirms: bool, markets: bool, before: int, minutes: int | None
) -> None:
    found = us_telephone.confirms_once(
        confirms=confirms, markets=markets, confirmed_before=before, minutes=minutes,
        confirmations_max=1, minutes_max=5,
    )  # fmt: skip
    spoilt = markets or before >= 1 or minutes == 6
    assert found.allowed is not (confirms and spoilt)


ROLES = ("", "consumer", "spouse", "consumer_attorney", "neighbor", "employer")


@given(st.sampled_from(ROLES), flags, flags)
def test_only_persons_of_the_consumer_hear_of_the_debt(
    role: str, locates: bool, permitted: bool
) -> None:
    found = may_contact_other(
        role, locates=locates, permitted=permitted, consumer_roles=("consumer", "spouse"),
        other_roles=("consumer_attorney",),
    )  # fmt: skip
    stranger = role in ("neighbor", "employer")
    assert found.allowed is (not stranger or locates or permitted)


@given(st.integers(0, 3), flags, flags, flags, flags, flags)
def test_locating_is_silent_about_debt_and_done_once(
    before: int, again: bool, debt: bool, employer: bool, hides: bool, card: bool
) -> None:
    locating = Locating(before, again, debt, employer, hides, card)
    said, once = may_locate(locating, communications_max=1)
    assert said.allowed is not (debt or employer or hides or card)
    assert once.allowed is (before < 1 or again)


@given(flags, flags, st.sampled_from(["", "ending_efforts", "settlement"]))
def test_after_a_cease_notice_only_the_exceptions_remain(
    received: bool, to_consumer: bool, purpose: str
) -> None:
    found = may_contact_after_notice(
        received=received, to_consumer=to_consumer, purpose=purpose, exceptions=("ending_efforts",)
    )
    assert found.allowed is (not received or not to_consumer or purpose == "ending_efforts")


@given(flags, flags, flags, flags, flags, st.sampled_from(["", "verification_sent"]))
def test_a_dispute_stops_collecting_unless_something_excuses_it(
    timely: bool, written: bool, duplicative: bool, partly: bool, collects: bool, answer: str
) -> None:
    dispute = Dispute(timely, written, duplicative, frozenset({answer}), partly)
    found = may_collect_disputed([dispute], collects=collects, answers=("verification_sent",))
    stands = timely and written and not partly and not answer
    assert found.allowed is not (stands and collects)
    told = Dispute(True, True, duplicative, frozenset({"notice_of_duplicate"}))
    assert may_collect_disputed([told], collects=True, answers=()).allowed is duplicative


@given(flags, flags, st.sets(st.sampled_from(["threatens_arrest", "false_name"])))
def test_conduct_is_judged_only_where_the_rule_applies(
    applies: bool, bad: bool, acts: set[str]
) -> None:
    barred = applies and bad
    assert keeps_rights_visible(overshadows=bad, applies=applies).allowed is not barred
    assert respects_bankruptcy(stayed=bad, applies=applies).allowed is not barred
    assert may_mail(telling=bad, applies=applies).allowed is not barred
    assert may_post(visible=bad, applies=applies).allowed is not barred
    assert harasses_nobody(acts, applies=applies).allowed is not (applies and bool(acts))
    false, silent = says_only_what_is_true(acts, discloses=not bad, applies=applies)
    assert (false.allowed, silent.allowed) == (not (applies and bool(acts)), not barred)
    at_work = may_contact_at_work(at_work=bad, employer_forbids=True, applies=applies)
    assert at_work.allowed is not barred


@given(flags, flags, flags, st.sampled_from([None, True, False]), flags, flags)
def test_electronic_messages(
    employers: bool, exempt: bool, costs: bool, told: bool | None, confirms: bool, fine: bool
) -> None:
    own = may_write_to_employers_address(employers=employers, exempt=exempt, applies=True)
    assert own.allowed is (not employers or exempt)
    shown = shows_opt_out(told, costs_or_asks=costs, confirms_only=confirms, applies=True)
    assert shown.allowed is (confirms or not (told is False or costs))
    assert within_email_notice(fine, days=35).allowed is fine
    assert within_text_procedures(fine, days=60).allowed is fine


@given(st.lists(st.tuples(flags, flags, flags), max_size=5))
def test_a_chain_of_collectors_qualifies_by_its_last_link(
    rows: list[tuple[bool, bool, bool]],
) -> None:
    chain = [EarlierCollector(*row) for row in rows]
    found = qualifies_by_earlier_collector(chain, applies=True)
    qualified = any(row[0] for row in rows) and rows[-1][1] and not any(row[2] for row in rows)
    assert found is bool(rows and qualified)


@given(st.dates(date(2022, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_email_opens_on_the_day_named_and_not_before(sent: date, more: int) -> None:
    notice = CreditorNotice(sent, sent + timedelta(days=35 + more))
    first = first_email_date(notice, days=35)
    assert qualifies_by_creditor(notice, first, days=35)
    assert not qualifies_by_creditor(notice, first - DAY, days=35)


PLACES = st.sets(st.sampled_from(["home", "work", "hospital"]))
USED = st.sampled_from(["landline", "letter", "mobile", "email"])


@given(PLACES, USED, st.sampled_from(["", "home", "hospital"]))
def test_a_place_is_reached_by_what_is_tied_to_it_or_known(
    places: set[str], medium: str, known_at: str
) -> None:
    tied = ("home=landline", "home=letter")
    found = may_contact_there(sorted(places), medium, known_at, False, tied_media=tied)
    reached = ({"home"} if medium in ("landline", "letter") else set()) | {known_at}
    assert found.allowed is not bool(places & reached)


@given(flags, flags, flags, st.integers(-2, 2), st.integers(-2, 2))
def test_consent_lifts_while_it_stands(
    direct: bool, compliant: bool, court: bool, given_after: int, revoked_after: int
) -> None:
    consent = DirectConsent(
        giver_told="" if direct else "creditor",
        at=START + SECOND * given_after,
        lifts=frozenset({"rule"}),
        compliant=compliant,
        revoked_at=START + SECOND * revoked_after,
    )
    found = is_lifted("rule", [consent], START, court_leave=court, givers=("",))
    stands = direct and compliant and given_after <= 0 < revoked_after
    assert found is (court or stands)
    assert not is_lifted("other", [consent], START, court_leave=False, givers=("",))
