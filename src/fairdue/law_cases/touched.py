"""Which open cases a change of a rule touches.

A rule of a country's law touches open cases of customers under that law; a rule of the lender's
own touches customers of every country. Which of them, says the rule's domain, the folder of its
file:

- contact: cases on the queue, in somebody's hands, or contacted within the last 30 days;
- compliance, complaints: cases of customers with a hold, a mark, a consent, a request, a dispute
  or a complaint that still stands;
- negotiation: cases of customers with an open promise;
- anything else (delinquency, portfolio, legal, credit records, retention): every open case, for
  each of its accounts is classed, charged, reported and kept under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.portfolio.queries import law_defaults
from fairdue.work.queries import zone

CONTACT_DAYS = 30
SHOWN_MAX = 50

ON_THE_DESK = """(
    EXISTS (SELECT FROM work_queueitem AS item
            WHERE item.case_id = one.id AND item.state <> 'done')
    OR EXISTS (SELECT FROM contact_attempt AS attempt
               WHERE attempt.customer_id = one.customer_id AND attempt.made_at > %(since)s))"""
ON_RECORD = """(
    EXISTS (SELECT FROM compliance_hold AS hold WHERE hold.customer_id = one.customer_id
            AND hold.released_at IS NULL AND (hold.ends_at IS NULL OR hold.ends_at > %(at)s))
    OR EXISTS (SELECT FROM compliance_mark AS mark
               WHERE mark.customer_id = one.customer_id AND mark.cleared_at IS NULL)
    OR EXISTS (SELECT FROM compliance_consent AS consent
               WHERE consent.customer_id = one.customer_id AND consent.revoked_at IS NULL
               AND (consent.ends_at IS NULL OR consent.ends_at > %(at)s))
    OR EXISTS (SELECT FROM compliance_contactrequest AS request
               WHERE request.customer_id = one.customer_id AND request.withdrawn_at IS NULL
               AND (request.ends_at IS NULL OR request.ends_at > %(at)s))
    OR EXISTS (SELECT FROM compliance_dispute AS dispute
               WHERE dispute.customer_id = one.customer_id AND dispute.answered_at IS NULL)
    OR EXISTS (SELECT FROM compliance_complaint AS complaint
               WHERE complaint.customer_id = one.customer_id AND complaint.answered_at IS NULL))"""
PROMISED = """EXISTS (SELECT FROM negotiation_promise AS promise
    WHERE promise.customer_id = one.customer_id AND promise.state = 'open')"""
CONDITIONS = {
    "contact": ON_THE_DESK,
    "compliance": ON_RECORD,
    "complaints": ON_RECORD,
    "negotiation": PROMISED,
}
WHICH = {
    "contact": Text(
        f"open cases in the queue or contacted in the last {CONTACT_DAYS} days",
        f"队列中或近{CONTACT_DAYS}天内联系过的未结案件",
    ),
    "compliance": Text(
        "open cases of customers with a hold, mark, consent, request, dispute or complaint",
        "客户有停催、标记、同意、联系请求、异议或投诉的未结案件",
    ),
    "negotiation": Text("open cases with an open promise", "有未到期承诺的未结案件"),
}
WHICH["complaints"] = WHICH["compliance"]
ANY = Text("every open case", "全部未结案件")

TOUCHED = """
SELECT one.id, one.customer_id, customer.name_masked, one.bucket, count(*) OVER ()
FROM delinquency_case AS one
JOIN portfolio_customer AS customer ON customer.id = one.customer_id
WHERE one.closed_on IS NULL
  AND (%(country)s = '' OR coalesce(nullif(customer.jurisdiction, ''), %(default)s) = %(country)s)
  AND {condition}
ORDER BY one.bucket DESC, one.id
LIMIT %(shown_max)s
"""


@dataclass(frozen=True, slots=True)
class TouchedCase:
    """An open case, without personal data beyond the mask."""

    case_id: int
    customer_id: int
    name_masked: str
    bucket: int


@dataclass(frozen=True, slots=True)
class Touched:
    """The open cases that a rule touches: how many, the worst of them, and which are meant."""

    number: int
    cases: tuple[TouchedCase, ...]
    which: Text


def touched(pack: str, domain: str, at: datetime) -> Touched:
    """The open cases that a change of a rule in this pack and domain touches; see above."""
    country = pack.removeprefix("law/").upper() if pack.startswith("law/") else ""
    query = TOUCHED.format(condition=CONDITIONS.get(domain, "true"))
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "country": country,
                "default": law_defaults(local_day(at, zone())).jurisdiction,
                "since": at - timedelta(days=CONTACT_DAYS),
                "at": at,
                "shown_max": SHOWN_MAX,
            },
        )
        rows = cursor.fetchall()
    return Touched(
        number=rows[0][-1] if rows else 0,
        cases=tuple(TouchedCase(*row[:-1]) for row in rows),
        which=WHICH.get(domain, ANY),
    )
