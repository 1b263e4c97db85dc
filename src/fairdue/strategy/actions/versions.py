"""Keeps the text of a decision table for good."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.strategy.models import TableVersion
from fairdue.strategy.queries import Document
from fairdue.strategy.rules.reading import TableError


def keep_version(document: Document) -> TableVersion:
    """The stored version of this very text, stored now if it is new.

    Raises TableError when another text has the same name and version: their digests begin alike.
    """
    table = document.table
    kept, _made = TableVersion.objects.get_or_create(
        name=table.name, version=table.version, defaults={"document": document.text}
    )
    if kept.document != document.text:
        raise TableError(
            Text(
                f"another text is stored as {table.name} {table.version}; raise the number at "
                "'version'",
                f"{table.name} {table.version}已存有另一份文本，请调大“version”的编号",
            )
        )
    return kept
