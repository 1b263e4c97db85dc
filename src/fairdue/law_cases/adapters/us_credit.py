"""United States: what may be reported how long, and by when disputes are answered; FCRA, Reg V."""

from __future__ import annotations

import re
from datetime import timedelta

from fairdue.compliance.rules import deadlines
from fairdue.credit_record.rules import adverse_record, furnishing
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers

COMMENCED = "commenc|first_missed|delinquency_(began|start)|dofd|first_delinquency"


@answers("US", "latest_commencement_report_date", otherwise_of=("us.fcra.623a5", "us.fcra.623"))
def commencement(facts: Facts, law: Law) -> Answer:
    """The last day to report when the delinquency commenced."""
    furnished = facts.day_like("furnish|report") or facts.day("furnished_on")
    return Answer.computed(
        furnishing.commencement_report_by(furnished, **law.terms("us.fcra.623a5"))
    )


@answers("US", "obsolete_from", "adverse_item_until", "obsolescence_date", "report_account",
         otherwise_of=("us.fcra.605",))  # fmt: skip
def obsolete(facts: Facts, law: Law) -> Answer:
    """From when an adverse item may no longer show, or whether it still may on a day."""
    terms = law.terms("us.fcra.605")
    commenced = facts.day_like(COMMENCED) or facts.day("delinquency_commenced")
    charged = facts.flags("charge_?d?_?off|placed|collection")
    kind = facts.question
    if "start" in kind:
        return Answer.computed(commenced + timedelta(days=terms["wait_days"]))
    ends = adverse_record.obsolete_from(commenced, charged_off=charged is not False, **terms)
    acts = re.search("^(report|include|show|furnish)(_|$)", kind)
    if acts and facts.tells("at", "on") and not kind.endswith(("until", "date", "by")):
        return Answer("allow" if law.on < ends else "deny")
    return Answer.computed(ends)


@answers("US", "direct_dispute_investigation_by", "direct_dispute_deadline",
         "frivolous_notice_by", otherwise_of=("us.regv", "us.fcra.623a8"))  # fmt: skip
def direct_dispute(facts: Facts, law: Law) -> Answer:
    """The last day to investigate a direct dispute, or to call it frivolous."""
    terms = law.terms("us.regv.43")
    if "frivolous" in facts.question:
        found = facts.day_like("frivol|determin") or facts.day("determined_frivolous", "received")
        days = terms["frivolous_business_days"]
        return Answer.computed(deadlines.answer_by_business_day(found, business_days=days))
    received = facts.day_like("^(direct_)?(dispute_)?(notice_)?received|^dispute") or facts.day(
        "dispute_received"
    )
    more = facts.day_like("addition|more_information|supplement")
    extended = facts.flags("extended|additional|supplement") or (
        more is not None
        and received <= more <= received + timedelta(days=terms["investigation_days"])
    )
    days = terms["extended_days" if extended else "investigation_days"]
    return Answer.computed(deadlines.answer_by(received, days=days))
