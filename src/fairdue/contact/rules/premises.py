"""Identification and private premises on a visit: CN-VISIT-01; Civil Code art. 1033(2)."""

from __future__ import annotations

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_enter(
    *,
    shown: bool,
    private: bool,
    consented: bool,
    id_shown: bool,
    entry_needs_consent: bool,
) -> tuple[Clause, Clause]:
    """Collectors show identification, and enter private premises only with consent."""
    return (
        clause(
            "CN-VISIT-01",
            id_shown and not shown,
            Text("Show identification on a visit.", "外访须出示身份证明。"),
        ),
        clause(
            "CN-VISIT-01",
            entry_needs_consent and private and not consented,
            Text(
                "Enter private premises only with consent.",
                "未经同意不得进入私人住宅或场所。",
            ),
        ),
    )


def may_visit_so(
    *, taped: bool | None, dressed: bool | None, recorded: bool, decent_dress: bool
) -> tuple[Clause, Clause]:
    """A visit is recorded in sound or picture, by decently dressed collectors: CN-VISIT-02. None
    where nothing is told.
    """
    return (
        clause(
            "CN-VISIT-02",
            recorded and taped is False,
            Text("Record the visit in sound or picture.", "外访须录音或录像。"),
        ),
        clause(
            "CN-VISIT-02",
            decent_dress and dressed is False,
            Text("Dress decently on a visit.", "外访人员须着装得体。"),
        ),
    )
