"""United States: electronic messages, mail, voicemail and words under Regulation F."""

from __future__ import annotations

import re
from datetime import date

from fairdue.contact.rules import disputes, electronic
from fairdue.contact.rules.limited_content import holds_only, is_limited_content
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import true_flags, under
from fairdue.law_cases.adapters.us_calls import DIRECT
from fairdue.law_cases.adapters.us_facts import MEDIUM_WORDS, SOCIAL
from fairdue.law_cases.case import Answer, Facts, MissingFactError, as_day, is_day
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError
from fairdue.wording.rules.said import STOPS

ELECTRONIC = ("sms", "email", "portal")
OWN_ROUTE = "consumer_(emailed|wrote|used|replied|consented)|direct_consent|consented_directly"
FALSEHOODS = re.compile(
    "false|mislead|decept|impersonat|simulat|threat.*(arrest|suit|action|seiz|garnish|unintended|"
    "not_intended|cannot)|mis(states|represents)|poses_as|claims_(to_be_)?(an_)?attorney|"
    "implies_.*(govern|attorney|law|bureau|affiliat|police)|omits_.*disput|fails_to_.*disput|"
    "without_disput|implied_affiliation"
)
HARASSMENT = re.compile(
    "violen|obscen|profan|harass|(hides|conceals|blocks)_.*(ident|caller)|no_meaningful|"
    "without_.*disclosure|debtor_list|shame_list|publishes_.*list|advertis.*debt|threatens_harm|"
    "criminal_means|annoy|abus"
)
ENVELOPE = re.compile("envelope.*(shows|reveals|mark|symbol|debt|collect|window)|(shows|reveals)_.*"
                      "envelope|^postcard$")  # fmt: skip
TELLS_OPT_OUT = re.compile(r"\b(stop|opt[- ]?out|unsubscribe|no longer receive)\b", re.I)


def messages(facts: Facts, law: Law, medium: str) -> list[Clause]:
    """Opt-out notice, employer's address, the creditor's route, texts, social media."""
    clauses: list[Clause] = []
    social = "social" in medium or medium in SOCIAL
    if medium in ELECTRONIC or social:
        clauses += under(
            law, "us.regf.6e.optout_notice", electronic.shows_opt_out,
            _tells_opt_out(facts),
            costs_or_asks=_hinders(facts),
            confirms_only="confirmation" in facts.word("content"),
        )  # fmt: skip
    if medium == "email":
        clauses += _email(facts, law)
    if medium == "sms" and facts.flag("safe_harbor_required", "require_safe_harbor"):
        clauses += under(law, "us.regf.6d5.sms", _within_text_procedures, facts)
    if social:
        seen = facts.flags("visib|public|viewable|others_can_see")
        told = facts.word("visibility")
        shown = seen if not told else "public" in told or "everyone" in told
        clauses += under(law, "us.regf.22f4.social_media", electronic.may_post,
                         visible="post" in medium if shown is None else bool(shown))  # fmt: skip
    return clauses


def _tells_opt_out(facts: Facts) -> bool | None:
    told = facts.get("body_has_optout_instruction", "has_optout_notice", "optout_notice",
                     "has_opt_out", "opt_out_notice", "includes_opt_out")  # fmt: skip
    if told is not None:
        return bool(told)
    body = facts.get("body", "text", "message")
    return bool(TELLS_OPT_OUT.search(str(body))) if body is not None else None


def _hinders(facts: Facts) -> bool:
    """Does opting out cost something, or ask for more than the address?"""
    asks = facts.flags("opt_?out.*(fee|cost|charge|data|info|asks|extra|login|personal)|"
                       "(fee|cost|charge|data|info)_(to|for|needed).*opt_?out")  # fmt: skip
    return bool(asks)


