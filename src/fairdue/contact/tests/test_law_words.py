"""What people say in their own words, and what a voicemail may say."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.rules.limited_content import is_limited_content
from fairdue.contact.rules.us_places import zones_of_area_code, zones_of_state
from fairdue.wording.rules.clock_words import hours_in, weekdays_in
from fairdue.wording.rules.said import MEDIA, Wish, declined_by, free_from, understand

LONDON = ZoneInfo("Europe/London")
WEDNESDAY, SATURDAY = date(2026, 10, 14), date(2026, 10, 17)
SECOND = timedelta(seconds=1)
seconds_of_two_years = st.integers(1_767_225_600, 1_830_297_600)


def barred(
    text: str, clock: str, day: date = WEDNESDAY, medium: str = "call", at: str = ""
) -> bool:
    said = understand(text)
    local = datetime.combine(day, time.fromisoformat(clock))
    return said.unclear or any(wish.bars(local, medium, at) for wish in said.wishes)


@pytest.mark.parametrize(
    ("text", "free", "taken"),
    [
        ("no calls before 12:00 (night shift)", "12:00", "11:59"),
        ("please don't call me after 6 pm", "17:59", "18:00"),
        ("don't ring before nine o'clock", "09:00", "08:59"),
        ("no phone calls after 7", "18:59", "19:00"),
        ("don't call before noon, I work nights", "12:00", "11:00"),
        ("I can't talk weekdays 9-5", "17:00", "09:00"),
        ("do not phone between 3pm and 4.30pm (school run)", "16:30", "16:29"),
        ("I pick up my kids between 3 and 5 pm", "14:59", "15:00"),
        ("no calls from 22:00 to 08:00", "08:00", "23:30"),
        ("mornings are bad for me", "12:00", "09:00"),
        ("no calls in the evening", "17:59", "18:00"),
        ("no calls during work hours", "17:00", "12:00"),
        ("call me in the evening only", "18:00", "17:59"),
        ("only call between 10am and 2pm", "10:00", "14:00"),
        ("I sleep during the day, call after 5pm", "17:00", "16:59"),
        ("the best time to reach me is after 6pm", "18:00", "12:00"),
        ("no calls before 8 or after 7", "12:00", "19:00"),
        ("I am at work until six pm", "18:00", "12:00"),
        ("mornings only", "11:59", "12:00"),
    ],
)
def test_hours_are_understood_on_both_sides(text: str, free: str, taken: str) -> None:
    assert not barred(text, free)
    assert barred(text, taken)


@pytest.mark.parametrize(
    ("text", "free", "taken"),
    [
        ("not on Wednesdays", SATURDAY, WEDNESDAY),
        ("never on weekends please", WEDNESDAY, SATURDAY),
        ("weekends only", SATURDAY, WEDNESDAY),
        ("call me on Saturdays only", SATURDAY, WEDNESDAY),
        ("Mon-Fri is no good", SATURDAY, WEDNESDAY),
        ("I'm busy on Tuesdays and Wednesdays", SATURDAY, WEDNESDAY),
    ],
)
def test_days_are_understood(text: str, free: date, taken: date) -> None:
    assert not barred(text, "12:00", free)
    assert barred(text, "12:00", taken)


@pytest.mark.parametrize(
    ("text", "free", "taken"),
    [
        ("stop texting", "call", "sms"),
        ("no more emails please", "sms", "email"),
        ("quit calling me", "email", "call"),
        ("email only", "email", "call"),
        ("please contact me by email only", "email", "letter"),
        ("only contact me in writing", "letter", "call"),
        ("letters only please", "letter", "call"),
        ("please text rather than call", "sms", "call"),
        ("Email me instead of calling", "email", "call"),
        ("Text, don't call", "sms", "call"),
        ("no calls, email only", "email", "call"),
        ("stop calling, text me instead", "sms", "call"),
        ("I'm deaf, no phone calls", "letter", "call"),
        ("do not text or email me", "call", "email"),
    ],
)
def test_media_are_understood(text: str, free: str, taken: str) -> None:
    assert not barred(text, "12:00", medium=free)
    assert barred(text, "12:00", medium=taken)


@pytest.mark.parametrize(
    "text",
    ["don't call me at work", "cannot take personal calls at work", "my boss doesn't let me talk",
     "I could get fired for taking this call at the office", "no calls at my job please",
     "my supervisor gets upset when you call here"],
)  # fmt: skip
def test_work_is_understood_as_a_place(text: str) -> None:
    assert barred(text, "12:00", at="work")
    assert not barred(text, "12:00", at="mobile")


@pytest.mark.parametrize(
    "text",
    ["it's not a good time to talk", "no contact in school holidays", "not during Ramadan",
     "don't call when the baby sleeps", "I cannot deal with this right now", "remove my number"],
)  # fmt: skip
def test_what_is_not_understood_is_left_to_a_person(text: str) -> None:
    assert understand(text).unclear


@pytest.mark.parametrize(
    "text", ["", "thank you", "any time is fine", "you can call me anytime", "work is fine"]
)
def test_what_asks_for_nothing_bars_nothing(text: str) -> None:
    assert not barred(text, "12:00", at="work")


def test_everything_may_be_refused_and_a_bare_stop_speaks_of_its_medium() -> None:
    for text in ("do not contact me", "leave me alone"):
        assert declined_by(understand(text).wishes) == MEDIA
    assert declined_by(understand("STOP", "sms").wishes) == {"sms"}
    assert understand("stop").unclear


@given(st.integers(0, 23), st.integers(0, 59), st.booleans())
def test_a_clock_is_read_as_it_is_written(hour: int, minute: int, before: bool) -> None:
    clock = time(hour, minute)
    word = "before" if before else "after"
    expected = (None, clock) if before else (clock, None)
    assert hours_in(f"no calls {word} {clock:%H:%M}") == [expected]


@given(st.sets(st.integers(0, 6), min_size=1))
def test_weekdays_are_read_in_any_number(days: set[int]) -> None:
    names = [f"{date(2026, 6, 1 + day):%A}s" for day in days]  # 2026-06-01 is a Monday
    assert weekdays_in(" and ".join(names).lower()) == days


@given(
    seconds_of_two_years,
    st.sets(st.integers(0, 6), max_size=4),
    st.integers(3, 12),
    st.integers(13, 22),
)
def test_a_wish_ends_at_the_moment_it_names(
    seconds: int, days: set[int], begins: int, ends: int
) -> None:
    wish = Wish(begins=time(begins), ends=time(ends), weekdays=frozenset(days) or None)
    at = datetime.fromtimestamp(seconds, UTC)
    opens = free_from(at, LONDON, [wish], "call")
    if wish.bars(at.astimezone(LONDON), "call"):
        assert opens is not None
        assert not wish.bars(opens.astimezone(LONDON), "call")
        assert wish.bars((opens - SECOND).astimezone(LONDON), "call")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    said = understand(text)
    assert all(wish.media is None or wish.media <= MEDIA for wish in said.wishes)


NAMES = ("Ann Lee", "Bo Dean")
REQUESTS = ("Please call me at {n}.", "Please contact me or Bo Dean at {n}.",
            "Please return my call at {n}.", "My number is {n}. Please call me.",
            "Please call me or any of our representatives at {n} today until 6 p.m.",
            "I can be reached at {n} Monday through Friday, 9 a.m. to 5 p.m. Eastern.")  # fmt: skip
MORE = ("It is about your account.", "This is an attempt to collect a debt.", "It is urgent.",
        "Reference number 12345.", "To opt out, press 9.", "This call is for Pat Doe.")  # fmt: skip


@given(
    st.sampled_from(["", "Hello. ", "Good morning. "]),
    st.sampled_from(NAMES),
    st.sampled_from(["from", "with", "of", "calling from"]),
    st.sampled_from(REQUESTS),
    st.sampled_from(["1-800-555-0142", "(555) 010-0142", "800-555-0142 ext. 12"]),
    st.sampled_from(MORE),
)
def test_permitted_parts_make_a_limited_message_and_anything_more_spoils_it(
    hello: str, name: str, word: str, request: str, number: str, more: str
) -> None:
    text = f"{hello}This is {name} {word} Oak Inc. {request.format(n=number)}"

    def limited(said: str, business: str = "Oak Inc") -> bool:
        said = said.replace("Oak Inc", business)
        return is_limited_content(
            said, voicemail=True, for_third_party=False, revealing_words=("debt", "recover")
        )

    assert limited(text)
    assert not limited(f"{text} {more}")
    assert not limited(text, business="Oak Debt Recovery")


def test_states_and_area_codes_that_straddle_zones_leave_both_open() -> None:
    assert zones_of_state("US-CA") == ("America/Los_Angeles",)
    assert zones_of_state("tn") == ("America/New_York", "America/Chicago")
    assert zones_of_area_code("850") == ("America/New_York", "America/Chicago")
    assert zones_of_area_code("212") == zones_of_state("XX") == ()
