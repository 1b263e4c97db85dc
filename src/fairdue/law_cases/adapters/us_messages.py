"""United States: electronic messages, mail, voicemail and words under Regulation F."""

from __future__ import annotations

import re
from datetime import date

from fairdue.contact.rules import disputes, electronic
from fairdue.contact.rules.limited_content import holds_only, is_limited_content
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import true_flags, under
from fairdue.law_cases.case import Answer, Facts, MissingFactError, as_day, is_day
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError

ELECTRONIC = ("sms", "email", "portal")
OWN_ROUTE = "consumer_(emailed|wrote|used|replied|consented)|direct_consent|consented_directly"
DAYS_TOLD = {
    "texted": "text",
    "checked": "rnd|reassign",
    "renewed": "renew",
    "consented": "consent",
}
FALSEHOODS = ("false", "mislead", "impersonat", "simulat", "threatens_arrest",
              "threatens_unintended", "misstates", "misrepresents", "poses_as",
              "claims_attorney")  # fmt: skip
HARASSMENT = ("violen", "obscen", "profan", "harass", "hides_identity", "conceals_identity",
              "debtor_list", "advertises_debt", "threatens_harm")  # fmt: skip


def messages(facts: Facts, law: Law, medium: str) -> list[Clause]:
    """Opt-out notice, employer's address, the creditor's route, texts, social media."""
    clauses: list[Clause] = []
    if medium in ELECTRONIC:
        told = facts.get("body_has_optout_instruction", "has_optout_notice", "optout_notice")
        clauses += under(
            law, "us.regf.6e.optout_notice", electronic.shows_opt_out,
            None if told is None else bool(told),
            costs_or_asks=any(_hinders(name) for name in true_flags(facts)),
            confirms_only="opt_out_confirmation" in facts.word("content"),
        )  # fmt: skip
    if medium == "email":
        clauses += _email(facts, law)
    if "social" in medium:
        clauses += under(law, "us.regf.22f4.social_media", electronic.may_post,
                         visible=facts.flag("visible_to_others", "publicly_viewable",
                                            "public", default="post" in medium))  # fmt: skip
    return clauses


def _hinders(flag: str) -> bool:
    """Does it say that opting out costs something or asks for more than the address?"""
    return bool(re.search("opt_?out", flag) and re.search("fee|cost|charge|data|info", flag))


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
    return any(re.search(OWN_ROUTE, name) for name in true_flags(facts))


def _on(facts: Facts) -> date:
    told = facts.get("at", "on", "as_of", "now")
    if told is None:
        raise MissingFactError("the case doesn't tell at")
    return as_day(told, facts.zone)


def _by_notice(facts: Facts, law: Law) -> bool:
    deadline = facts.get("optout_deadline", "opt_out_deadline")
    domain = facts.word("domain_type")
    notice = electronic.CreditorNotice(
        sent_on=as_day(facts.need("creditor_notice_sent"), None),
        deadline=None if deadline is None else as_day(deadline, None),
        opted_out=facts.flag("opted_out"),
        public_domain=facts.flag("public_domain", "domain_public", default=True)
        and domain not in ("employer", "private", "corporate"),
        employers=facts.flag("employer_known", "email_known_employer_provided"),
        creditor_used=facts.flag("creditor_used_email", "creditor_used_it", default=True)
        and facts.flag("names_collector", "notice_names_collector", default=True),
    )
    days = law.term("us.regf.6d4ii.email_notice_wait", "days")
    return electronic.qualifies_by_creditor(notice, _on(facts), days=days)


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
    return obtained.endswith(("(i)", "(ii)")) and not obtained.endswith("(iii)")


@answers("US", "safe_harbor_for_email", "email_safe_harbor",
         otherwise_of=("us.regf.6d4iii.email_safe_harbor", "us.regf.6d4.email",
                       "us.regf.6d4i.email_safe_harbor"))  # fmt: skip
def email_safe_harbor(facts: Facts, law: Law) -> Answer:
    """Is the address within the procedures, by any of the three routes?"""
    if facts.flag("opted_out"):
        return Answer.computed(False)
    own = _by_consumer(facts)
    noticed = facts.tells("creditor_notice_sent") and _by_notice(facts, law)
    return Answer.computed(own or noticed or _chain_qualifies(facts, law))


