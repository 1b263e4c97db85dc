"""Is a voicemail a limited-content message? 12 CFR 1006.2(j).

It holds the business's name, a request to reply, who to ask for and a number; it may hold a
salutation, day and hour, times to reply, and that any representative will do. Nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = r"(?:(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])?\d{3}[-. ]\d{4}|\+\d{8,15})"
EXTENSION = r"(?:,? (?:ext\.?|extension) \d+)?"
OPENERS = r"Please|Kindly|You|It|Today|Thanks?|Call|Contact|If|We|I|The time|This|My|Hi|Hello|Our"
WORD = rf"(?!(?:{OPENERS})\b)[A-Z][\w'’-]*\.?"
NAME = rf"{WORD}(?: (?:{WORD}|&|and(?= [A-Z])|of(?= [A-Z])))*"
FORM = r"(?:, (?:Inc|LLC|Ltd|Corp|LLP)\.?)?"
INTRO = (
    r"(?:[Tt]his message is from|[Tt]his is a message from|[Tt]his is|[Mm]y name is|I am|I'm|"
    r"[Ii]t's|[Ii]t is)"
)
REPRESENTATIVE = re.compile(
    r"\b(?:any|one|another)(?: (?:one|other))?(?: of (?:our|the))?(?: available)? "
    r"(?:representative|agent|associate|colleague)s?\b"
)
SALUTATION = re.compile(
    r"^(?:hello|hi|hey|good (?:morning|afternoon|evening|day))\b[,.!]?\s*", re.I
)
CALLER = re.compile(
    rf"(?:{INTRO} )?(?P<person>{NAME}),? (?:and )?(?:I am |I'm |am )?(?:calling )?"
    rf"(?:from|with|of|for|at|on behalf of) (?P<business>{NAME}{FORM})(?: calling)?"
)
BUSINESS = re.compile(rf"{INTRO} (?P<business>{NAME}{FORM})(?: calling)?")
REQUEST = re.compile(
    r"\b(?:ask for|call|contact|reach|reached|reply|respond|phone|get back to|return)\b", re.I
)
ASKED_FOR = re.compile(
    rf"\b(?:[Cc]all|[Cc]ontact|[Rr]each|[Rr]eply to|[Aa]sk for|[Pp]hone|or|and),? "
    rf"(?P<person>(?:Mr\.|Ms\.|Mrs\.) {NAME}|{NAME})"
)
GLUE = frozenset(
    {"my", "our", "the", "number", "is", "you", "can", "may", "reach", "me", "us", "at", "please",
     "kindly", "call", "back", "or", "and", "return", "to", "contact", "reply", "respond", "phone",
     "by", "calling", "on", "for", "ask", "get", "i", "be", "reached"}
)  # fmt: skip
"""Words that join the permitted parts and say nothing of their own."""
TIME_WORDS = frozenset(
    re.findall(
        r"\S+",
        """a.m. p.m. am pm a.m p.m noon midnight today tomorrow tonight monday tuesday wednesday
    thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays weekday weekdays weekend weekends daily january february march april may june july
    august september october november december eastern central mountain pacific time standard
    daylight et ct mt pt est edt cst cdt mst mdt pst pdt between and or from to until till through
    on at by before after any anytime day days every each hour hours during morning mornings
    afternoon afternoons evening evenings week this next the it is of o'clock date our business
    now currently right""",
    )
)


def is_limited_content(
    text: str,
    *,
    voicemail: bool,
    for_third_party: bool,
    revealing_words: Sequence[str],
) -> bool:
    """Does the message hold everything required and nothing that isn't allowed?

    `for_third_party`: knowingly left where someone else hears it. `revealing_words` give a
    business name away.
    """
    if not voicemail or for_third_party:
        return False
    rest = SALUTATION.sub("", text.strip())
    caller = CALLER.search(rest) or BUSINESS.search(rest)
    if caller is None or any(word in caller["business"].lower() for word in revealing_words):
        return False
    named = "person" in caller.groupdict()
    left = rest[: caller.start()] + " " + rest[caller.end() :]
    left, numbers = re.subn(NUMBER + EXTENSION, " ", left)
    left = REPRESENTATIVE.sub(" ", left)
    asked = REQUEST.search(left)
    left, persons = ASKED_FOR.subn(lambda match: match[0].removesuffix(match["person"]), left)
    if not (numbers and asked and (named or persons)):
        return False
    words = re.findall(r"[A-Za-z'.]+", re.sub(r"\d+(?::\d\d)?(?:st|nd|rd|th)?", " ", left))
    return all(_joins(word.lower()) for word in words if word.strip(".'"))


def _joins(word: str) -> bool:
    return any(
        each in TIME_WORDS or each in GLUE for each in (word, word.rstrip("."), word.rstrip("'."))
    )


REQUIRED = frozenset({"business_name", "request_to_reply", "contact_name", "phone_number"})
OPTIONAL = frozenset({"salutation", "date_time", "suggested_times", "any_representative"})


def holds_only(elements: Sequence[str], *, revealing_name: bool) -> bool:
    """The same by a list of what the message holds."""
    held = set(elements)
    return held >= REQUIRED and held <= REQUIRED | OPTIONAL and not revealing_name
