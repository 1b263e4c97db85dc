"""Takes messages that were sent with a warning into the queue where talks are reviewed.

What was said is kept as that of a talk is: sealed lines of one transcript, its places as findings.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from fairdue.contact.models import Attempt
from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.messaging.models import Message
from fairdue.people.models import Staff
from fairdue.quality.models import SpokenFinding, Transcript, TranscriptSource
from fairdue.quality.queries.policy import review_policy
from fairdue.quality.rules.reading import digest_of, plain_lines
from fairdue.vault.sealing import vault
from fairdue.wording import Line

ACTOR = "quality"
WARNS = "warns"
LOCK = 0x77726974
"""Key of the lock that lets one take messages at a time."""

NEW = """
    SELECT min(message.id), found.value ->> 1
    FROM messaging_message AS message
    JOIN contact_attempt AS attempt ON attempt.id = message.attempt_id
    CROSS JOIN LATERAL jsonb_array_elements(message.warnings -> 'found') AS found
    WHERE message.warnings IS NOT NULL
      AND message.state IN ('sent', 'delivered', 'unconfirmed')
      AND NOT EXISTS (
          SELECT 1 FROM quality_transcript AS taken WHERE taken.attempt_id = attempt.id
      )
      AND NOT EXISTS (
          SELECT 1
          FROM quality_transcript AS known
          JOIN quality_spokenfinding AS same ON same.transcript_id = known.id
          JOIN contact_attempt AS asked ON asked.id = known.attempt_id
          JOIN messaging_message AS sent ON sent.attempt_id = asked.id
          WHERE known.source = 'message' AND same.kind = found.value ->> 1
            AND asked.template = attempt.template AND asked.channel = attempt.channel
            AND sent.language = message.language
            AND sent.warnings -> 'version' = message.warnings -> 'version'
      )
    GROUP BY attempt.template, attempt.channel, message.language, message.warnings -> 'version',
        found.value ->> 1
    ORDER BY 1, 2
"""
"""One message for each version of a template, channel, language and kind of warning: the others
say the same, and one decision is about all of them."""


def take_messages(*, at: datetime) -> int:
    """Put what was sent with a new warning before reviewers; gives how many messages."""
    kinds: dict[int, set[str]] = defaultdict(set)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute(NEW)
            for message_id, kind in cursor.fetchall():
                kinds[message_id].add(kind)
        rows = Message.objects.select_related("attempt").filter(pk__in=kinds).order_by("pk")
        for message in rows:
            _take(message, kinds[message.pk], at)
    return len(kinds)


def _take(message: Message, kinds: Collection[str], at: datetime) -> None:
    attempt: Attempt = message.attempt
    warnings = message.warnings
    assert warnings is not None, "only messages with warnings are asked for"
    said = json.loads(vault().unseal(bytes(message.words_sealed)))
    parts = [part for part in ("subject", "body") if said[part]]
    lines = [Line("collector", said[part]) for part in parts]
    digest = digest_of(lines, message.language)
    sent_at = message.sent_at or attempt.made_at
    policy = review_policy(local_day(sent_at, zone()))
    entry = record(
        actor=ACTOR,
        action="transcript_taken_in",
        at=at,
        subject=f"attempt:{attempt.pk}",
        customer_id=message.customer_id,
        details={
            "digest": digest,
            "lines": len(lines),
            "source": TranscriptSource.MESSAGE,
            "language": message.language,
            "template": attempt.template,
            "version": warnings["version"],
        },
    )
    row = Transcript.objects.create(
        journal_entry=entry,
        customer_id=message.customer_id,
        attempt=attempt,
        staff=Staff.objects.filter(username=attempt.made_by).first(),
        language=message.language,
        source=TranscriptSource.MESSAGE,
        lines_sealed=vault().seal(json.dumps(plain_lines(lines), ensure_ascii=False)),
        lines_count=len(lines),
        digest=digest,
        talked_at=sent_at,
        taken_in_at=at,
        taken_in_by=ACTOR,
    )
    SpokenFinding.objects.bulk_create(
        SpokenFinding(
            journal_entry=entry,
            transcript=row,
            customer_id=message.customer_id,
            speaker="collector",
            line=parts.index(part),
            start=start,
            end=end,
            begins_ms=0,
            ends_ms=0,
            kind=kind,
            severity=policy.severity(kind, WARNS),
            rule=rule,
            found_at=at,
        )
        for part, kind, rule, start, end in warnings["found"]
        if kind in kinds
    )
