"""Figures as a document that stays: with the words they were defined by, and read back.

A document is JSON. It keeps each definition in full, because a definition may be put otherwise
later while the report still says what was meant then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Figure, Span, Unit

VERSION = 1
_TEXTS = ("title", "formula", "numerator", "denominator", "cohort", "exclusions")


def canonical(document: Any) -> str:
    """One spelling of a document: keys in order, no spaces, no escapes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(document: Any) -> str:
    """SHA-256 of a document's one spelling, in hexadecimal."""
    return sha256(canonical(document).encode()).hexdigest()


def definition_document(definition: Definition) -> dict[str, Any]:
    """A definition, and its version: the digest of all that it says."""
    said: dict[str, Any] = {
        name: None if (text := getattr(definition, name)) is None else text.as_dict()
        for name in _TEXTS
    }
    said |= {
        "family": str(definition.family),
        "unit": str(definition.unit),
        "money_parts": definition.money_parts,
    }
    return said | {"version": digest(said)[:16]}


def definition_of(key: str, document: Mapping[str, Any]) -> Definition:
    """The definition as it was when the document was written."""
    texts = {name: _text(document[name]) for name in _TEXTS}
    return Definition(
        key=key,
        family=Family(document["family"]),
        unit=Unit(document["unit"]),
        money_parts=document["money_parts"],
        **texts,  # type: ignore[arg-type]
    )


def figure_document(figure: Figure) -> dict[str, Any]:
    """One value, without its definition."""
    return {
        "key": figure.definition.key,
        "slice": [list(pair) for pair in figure.slice],
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "currency": figure.currency,
        "first": str(figure.span.first),
        "last": str(figure.span.last),
        "estimate": figure.estimate,
        "interval": None if figure.interval is None else list(figure.interval),
    }


def figure_of(document: Mapping[str, Any], definitions: Mapping[str, Definition]) -> Figure:
    """The value as it was, under the definition as it was."""
    return Figure(
        definitions[document["key"]],
        Span(date.fromisoformat(document["first"]), date.fromisoformat(document["last"])),
        document["numerator"],
        document["denominator"],
        document["currency"],
        tuple((name, value) for name, value in document["slice"]),
        document["estimate"],
        None if document["interval"] is None else tuple(document["interval"]),
    )


def definitions_document(figures: Iterable[Figure]) -> dict[str, Any]:
    """All definitions that figures have, by key."""
    return {each.definition.key: definition_document(each.definition) for each in figures}


def figures_of(document: Mapping[str, Any], name: str = "figures") -> tuple[Figure, ...]:
    """Every figure of a report's document, in its order."""
    known = {key: definition_of(key, each) for key, each in document["definitions"].items()}
    return tuple(figure_of(each, known) for each in document[name])


def identity(document: Mapping[str, Any]) -> str:
    """What tells a figure from others of the same report: its key and which part it is of."""
    return canonical([document["key"], document["slice"]])


def _text(document: Mapping[str, str] | None) -> Text | None:
    return None if document is None else Text(document["en"], document["zh"])
