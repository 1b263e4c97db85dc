"""Installs the templates that come with Fairdue, journalled, live from then on.

They were reviewed by its makers and by nobody here; the pages say so. A lender's own version takes
their place for good: a newer one of ours is then no longer put in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from django.db import connection, transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.kernel.text import Text
from fairdue.messaging.actions.templates import keep_template, next_number, replace_live
from fairdue.messaging.models import MAKER, Template, TemplateState, TemplateVersion
from fairdue.messaging.rules.templates import Wording
from fairdue.people.actors import Unattended

FOLDER = Path(__file__).parents[1] / "shipped"
LOCK = "SELECT pg_advisory_xact_lock(hashtext('messaging'), hashtext('templates'))"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One version that comes with the product."""

    name: str
    channel: str
    law: str
    kind: str
    title: Text
    version: int
    wording: Wording


@cache
def shipped() -> tuple[Shipped, ...]:
    """All of them, read from their files."""
    return tuple(each for file in sorted(FOLDER.glob("*.yaml")) for each in _read(file))


def _read(file: Path) -> Iterator[Shipped]:
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    for each in told["versions"]:
        subject, body = each.get("subject", {"en": "", "zh": ""}), each["body"]
        yield Shipped(
            told["name"],
            each["channel"],
            each.get("law", ""),
            told["kind"],
            Text(**told["title"]),
            int(each["version"]),
            Wording(Text(**subject), Text(body["en"].strip(), body["zh"].strip())),
        )


def install_shipped(*, at: datetime) -> int:
    """Install what isn't yet, or is newer; gives how many. Safe to be run again and at once."""
    return sum(_install(each, at) for each in shipped())


def install_template(name: str, channel: str, *, at: datetime) -> int:
    """The same for the templates of one name and channel."""
    wanted = [each for each in shipped() if (each.name, each.channel) == (name, channel)]
    return sum(_install(each, at) for each in wanted)


def _install(one: Shipped, at: datetime) -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        found = Template.objects.filter(name=one.name, channel=one.channel, law=one.law).first()
        if found is not None and not _is_news(found, one):
            return False
        template = found or keep_template(
            one.name, one.channel, one.law, one.kind, one.title, MAKER, at
        )
        _put_in_use(template, one, at)
        return True


def _is_news(template: Template, one: Shipped) -> bool:
    """Is it another version of ours, where the lender has none of its own?"""
    versions = TemplateVersion.objects.filter(template=template)
    if versions.filter(shipped=False).exists():
        return False
    live = versions.filter(state=TemplateState.LIVE).first()
    return live is not None and live.wording.digest != one.wording.digest


def _put_in_use(template: Template, one: Shipped, at: datetime) -> None:
    number = next_id(TemplateVersion)
    version = TemplateVersion(
        pk=number,
        template=template,
        number=next_number(template),
        state=TemplateState.LIVE,
        subject_en=one.wording.subject.en,
        subject_zh=one.wording.subject.zh,
        body_en=one.wording.body.en,
        body_zh=one.wording.body.zh,
        shipped=True,
        editors=[MAKER],
        started_by=MAKER,
        started_at=at,
        changed_by=MAKER,
        changed_at=at,
        live_from=at,
    )
    replace_live(template, version, Unattended(MAKER), at)
    version.journal_entry = record(
        actor=MAKER,
        action="template_installed",
        at=at,
        subject=f"template_version:{number}",
        details={
            "template": template.pk,
            "version": one.version,
            "digest": one.wording.digest,
        },
    )
    version.save(force_insert=True)