@answers("US", "safe_harbor_for_sms", "safe_harbor_for_text", "sms_safe_harbor",
         "text_safe_harbor", otherwise_of=("us.regf.6d5.sms", "us.regf.6d5.sms_safe_harbor",
                                           "us.regf.6d5.text_safe_harbor"))  # fmt: skip
def sms_safe_harbor(facts: Facts, law: Law) -> Answer:
    """Are texts to the number within the procedures?"""
    on = _on(facts)
    seen: dict[str, date] = {}
    words = {"sms_in": "texted", "text_in": "texted", "consent_renewed": "renewed",
             "reassigned_number_check": "checked", "rnd_check": "checked"}  # fmt: skip
    for row in facts.parts("events"):
        day = as_day(row.need("at"), facts.zone)
        name = words.get(row.word("kind"), "")
        if row.word("kind") == "consent" and row.word("given_to") not in (
            "creditor",
            "prior_collector",
        ):
            name = "renewed" if "consented" in seen else "consented"  # fmt: skip
        if name and day <= on:
            seen[name] = max(day, seen.get(name, day))
    for name, value in facts.known.items():
        told = next(
            (each for each in ("checked", "renewed", "consented", "texted")
             if re.search(DAYS_TOLD[each], name) and is_day(value)), None
        )  # fmt: skip
        if told and (day := as_day(value, facts.zone)) <= on:
            seen[told] = max(day, seen.get(told, day))
    texting = electronic.Texting(
        texted_on=seen.get("texted"),
        consented_on=seen.get("consented"),
        renewed_on=seen.get("renewed"),
        checked_on=seen.get("checked"),
        opted_out=facts.flag("opted_out"),
    )
    terms = law.terms("us.regf.6d5.sms")
    return Answer.computed(electronic.may_text_within_procedures(texting, on, **terms))


@answers("US", "classify_voicemail", "classify_message", "is_limited_content",
         otherwise_of=("us.regf.2j.limited_content", "us.regf.2j.lcm"))  # fmt: skip
def limited_content(facts: Facts, law: Law) -> Answer:
    """Is it a limited-content message?"""
    terms = law.terms("us.regf.2j.limited_content")
    third = facts.flag("known_third_party_number", "left_for_third_party", "known_third_party")
    voicemail = facts.word("medium", "channel", default="voicemail") in ("voicemail", "voice_mail")
    elements = facts.get("elements", "contains")
    if elements is not None:
        told = holds_only(elements, revealing_name=facts.flag("name_reveals_collection"))
        return Answer.computed(told and voicemail and not third)
    return Answer.computed(
        is_limited_content(
            str(facts.need("text", "message")), voicemail=voicemail, for_third_party=third, **terms
        )
    )


def mail(facts: Facts, law: Law) -> list[Clause]:
    """Postcards and envelopes."""
    telling = (
        facts.word("kind") == "postcard_out"
        or facts.word("format") == "postcard"
        or facts.flag("envelope_shows_debt", "envelope_reveals_debt", "postcard")
    )
    return under(law, "us.regf.22f1.postcard", electronic.may_mail, telling=telling)


def content(facts: Facts, law: Law) -> list[Clause]:
    """False statements, disclosures, harassment."""
    flags = true_flags(facts)
    false = {name for name in flags if any(token in name for token in FALSEHOODS)}
    acts = {name for name in flags if any(token in name for token in HARASSMENT)}
    disclosed = facts.flag("disclosure_given", "states_debt_collector", "states_collection_attempt",
                           "discloses_debt_collector", default=True)  # fmt: skip
    limited = facts.flag("limited_content") or "limited_content" in facts.word("content", "outcome")
    locates = "locat" in facts.word("purpose")
    return under(
        law,
        "us.regf.18",
        disputes.says_only_what_is_true,
        false,
        discloses=disclosed or limited or locates,
    ) + under(law, "us.regf.14.other", disputes.harasses_nobody, acts)