def _email(facts: Facts, law: Law) -> list[Clause]:
    own = _by_consumer(facts)
    chain = facts.flag("prior_collector_qualified") or _chain_qualifies(facts, law)
    clauses = under(
        law,
        "us.regf.22f3.employer_email",
        electronic.may_write_to_employers_address,
        employers=facts.flag("email_known_employer_provided", "employer_provided_email"),
        exempt=own or chain,
    )
    if facts.tells("creditor_notice_sent") and not own and not chain:
        clauses += under(
            law,
            "us.regf.6d4ii.email_notice_wait",
            lambda days: electronic.within_email_notice(_by_notice(facts, law), days=days),
        )
    return clauses


def _by_consumer(facts: Facts) -> bool:
    """Did the consumer write from the address about the debt, or consent directly?"""
    told = any(re.search(OWN_ROUTE, name) for name in true_flags(facts))
    return told or any(
        row.word("kind") == "email_in"
        or (
            row.word("kind") == "consent"
            and MEDIUM_WORDS.get(row.word("medium", default="email")) == "email"
            and row.word("given_to") in DIRECT
        )
        for row in facts.parts("events")
        if row.get("about_debt", default=True)
    )


def _opted_out(facts: Facts) -> bool:
    """Did the consumer opt out of the address, by a flag or by the time asked of?"""
    asked = facts.flags("^opted_out$|asked_.*(stop|not_to)|consumer_objected")
    return bool(asked) or any(
        re.search("opt_?out|unsubscribe", row.word("kind"))
        or (row.tells("text") and bool(STOPS.fullmatch(row.word("text"))))
        for row in facts.parts("events")
        if not row.tells("at") or not facts.tells("at", "on", "as_of")
        or as_day(row.need("at"), None) <= _on(facts)
    )  # fmt: skip


def _on(facts: Facts) -> date:
    told = facts.get("at", "on", "as_of", "now")
    if told is None:
        raise MissingFactError("the case doesn't tell at")
    return as_day(told, facts.zone)


def _notice(facts: Facts) -> electronic.CreditorNotice:
    deadline = facts.get("optout_deadline", "opt_out_deadline", "opt_out_date", "optout_date")
    domain = facts.word("domain_type")
    public = facts.flags("public_domain|domain_.*public|publicly_available")
    used = facts.flags("creditor_(used|obtained|got|received|had)|names_collector|"
                       "identifies_collector|creditor_.*(obtained|used)")  # fmt: skip
    unmet = [
        name
        for name, value in facts.known.items()
        if value is False
        and re.search("creditor_.*(used|obtained|got|received)|(names|identifies)_collector|"
                      "notice_(clear|names|conspicuous)", name)
    ]  # fmt: skip
    return electronic.CreditorNotice(
        sent_on=as_day(facts.need("creditor_notice_sent", "notice_sent"), None),
        deadline=None if deadline is None else as_day(deadline, None),
        opted_out=_opted_out(facts),
        public_domain=public is not False and domain not in ("employer", "private", "corporate"),
        employers=facts.flag("employer_known", "email_known_employer_provided",
                             "known_employer_provided", "employer_provided"),
        creditor_used=used is not False and not unmet,
    )  # fmt: skip


def _by_notice(facts: Facts, law: Law) -> bool:
    days = law.term("us.regf.6d4ii.email_notice_wait", "days")
    return electronic.qualifies_by_creditor(_notice(facts), _on(facts), days=days)


def _chain_qualifies(facts: Facts, law: Law) -> bool:
    chain = [
        electronic.EarlierCollector(
            qualified=_is_own_route(row.word("obtained_under")) or row.flag("qualified"),
            used=row.flag("used_email", "used"),
            opted_out=row.flag("opted_out"),
        )
        for row in facts.parts("email_chain")
    ]
    try:
        terms = law.terms("us.regf.6d4iii.email_safe_harbor")
    except NoValueError:
        return False
    return electronic.qualifies_by_earlier_collector(chain, **terms)


def _is_own_route(obtained: str) -> bool:
    own = re.search(r"\((i|ii)\)$|6d4i{1,2}$|^(creditor|direct_consent|consumer)", obtained)
    return bool(own)


@answers("US", "safe_harbor_for_email", "email_safe_harbor",
         otherwise_of=("us.regf.6d4", "us.regf.6d3"))  # fmt: skip
