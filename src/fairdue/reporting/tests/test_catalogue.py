"""Every figure is in the documents, with the words of the catalogue."""

from __future__ import annotations

import pytest
from django.conf import settings

from fairdue.reporting.catalogue import CATALOGUE
from fairdue.reporting.figure import Definition, Unit
from fairdue.reporting.queries.behind import SOURCES


@pytest.mark.parametrize("definition", CATALOGUE.values(), ids=list(CATALOGUE))
def test_the_documents_list_the_figure_as_defined(definition: Definition) -> None:
    document = (settings.ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    denominator = definition.denominator.en if definition.denominator else "–"
    line = (
        f"| `{definition.key}` | {definition.title.en} · {definition.title.zh} | "
        f"{definition.numerator.en} | {denominator} | {definition.exclusions.en} |"
    )
    assert line in document


@pytest.mark.parametrize("definition", CATALOGUE.values(), ids=list(CATALOGUE))
def test_a_share_or_ratio_names_its_denominator(definition: Definition) -> None:
    if definition.unit in (Unit.SHARE, Unit.RATIO):
        assert definition.denominator is not None


def test_every_figure_has_rows_behind_it() -> None:
    assert SOURCES.keys() == CATALOGUE.keys()
