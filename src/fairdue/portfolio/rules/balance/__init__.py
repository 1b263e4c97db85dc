"""Explains an account's balance on any day, and checks the explanation by a ledger. Pure."""

from fairdue.portfolio.rules.balance.explaining import explain
from fairdue.portfolio.rules.balance.facts import (
    COMPONENTS,
    Agreed,
    BalanceFacts,
    BalanceTerms,
    Booked,
    Explanation,
    Figures,
    Kind,
    Line,
    Parts,
    Rate,
)
from fairdue.portfolio.rules.balance.presenting import ShownLine, Statement, as_dict, shown

__all__ = [
    "COMPONENTS",
    "Agreed",
    "BalanceFacts",
    "BalanceTerms",
    "Booked",
    "Explanation",
    "Figures",
    "Kind",
    "Line",
    "Parts",
    "Rate",
    "ShownLine",
    "Statement",
    "as_dict",
    "explain",
    "shown",
]