def email_safe_harbor(facts: Facts, law: Law) -> Answer:
    """Is the address within the procedures, by any of the three routes? Or from which day?"""
    kind = facts.question
    days = law.term("us.regf.6d4ii.email_notice_wait", "days")
    if re.search("(latest|earliest|least).*(deadline|opt_?out)|deadline|opt_?out_date", kind):
        return Answer.computed(electronic.least_opt_out_date(_notice(facts).sent_on, days=days))
    if re.search("earliest|first_day|from_when", kind):
        return Answer.computed(electronic.first_email_date(_notice(facts), days=days))
    if _opted_out(facts):
        return Answer.computed(False)
    own = _by_consumer(facts)
    noticed = facts.tells("creditor_notice_sent") and _by_notice(facts, law)
    return Answer.computed(own or noticed or _chain_qualifies(facts, law))


@answers("US", "safe_harbor_for_sms", "safe_harbor_for_text", "sms_safe_harbor",
         "text_safe_harbor", otherwise_of=("us.regf.6d5",))  # fmt: skip
def sms_safe_harbor(facts: Facts, law: Law) -> Answer:
    """Are texts to the number within the procedures?"""
    terms = law.terms("us.regf.6d5.sms")
    return Answer.computed(
        electronic.may_text_within_procedures(_texting(facts), _on(facts), **terms)
    )


@answers("US", "sms_out", "text_out", rule="us.regf.6d5.sms")
@answers("US", "sms_out", "text_out", rule="us.regf.6d5.sms_safe_harbor")
def may_text(facts: Facts, law: Law) -> Answer:
    """A text, when the question is of the procedures: outside them it is denied."""
    return Answer.judged(*under(law, "us.regf.6d5.sms", _within_text_procedures, facts))


def _within_text_procedures(facts: Facts, *, days: int) -> Clause:
    qualified = electronic.may_text_within_procedures(_texting(facts), _on(facts), days=days)
    return electronic.within_text_procedures(qualified, days=days)


SHOWN_BY = {
    "texted": "^(sms|text)_in$|consumer_text",
    "renewed": "consent_renew|renewed_consent",
    "checked": "reassign|rnd",
    "consented": "^consent",
}
"""Events, and days told, that tie a number to the consumer."""
DAYS_TOLD = {"checked": "rnd|reassign", "renewed": "renew", "consented": "consent",
             "texted": "text"}  # fmt: skip


def _texting(facts: Facts) -> electronic.Texting:
    on = _on(facts)
    seen: dict[str, date] = {}
    opted_out = facts.flag("opted_out")
    for row in sorted(facts.parts("events"), key=lambda row: str(row.get("at"))):
        day = as_day(row.need("at"), facts.zone)
        name = _shown(row, seen)
        stops = re.search("opt_?out", row.word("kind")) or STOPS.fullmatch(row.word("text"))
        if day <= on and stops:
            opted_out = True
        elif name and day <= on:
            seen[name] = max(day, seen.get(name, day))
    moved = facts.flags("rnd_(says_)?reassigned$") or facts.word("rnd_result") == "reassigned"
    for name, value in facts.known.items():
        told = next((each for each, words in DAYS_TOLD.items()
                     if re.search(words, name) and is_day(value)), None)  # fmt: skip
        if told and not (moved and told == "checked") and (day := as_day(value, facts.zone)) <= on:
            seen[told] = max(day, seen.get(told, day))
    return electronic.Texting(
        texted_on=seen.get("texted"), consented_on=seen.get("consented"),
        renewed_on=seen.get("renewed"), checked_on=seen.get("checked"), opted_out=opted_out,
    )  # fmt: skip


def _shown(row: Facts, seen: dict[str, date]) -> str:
    """What an event shows of the number; "" for nothing, as when it was found reassigned."""
    kind = row.word("kind")
    name = next((each for each, words in SHOWN_BY.items() if re.search(words, kind)), "")
    if name == "checked" and row.word("result") in ("reassigned", "yes", "changed", "true"):
        return ""
    medium = MEDIUM_WORDS.get(row.word("medium", default="sms"))
    if name == "consented" and (row.word("given_to") not in DIRECT or medium != "sms"):
        return ""
    return "renewed" if name == "consented" and "consented" in seen else name


