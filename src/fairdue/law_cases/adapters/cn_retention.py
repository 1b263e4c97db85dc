"""China: how long records are kept, and when they go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fairdue.compliance.rules import retention
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError

RECORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "recording": (
        "CN-REC-02",
        ("recording_at", "recorded_at", "call_at", "collection_at", "record_date", "created_on"),
    ),
    "pia_report": ("CN-REC-06", ("pia_report_date", "report_date", "created_on")),
    "processing_record": (
        "CN-REC-06", ("processing_record_date", "record_date", "processing_record_at"),
    ),
    "identity_data": (
        "CN-REC-05",
        ("relationship_ended", "relationship_end", "customer_relationship_ended",
         "relationship_ended_date", "account_closed"),
    ),
    "transaction_data": ("CN-REC-05", ("transaction_date", "transaction_at", "transaction_on")),
}  # fmt: skip
"""Kind of record, the rule of its ordinary term, and the names of its starting day."""

KIND_TOKENS = (
    ("pia", "pia_report"),
    ("impact", "pia_report"),
    ("processing", "processing_record"),
    ("transaction", "transaction_data"),
    ("identity", "identity_data"),
    ("customer", "identity_data"),
    ("relationship", "identity_data"),
)
"""The first token in what is asked, in the kind told, or in a field's name tells the record."""

LENDER = ("lender", "lender_type", "institution", "institution_type", "entity", "entity_type",
          "institution_kind", "licence")  # fmt: skip


def _record_kind(facts: Facts) -> str:
    told = [facts.word("record", "record_type", "kind", "data"), facts.word("what", "type")]
    told += [name for name in facts.known if name not in ("type", "what")]
    for words in told:
        for token, kind in KIND_TOKENS:
            if token in words:
                return kind
    return "recording"


def _terms_of(facts: Facts, law: Law) -> list[retention.Term]:
    """Every term that applies to the record, as far as the law of the day has one."""
    rule, names = RECORDS[_record_kind(facts)]
    start = facts.day_or_none(*names)
    if start is None and not facts.mentions(*names):
        start = facts.day(*names)
    found = [_term(law, rule, start)]
    if rule == "CN-REC-02":
        if _is_plan(facts):
            settled = facts.day_or_none("debt_settled_at", "debt_settled_on", "settled_on")
            settled = start if settled is None and facts.affirms("settled") else settled
            found.append(_term(law, "CN-REC-03", settled))
        if any("consumer_finance" in facts.word(name) for name in LENDER):
            found.append(_term(law, "CN-REC-04", start))
    return [term for term in found if term is not None]


def _is_plan(facts: Facts) -> bool:
    kind = facts.word("kind", "record", "recording_kind", "content")
    return any(token in kind for token in ("instal", "plan", "oral")) or facts.affirms("oral")


def _term(law: Law, rule: str, starts_on: date | None) -> retention.Term | None:
    try:
        terms = law.terms(rule)
    except NoValueError:
        return None
    return retention.Term(rule, starts_on, terms.get("years", 0))


def _holds(facts: Facts, as_of: date) -> int:
    """Legal holds in force: those without an end, or with one not reached."""
    count = int(facts.affirms("legal_hold", "litigation_hold", "hold"))
    single = facts.get("hold", "legal_hold")
    listed = facts.get("holds", "legal_holds", default=[])
    rows = [*listed, single] if isinstance(single, dict | str) else listed
    for hold in rows:
        row = Facts(hold if isinstance(hold, dict) else {}, facts.zone)
        began = row.day_or_none("from", "placed_on", "began_on", "starts_on")
        ended = row.day_or_none("released_at", "ended_on", "until", "ends_on", "lifted_on")
        count += (began is None or began <= as_of) and (ended is None or as_of < ended)
    return count


PURGES = (
    "purge_recording", "purge_pia_report", "purge_processing_record", "purge_identity_data",
    "purge_transaction_data", "purge_transaction_record", "purge_customer_data", "purge_record",
    "purge_collection_record", "purge_call_recording",
)  # fmt: skip
RETENTION = ("CN-REC-02", "CN-REC-03", "CN-REC-04", "CN-REC-05", "CN-REC-06")
ALL = (*RETENTION, "CN-PIPL-03", "CN-REC-01")


@answers("CN", *PURGES, otherwise_of=RETENTION)
def purge(facts: Facts, law: Law) -> Answer:
    """May the record be purged?"""
    return Answer.judged(*retention.may_purge(law.on, _terms_of(facts, law), _holds(facts, law.on)))


@answers(
    "CN",
    otherwise_of=(*RETENTION, "CN-PIPL-08"),
    asked=("keep_", "retain", "store_", "must_delete", "must_be_deleted", "continue_"),
)
def keep(facts: Facts, law: Law) -> Answer:
    """May the record still be kept, or must it go?"""
    asked = facts.word("what", "type")
    if "until" in asked or "last_day" in asked:
        return last_day(facts, law)
    dated = any(facts.mentions(*names) for _, names in RECORDS.values())
    duty = facts.affirms("retention_duty", "legal_duty", "required_by_law", "retention_required")
    ended = facts.affirms("achieved", "expired", "fulfilled", "withdrawn", "ended", "no_longer")
    kept = retention.may_keep(
        law.on,
        _terms_of(facts, law) if dated else (),
        _holds(facts, law.on),
        needed=duty or not (ended or dated or facts.denies("needed", "necess")),
    )
    return Answer.computed(not kept.allowed) if "must" in asked else Answer.judged(kept)


@answers("CN", otherwise_of=("CN-PIPL-03", "CN-REC-01"), asked=("purge", "delete", "destroy"))
def purge_other(facts: Facts, law: Law) -> Answer:
    """The same, asked of a rule that first says other things."""
    return purge(facts, law)


@answers(
    "CN",
    "earliest_purge_date",
    "earliest_purge_day",
    otherwise_of=ALL,
    asked=("earliest", "first", "_from", "purge_day", "purge_date"),
)
def purge_day(facts: Facts, law: Law) -> Answer:
    """The first day to purge the record."""
    return Answer.computed(retention.earliest_purge_day(_terms_of(facts, law)))


@answers(
    "CN",
    "retention_last_day",
    otherwise_of=ALL,
    asked=("last_day", "last_retention", "retention", "keep", "until"),
)
def last_day(facts: Facts, law: Law) -> Answer:
    """The last day to keep the record."""
    return Answer.computed(retention.last_retention_day(_terms_of(facts, law)))
