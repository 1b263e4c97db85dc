"""Is a voicemail a limited-content message? 12 CFR 1006.2(j).

It holds the business's name, a request to reply, who to ask for and a number; it may hold a
salutation, day and hour, times to reply, and that any representative will do. Nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = r"(?:(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])?\d{3}[-. ]\d{4}|\+\d{8,15})"
WORD = r"(?!(?:Please|Kindly|You|It|Today|Thanks?|Call|Contact|If|We|I|The time)\b)[A-Z][\w'’-]*\.?"
NAME = rf"{WORD}(?: (?:{WORD}|&|and(?= [A-Z])|of(?= [A-Z])))*"
REPRESENTATIVE = (
    r"(?:any|one|another)(?: (?:one|other))?(?: of (?:our|the))?(?: available)? "
    r"(?:representative|agent|associate|colleague)s?"
)
PERSON = rf"(?:me|us|{REPRESENTATIVE}|(?:Mr\.|Ms\.|Mrs\.) {NAME}|{NAME})"
SALUTATION = re.compile(r"^(?:hello|hi|good (?:morning|afternoon|evening|day))[,.!]?\s*", re.I)
CALLER = re.compile(
    rf"(?:[Tt]his is|[Mm]y name is|I am|I'm) (?P<person>{NAME})"
    rf"(?:,? (?:and )?(?:I am |I'm |am )?(?:calling )?(?:from|with|of|for|on behalf of) "
    rf"(?P<business>{NAME}(?:, (?:Inc|LLC|Ltd|Corp|LLP)\.?)?))"
)
REQUEST = re.compile(
    rf"(?:(?:[Pp]lease|[Kk]indly|[Yy]ou can|[Yy]ou may) )?"
    rf"(?:[Cc]all|[Cc]ontact|reach|return (?:my|our|this) call|reply|call back|phone|respond)"
    rf"(?: (?:to )?{PERSON}(?:(?:,| or|, or| and) {PERSON})*)?(?: back)?(?: (?:at|on|by calling))? "
    rf"(?P<number>{NUMBER})"
)
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
    caller = CALLER.search(rest)
    request = REQUEST.search(rest)
    if caller is None or request is None or caller.end() > request.start():
        return False
    business = caller["business"].lower()
    if any(word in business for word in revealing_words):
        return False
    left = rest[: caller.start()] + rest[caller.end() : request.start()] + rest[request.end() :]
    left = re.sub(rf"\b(?:or|and)(?: at)? (?:{NUMBER})", " ", left)
    words = re.findall(r"[A-Za-z'.]+", re.sub(r"\d+(?::\d\d)?(?:st|nd|rd|th)?", " ", left))
    return all(
        word.lower() in TIME_WORDS or word.lower().rstrip(".") in TIME_WORDS
        for word in words
        if word.strip(".'")
    )


REQUIRED = frozenset({"business_name", "request_to_reply", "contact_name", "phone_number"})
OPTIONAL = frozenset({"salutation", "date_time", "suggested_times", "any_representative"})


def holds_only(elements: Sequence[str], *, revealing_name: bool) -> bool:
    """The same by a list of what the message holds."""
    held = set(elements)
    return held >= REQUIRED and held <= REQUIRED | OPTIONAL and not revealing_name
