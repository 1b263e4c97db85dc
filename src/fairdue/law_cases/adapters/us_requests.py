"""United States: what the consumer asked for: media and addresses declined, and times, in words."""

from __future__ import annotations

import re

from fairdue.contact.rules import cease
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import has_clock, moment, under
from fairdue.law_cases.adapters.us_facts import (
    MEDIA,
    MEDIUM_WORDS,
    happened,
    inbound_of,
    role_of,
    zone_of,
)
from fairdue.law_cases.case import Facts
from fairdue.law_cases.registry import Law
from fairdue.wording.rules.said import MEDIA as SAID_MEDIA
from fairdue.wording.rules.said import STOPS, Wish, declined_by, understand

AGAIN = re.compile("opt_?in|resum|restor|re_?consent|permission")
ALL = ("all", "any", "everything", "all_media", "all_contact", "all_communications")


def wishes_of(facts: Facts, medium: str) -> tuple[list[Wish], bool]:
    """What the consumer said about times, places and media, and whether some of it is unclear."""
    texts = [
        facts.get(name)
        for name in ("consumer_said", "consumer_statement", "consumer_request", "file_note",
                     "creditor_note", "consumer_says", "note_on_file", "inconvenient_text")
    ]  # fmt: skip
    rows = facts.get("inconvenient", "inconvenient_times", default=[])
    texts += [row.get("text") if isinstance(row, dict) else row for row in rows]
    notes = facts.get("file_notes", "creditor_file_notes", "statements", default=[])
    texts += [notes] if isinstance(notes, str) else list(notes)
    texts += [
        row.get("text", "said")
        for row in facts.parts("events")
        if row.tells("text", "said")
        and not STOPS.fullmatch(row.word("text", "said"))
        and not row.word("kind").endswith("_out")
        and happened(row, facts)
    ]
    said = [understand(str(text), medium) for text in texts if text]
    return [wish for each in said for wish in each.wishes], any(each.unclear for each in said)


def declined(facts: Facts, law: Law, wishes: list[Wish], medium: str) -> list[Clause]:
    """Media or addresses that the consumer asked not to be contacted by."""
    address = str(facts.get("address", "number", "to", default=""))
    rows = [*facts.parts("requests"), *_said_in_events(facts)]
    asked = _standing([row for row in rows if happened(row, facts) and not _withdrawn(row, facts)])
    asked += [(Facts({}), cease.Declined(name)) for name in declined_by(wishes)]
    hits = [row for row, request in asked if request.hits(medium, address)]
    since = max((str(row.get("at", default="")) for row in hits), default="")
    confirmed = any(
        "confirmation" in row.word("content", "purpose") and str(row.get("at")) >= since
        for row in facts.parts("events")
    )
    inbound, zone = inbound_of(facts), zone_of(facts)
    later = inbound is not None and inbound.medium == medium and (
        not has_clock(since) or inbound.at > moment(since, zone)
    )  # fmt: skip
    other = re.search("attorney|creditor|agency", role_of(facts))
    bare = re.fullmatch(r"(opt_?out_|revocation_)?confirmation(_only)?", facts.word("content"))
    return under(
        law, "us.regf.14h.medium", cease.may_use_medium, medium, address,
        [] if other else [request for _, request in asked],
        confirms_only=bool(bare) and not confirmed,
        replies_before=inbound.answered if inbound is not None and later else None,
        required_by_law=bool(facts.flags("required_by_|legally_required|law_requires"))
        or bool(re.search("required_by|legally_required", facts.word("purpose"))),
    )  # fmt: skip


def _withdrawn(row: Facts, facts: Facts) -> bool:
    ends = ("withdrawn_at", "revoked_at", "lifted_at")
    return row.tells(*ends) and happened(row, facts, *ends)


def _said_in_events(facts: Facts) -> list[Facts]:
    """Bare STOPs and opt-outs among the events."""
    found = []
    for row in facts.parts("events"):
        kind = row.word("kind")
        stops = row.tells("text") and STOPS.fullmatch(row.word("text"))
        if stops or re.search("opt_?out|unsubscribe|stop_request|medium_request", kind):
            medium = MEDIA.get(kind, "") or row.word("medium")
            address = (
                row.get("address", "number", "from") if stops else row.get("address", "number")
            )
            told = {"medium": medium, "address": address, "text": row.get("text", default="stop")}
            found.append(Facts({**row.known, **told}))
    return found


def _standing(rows: list[Facts]) -> list[tuple[Facts, cease.Declined]]:
    """Requests that no later permission took back."""
    standing: list[tuple[Facts, cease.Declined]] = []
    for row in rows:
        requests = _requests(row)
        text = row.word("text")
        again = AGAIN.search(row.word("kind")) or re.search(
            r"\b(may|can|ok(ay)? to|fine to)\b.*\b(again|now)\b", text
        )
        if again:
            media = {request.medium for request in requests}
            standing = [pair for pair in standing if pair[1].medium not in media]
        else:
            standing += [(row, request) for request in requests]
    return standing


def _requests(row: Facts) -> list[cease.Declined]:
    """What a request declines: by its scope, else by its words and medium."""
    scope = row.word("scope")
    parts = scope.split(":", 2)
    address = str(row.get("address", "number", default=""))
    if parts[0] in ALL or parts[-1] in ALL:
        return [cease.Declined(medium) for medium in (*SAID_MEDIA, "portal")]
    if parts[0] == "medium" and len(parts) > 1:
        return [cease.Declined(MEDIUM_WORDS.get(parts[1], parts[1]))]
    if parts[0] in ("address", "number", "email") and len(parts) > 1:
        medium = MEDIUM_WORDS.get(parts[1] if len(parts) > 2 else parts[0], "")
        return [cease.Declined(medium, str(row.get("scope")).split(":")[-1])]
    if scope in MEDIUM_WORDS:
        return [cease.Declined(MEDIUM_WORDS[scope], address)]
    medium = MEDIUM_WORDS.get(row.word("medium"), "")
    said = understand(row.word("text"), medium)
    media = declined_by(said.wishes) or ({medium} if medium else set())
    if not media and said.unclear:
        media = set(SAID_MEDIA)
    return [cease.Declined(name, address) for name in sorted(media)] or (
        [cease.Declined("", address)] if address else []
    )