@answers("US", "classify_voicemail", "classify_message", "is_limited_content",
         otherwise_of=("us.regf.2j.limited_content", "us.regf.2j.lcm"))  # fmt: skip
def limited_content(facts: Facts, law: Law) -> Answer:
    """Is it a limited-content message?"""
    terms = law.terms("us.regf.2j.limited_content")
    third = bool(facts.flags("third_party"))
    other = re.search("text|sms|(?<!voic)email|live|letter|conversation|portal", facts.question)
    medium = facts.word("medium", "channel", "left_by", default="live" if other else "voicemail")
    voicemail = "voicemail" in medium.replace("_", "")
    elements = facts.get("elements", "contains")
    if elements is not None:
        held = [_element(str(each)) for each in elements]
        told = holds_only(held, revealing_name=bool(facts.flags("reveal")))
        return Answer.computed(told and voicemail and not third)
    return Answer.computed(
        is_limited_content(
            str(facts.need("text", "message")), voicemail=voicemail, for_third_party=third, **terms
        )
    )


ELEMENTS = (
    ("request_to_reply", "request|reply|call_back|callback_request"),
    ("phone_number", "number|phone"),
    ("any_representative", "represent"),
    ("contact_name", "contact|caller_name|^names?$|natural_person|agent_name|person"),
    ("suggested_times", "suggest|times_to|reply_time"),
    ("date_time", "date|time"),
    ("salutation", "salut|greet"),
    ("business_name", "^(business|company|collector)_?name"),
)


def _element(told: str) -> str:
    """A part of the message by the rule's name; consumer's own name and others stay as they are."""
    word = told.lower()
    if re.search("consumer|debtor|account|reference|opt_?out", word):
        return word
    return next((name for name, words in ELEMENTS if re.search(words, word)), word)


def mail(facts: Facts, law: Law) -> list[Clause]:
    """Postcards and envelopes."""
    marks = facts.word("envelope", "envelope_marking", "envelope_text")
    told = {name: value for name, value in facts.known.items() if isinstance(value, bool)}
    telling = (
        "postcard" in (facts.question.removesuffix("_out"), facts.word("format"))
        or bool(Facts(told).flags(ENVELOPE.pattern))
        or bool(re.search("debt|collect|overdue|past_due|reveal", marks))
    )
    return under(law, "us.regf.22f1.postcard", electronic.may_mail, telling=telling)


def content(facts: Facts, law: Law) -> list[Clause]:
    """False statements, disclosures, harassment."""
    flags = true_flags(facts)
    false = {name for name in flags if FALSEHOODS.search(name)}
    acts = {name for name in flags if HARASSMENT.search(name)}
    told = [facts.word("statement", "content_type", "claim")]
    false |= {word for word in told if word and FALSEHOODS.search(word)}
    limited = facts.flag("limited_content") or "limited_content" in facts.word("content", "outcome")
    locates = "locat" in facts.word("purpose")
    return under(
        law,
        "us.regf.18",
        disputes.says_only_what_is_true,
        false,
        discloses=_discloses(facts) or limited or locates,
    ) + under(law, "us.regf.14.other", disputes.harasses_nobody, acts)


def _discloses(facts: Facts) -> bool:
    """The two disclosures of a first communication, or the one of a later; in its language."""
    told = [
        value
        for name, value in facts.known.items()
        if isinstance(value, bool)
        and re.search("^(disclos|states_(debt_collector|collection)|mini_?miranda)|"
                      "_disclosure_given|disclosure_18e", name)
        and not re.search("third_party|to_others|discloses_debt$", name)
    ]  # fmt: skip
    language, used = facts.word("language"), facts.word("disclosure_language")
    return all(told) and (not used or not language or used == language)
