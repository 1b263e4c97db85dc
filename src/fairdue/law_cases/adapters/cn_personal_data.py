"""China: personal information, and the alert on data given out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fairdue.compliance.rules import agencies, personal_data
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Answer, Facts, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds

BUYERS = ("buyer", "amc", "controller", "assignee", "purchaser")
ITEM_TOKENS = {"types": ("type", "kind", "categor"), "protection": ("protect", "safeguard")}


@answers("CN", "share_case_data", "sub_entrust", otherwise_of=("CN-PIPL-01",))
def share(facts: Facts, law: Law) -> Answer:
    """May the data be passed on?"""
    terms = law.terms("CN-PIPL-01")
    sub = facts.word("from", default="agency").startswith("agency") and facts.tells("from", "to")
    clauses = agencies.may_sub_entrust(
        by_processor=sub or "sub" in facts.word("type"),
        consent=all(
            facts.known[name]
            for name in facts.known
            if holds(name, "consent_to_sub", "bank_consent", "bank_approved")
        ),
        contract=not facts.denies("contract", "agreement"),
    )
    clauses += personal_data.may_entrust(
        _contract_items(facts, terms["contract_items"]),
        supervised=not facts.denies("supervis"),
        ended=_kept_after_end(facts, law.on),
        items=terms["contract_items"],
    )
    provided = _provided(facts) if holds(facts.word("to"), *BUYERS) else ()
    return Answer.judged(*clauses, *provided, *_assessment(facts, law.on), *_least(facts))


def _contract_items(facts: Facts, items: tuple[str, ...]) -> list[str] | None:
    told = facts.get("contract_fields", "contract_items", "contract_terms", "contract")
    if isinstance(told, dict):
        told = [name for name, there in told.items() if there is True]
    if not isinstance(told, list):
        return None
    return [i for i in items if any(holds(name, *ITEM_TOKENS.get(i, (i,))) for name in told)]


def _kept_after_end(facts: Facts, today: date) -> bool:
    """Do data stay with, or go to, a processor whose contract ended?"""
    ended_on = facts.day_like("ended", "expired")
    ended = facts.affirms("ended", "expired", "terminated") or (
        ended_on is not None and ended_on < today
    )
    gone = facts.affirms("returned", "deleted", "destroyed")
    return not gone and (ended or facts.denies("returned", "deleted", "destroyed"))


@answers(
    "CN",
    "provide_data",
    "transfer_to_debt_buyer",
    "provide_case_data",
    "sell_debt_data",
    otherwise_of=("CN-PIPL-02",),
)
def provide(facts: Facts, law: Law) -> Answer:
    """May another controller be given the data?"""
    law.terms("CN-PIPL-02")
    return Answer.judged(*_provided(facts), *_assessment(facts, law.on))


TOLD = ("recipient", "purpose", "type")


def _provided(facts: Facts) -> tuple[Clause, ...]:
    said = facts.get("informed", "informed_of", "told", "notice_contents")
    complete = not isinstance(said, list) or all(any(t in word for word in said) for t in TOLD)
    return agencies.may_provide(
        person_told=complete and not facts.denies("informed", "told", "notified"),
        separate_consent=not facts.denies("separate_consent"),
    )


@answers(
    "CN",
    "entrust_processing",
    "start_automated_decision",
    "process_sensitive_data",
    otherwise_of=("CN-PIPL-03",),
)
def assess(facts: Facts, law: Law) -> Answer:
    """Was the impact assessed first?"""
    law.terms("CN-PIPL-03")
    return Answer.judged(*_assessment(facts, law.on))


@answers("CN", "entrust_processing", rule="CN-PIPL-01")
def entrust(facts: Facts, law: Law) -> Answer:
    """May processing be entrusted?"""
    return share(facts, law)


def _assessment(facts: Facts, today: date) -> tuple[Clause, ...]:
    reports = [name for name in facts.known if "pia_report" in name or "impact_report" in name]
    reported = facts.day_like("pia", "impact", "assess")
    none_there = bool(reports) and all(facts.known[name] is None for name in reports)
    late = reported is not None and reported > today
    done = not facts.denies("pia", "impact", "assess")
    return (agencies.impact_assessed(done and not none_there and not late),)


@answers("CN", "automated_decision", rule="CN-PIPL-04", otherwise_of=("CN-PIPL-04",))
def automated(facts: Facts, law: Law) -> Answer:
    """May the machine decide?"""
    law.terms("CN-PIPL-04")
    told = [name for name, value in facts.known.items() if value is True and "human" in name]
    asked_for = [name for name in told if holds(name, "request", "asked", "demand", "want")]
    by_human = "human" in facts.word("decision_by", "decided_by") or len(told) > len(asked_for)
    asked = not facts.denies("requested", "asked")
    decision = personal_data.AutomatedDecision(
        transparent=not facts.denies("transparen"),
        explained=not (asked and facts.denies("expla")),
        refusal_offered=not facts.denies(
            "review_available", "right_to_refuse", "refusal", "can_refuse", "may_refuse"
        ),
        refused=facts.affirms("refused") or bool(asked_for),
        by_machine_only=not by_human and not facts.denies("machine_only", "fully_automated"),
    )
    return Answer.judged(*personal_data.may_decide_by_machine(decision))


@answers("CN", "process_sensitive_data", rule="CN-PIPL-05", otherwise_of=("CN-PIPL-05",))
def sensitive(facts: Facts, law: Law) -> Answer:
    """May sensitive data be processed?"""
    ordinary = law.term("CN-PIPL-05", "ordinary_kinds")
    kind = facts.word("data", "data_kind", "data_type", "kind", "category")
    if kind in ordinary:
        return Answer("allow")
    use = personal_data.SensitiveUse(
        purpose_specific=not facts.denies("purpose"),
        necessary=not facts.denies("necess"),
        protected=not facts.denies("protect", "encrypt"),
        separately_consented=not facts.denies("consent"),
        other_basis=bool(facts.word("legal_basis", "basis")),
    )
    return Answer.judged(*personal_data.may_process_sensitive(use), *_assessment(facts, law.on))


@answers("CN", "close_breach", otherwise_of=("CN-PIPL-06",))
def breach(facts: Facts, law: Law) -> Answer:
    """Is the breach handled?"""
    law.terms("CN-PIPL-06")
    told = facts.within("breach", "incident")
    people, said = "(person|individual|debtor|customer|holder|subject)", "(notif|inform|told)"
    return Answer.judged(
        *personal_data.breach_is_handled(
            remedied=not told.denies("remed", "contained", "fixed"),
            authority_told=not told.denies("authorit", "regulator"),
            person_told=not told.denies(rf"{people}\w*{said}", rf"{said}\w*{people}"),
        )
    )


@answers("CN", "access_case_data", "access_personal_data", otherwise_of=("CN-PIPL-07",))
def access(facts: Facts, law: Law) -> Answer:
    """May the data be opened?"""
    fields = law.term("CN-PIPL-07", "log_fields")
    wanted = facts.word("permission", "needs_permission")
    granted = facts.get("role_permissions", "permissions")
    logged = facts.get("log_fields", "log", "access_log")
    if facts.denies("logged", "access_log", "audit"):
        logged = [field for field in fields if facts.denies("logged") is False]
    has = [f for f in fields if f in logged] if isinstance(logged, list | dict) else None
    protected = facts.affirms("encrypt", "identif", "masked") or not facts.denies(
        "encrypt", "identif", "masked"
    )
    request = personal_data.Access(
        permitted=not facts.denies("permit", "authoris", "permission", "role_allows")
        and (granted is None or not wanted or wanted in granted),
        logged=has,
        protected=protected,
        trained=not facts.denies("trained", "training"),
        plan_exists=not facts.denies("plan"),
    )
    return Answer.judged(*personal_data.may_access(request, log_fields=fields))


@answers(
    "CN",
    "publish_personal_data",
    "cross_border_transfer",
    "collect_personal_data",
    otherwise_of=("CN-PIPL-08",),
)
def handle(facts: Facts, law: Law) -> Answer:
    """May the data be handled so?"""
    law.terms("CN-PIPL-08")
    asked = facts.word("type", "what")
    clauses = personal_data.may_handle(
        personal_data.Handling(
            published=holds(asked, "publi", "disclose_publicly"),
            consented_to_publication=facts.affirms("separate_consent"),
            request_answered=not facts.denies("answered", "fulfilled", "completed"),
            goes_abroad=holds(asked, "border", "abroad", "overseas", "export_to")
            or facts.tells("destination", "destination_country"),
            abroad_conditions_met=not facts.denies(
                "condition", "assessment", "certif", "contract", "consent"
            ),
        )
    )
    return Answer.judged(*clauses, *_least(facts), *_assessment(facts, law.on))


def _least(facts: Facts) -> tuple[Clause, ...]:
    """Only what is needed: told as such, or seen from the fields."""
    needed = facts.get("fields_needed", "necessary_fields", "needed_fields")
    given = facts.get("fields", "fields_shared", "data_fields")
    beyond = isinstance(needed, list) and isinstance(given, list) and set(given) - set(needed)
    least = not beyond and not facts.denies("necess", "minimum", "needed")
    return personal_data.may_handle(personal_data.Handling(necessary=least))


NUMBER = ("items", "(^|_)count$", "records", "^number$")
SENSITIVE = ("credit", "asset", "location", "content", "track", "sensitive", "property")
TRANSACTION = ("transaction", "health", "accommodation", "communication_record")


def _kind(name: str) -> str:
    if holds(name, *TRANSACTION):
        return "transaction"
    return "sensitive" if holds(name, *SENSITIVE) else "other"


@answers("CN", "personal_info_alert", "dlp_alert", otherwise_of=("CN-CRIM-10",))
def alert(facts: Facts, law: Law) -> Answer:
    """Does a disclosure reach the alert threshold?"""
    terms = law.terms("CN-CRIM-10")
    counts: dict[str, int] = {}
    for name, count in _counts(facts).items():
        counts[_kind(name)] = counts.get(_kind(name), 0) + int(count)
    reached = agencies.disclosure_alert(
        counts,
        in_service=_in_service(facts),
        thresholds=terms["thresholds"],
        service_share=terms["service_share"],
    )
    asks = facts.word("type", default="compute") == "compute"
    return Answer.computed(reached if asks else not reached)


def _in_service(facts: Facts) -> bool:
    return facts.affirms("serv", "duty", "duties")


def _counts(facts: Facts) -> Mapping[str, int]:
    """How many items of each kind: a record, one kind with its number, or a field of each kind."""
    told = facts.get("items", "counts")
    if isinstance(told, Mapping):
        return told
    kind = facts.word("kind", "item_type", "category", "type_of_data", "data_type", "info_type",
                      "item_kind", "data_category")  # fmt: skip
    number = facts.like(is_amount, *NUMBER)
    if kind and number is not None:
        return {kind: number}
    kinds = (*SENSITIVE, *TRANSACTION, "other")
    return {n: v for n, v in facts.known.items() if str(v).isdigit() and holds(n, *kinds)}


@answers("CN", otherwise_of=("CN-CRIM-10",), asked=("alert_threshold", "dlp_threshold"))
def alert_threshold(facts: Facts, law: Law) -> Answer:
    """From how many items of a kind the alert rises; with a number told, whether it does."""
    if facts.like(is_amount, *NUMBER) is not None or "reached" in facts.word("what"):
        return alert(facts, law)
    terms = law.terms("CN-CRIM-10")
    full = terms["thresholds"][_kind(facts.word("category", "kind", "item_type", "data_type"))]
    return Answer.computed(full * terms["service_share"] if _in_service(facts) else full)
