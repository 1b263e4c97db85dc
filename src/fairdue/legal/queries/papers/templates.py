"""The templates that papers are written from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.models import PaperKind
from fairdue.legal.rules.papers.templates import Version, read, version_on

SHIPPED = Path(__file__).resolve().parents[2] / "shipped"


@cache
def templates() -> Mapping[str, tuple[Version, ...]]:
    """All versions of every template by its kind. Raises TemplateBroken."""
    return {
        kind: read(yaml.safe_load((SHIPPED / f"{kind}.yaml").read_text(encoding="utf-8")))
        for kind in PaperKind.values
    }


def template(kind: str, on: date) -> Version:
    """The version of a kind of paper used on a day. Raises Refused where there is none."""
    found = version_on(templates().get(kind, ()), on)
    if found is None:
        raise Refused(
            Text(
                f"There is no template of this paper for {on:%d %b %Y}.",
                f"没有适用于{on.year}年{on.month}月{on.day}日的该类文书模板。",
            )
        )
    return found
