"""Suggests the court that a matter's papers are for; an officer confirms one."""

from __future__ import annotations

from datetime import date

from fairdue.legal.models import Matter
from fairdue.legal.queries.claimant import claimant
from fairdue.legal.rules import courts
from fairdue.portfolio.actions import open_for_paper
from fairdue.rulebook.packs import NoValueError, law_in_force
from fairdue.rulebook.terms import terms
from fairdue.visits.gazetteer import named


def suggested_courts(matter: Matter, asked: str, on: date) -> tuple[courts.Suggestion, ...]:
    """Courts that come into question for what is asked of them, the first one first.

    Of the cardholder's address only the district is told, in the court's name. None outside China.
    """
    try:
        order = terms(law_in_force(matter.jurisdiction), courts.RULES[asked], on)["order"]
    except NoValueError:
        return ()
    lender = claimant(on)
    places = {courts.DECIDING: matter.court if matter.court_confirmed_by else ""}
    if courts.AGREED in order:
        places[courts.AGREED] = lender.agreed_court.zh
    if courts.DOMICILE in order:
        places[courts.DOMICILE] = court_at(open_for_paper(matter.customer_id).address)
    if courts.CREDITOR in order:
        places[courts.CREDITOR] = court_at(lender.address.zh)
    return courts.suggestions(asked, places, order=order)


def court_at(address: str) -> str:
    """The basic court where a Chinese address lies; "" where its district can't be told."""
    province, city, district = named(address)
    return courts.basic_court(courts.District(province, city, district)) if province else ""
