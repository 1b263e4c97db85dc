"""Reads a mapping from YAML and checks it whole, before any file is opened."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import MappingError, nearest
from fairdue.portfolio.intake.expressions import grammar
from fairdue.portfolio.intake.expressions.grammar import ExpressionError, Node
from fairdue.portfolio.intake.mapping.document import (
    REQUIRED,
    TABLES,
    Check,
    Column,
    Join,
    MappingDocument,
    Source,
    Table,
)
from fairdue.portfolio.intake.mapping.formats import Format, read_format
from fairdue.portfolio.intake.mapping.other_people import refusal, speaks_of_other_people
from fairdue.portfolio.intake.mapping.tree import Tree, read_tree, unknown

Result = TypeVar("Result")

SOURCE_NAME = re.compile(r"^[^\W\d]\w*$")
TOP = ("title", "notes", "format", "codes", "amounts", "sources", *TABLES)
SOURCE_KEYS = ("files", "format", "optional_columns", "may_be_missing", "may_be_empty")
TABLE_KEYS = (
    "from", "join", "only", "columns", "checks", "required", "repeats", "parents_required",
)  # fmt: skip
COLUMN_KEYS = ("column", "is", "constant", "codes", "otherwise", "unit", "round")
JOIN_KEYS = ("source", "called", "match", "only", "required")
UNITS = ("major", "minor")


def read_mapping(name: str, text: str) -> MappingDocument:
    """The mapping a document holds. Raises MappingError with line and place."""
    from fairdue.portfolio.intake.planning import check_expressions

    tree = read_tree(text)
    given = tree.named(TOP)
    base = read_format(given.get("format"), Format())
    codes = {
        table: _code_table(child)
        for table, child in (given["codes"].named() if "codes" in given else {}).items()
    }
    if "sources" not in given:
        raise tree.error(_("`sources` is missing: say which files the issuer sends"))
    sources = {
        source: _source(source, child, base) for source, child in given["sources"].named().items()
    }
    if "accounts" not in given:
        raise tree.error(_("`accounts` is missing: say how an account's columns are made"))
    unit = given["amounts"].choice(UNITS) if "amounts" in given else "major"
    tables = {
        table: _table(table, given[table], sources, codes, unit)
        for table in TABLES
        if table in given
    }
    document = MappingDocument(
        name=name,
        title=given["title"].text() if "title" in given else name,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        sources=sources,
        codes=codes,
        tables=tables,
    )
    _every_source_is_used(document, given["sources"])
    check_expressions(document)
    return document


def _code_table(tree: Tree) -> dict[str, str]:
    return {code: child.text() for code, child in tree.named().items()}


def _source(name: str, tree: Tree, base: Format) -> Source:
    if not SOURCE_NAME.match(name):
        raise tree.error(_("a source's name has letters, digits and _ only"))
    given = tree.named(SOURCE_KEYS)
    if "files" not in given:
        raise tree.error(_("`files` is missing: how are they named? For example `files: *.csv`"))
    optional = given["optional_columns"].texts() if "optional_columns" in given else ()
    return Source(
        name=name,
        files=given["files"].texts(),
        format=read_format(given.get("format"), base),
        optional_columns=frozenset(optional),
        may_be_missing="may_be_missing" in given and given["may_be_missing"].flag(),
        may_be_empty="may_be_empty" in given and given["may_be_empty"].flag(),
    )


def _table(
    name: str, tree: Tree, sources: dict[str, Source], codes: dict[str, dict[str, str]], unit: str
) -> Table:
    given = tree.named(TABLE_KEYS)
    for needed in ("from", "columns"):
        if needed not in given:
            raise tree.error(_("`%(name)s` is missing") % {"name": needed})
    source = _known_source(given["from"], sources)
    joins: list[Join] = []
    for child in given["join"].items() if "join" in given else []:
        joins.append(_join(child, source, sources, joins))
    columns = _columns(name, given["columns"], codes, unit)
    table = Table(
        name=name,
        source=source,
        joins=tuple(joins),
        only=_optional(given.get("only")),
        columns=columns,
        checks=tuple(_check(child) for child in _listed(given.get("checks"))),
        required=_required(name, given.get("required"), {column.target for column in columns}),
        repeats="repeats" in given and given["repeats"].flag(),
        parents_required="parents_required" not in given or given["parents_required"].flag(),
    )
    if name == "persons":
        _refuse_other_people(table, given["columns"])
    return table


def _listed(tree: Tree | None) -> list[Tree]:
    return [] if tree is None else tree.items()


def _known_source(tree: Tree, sources: dict[str, Source]) -> str:
    name = tree.text()
    if name not in sources:
        raise tree.error(unknown(name, sources))
    return name


def _join(tree: Tree, base: str, sources: dict[str, Source], before: list[Join]) -> Join:
    given = tree.named(JOIN_KEYS)
    for needed in ("source", "match"):
        if needed not in given:
            raise tree.error(_("`%(name)s` is missing") % {"name": needed})
    source = _known_source(given["source"], sources)
    alias = given["called"].text() if "called" in given else source
    if not SOURCE_NAME.match(alias):
        raise given["called"].error(_("a source's name has letters, digits and _ only"))
    if alias == base or alias in {join.alias for join in before}:
        raise tree.error(_("%(name)r is taken; give it another name by `called`") % {"name": alias})
    match = tuple(
        (_parsed(child, left), child.text()) for left, child in given["match"].named().items()
    )
    only = given.get("only")
    return Join(
        source=source,
        alias=alias,
        match=match,
        only=_optional(only),
        required="required" not in given or given["required"].flag(),
        line=tree.line,
    )


def _columns(
    table: str, tree: Tree, codes: dict[str, dict[str, str]], unit: str
) -> tuple[Column, ...]:
    targets = TABLES[table]
    given = tree.named()
    for name, child in given.items():
        if name not in targets:
            if speaks_of_other_people(name):
                raise child.error(refusal(name))
            raise child.error(unknown(name, targets))
    missing = [name for name in REQUIRED[table] if name not in given and name != "suspected_fraud"]
    if missing:
        raise tree.error(
            _("%(table)s need %(columns)s") % {"table": table, "columns": ", ".join(missing)}
        )
    return tuple(_column(name, given[name], codes, unit) for name in targets if name in given)


def _column(name: str, tree: Tree, codes: dict[str, dict[str, str]], unit: str) -> Column:
    plain = Column(name, grammar.Literal(None), None, None, unit, False, tree.place, tree.line)
    if tree.is_text:
        return replace(plain, node=_parsed(tree, tree.text()))
    given = tree.named(COLUMN_KEYS)
    ways = [key for key in ("column", "is", "constant") if key in given]
    if len(ways) != 1:
        raise tree.error(_("give one of `column`, `is` (an expression) or `constant`"))
    node = _made_by(name, given[ways[0]], ways[0])
    table: dict[str, str] | None = None
    if "codes" in given:
        named = given["codes"]
        if named.is_text and named.text() not in codes:
            raise named.error(unknown(named.text(), codes))
        table = codes[named.text()] if named.is_text else _code_table(named)
    for key in ("unit", "round"):
        if key in given and not name.endswith("_minor"):
            raise given[key].error(_("only amounts have a unit"))
    if "otherwise" in given and table is None:
        raise given["otherwise"].error(_("`otherwise` needs `codes`"))
    return replace(
        plain,
        node=node,
        codes=table,
        otherwise=given["otherwise"].text() if "otherwise" in given else None,
        unit=given["unit"].choice(UNITS) if "unit" in given else unit,
        rounded="round" in given and given["round"].flag(),
    )


def _made_by(target: str, tree: Tree, way: str) -> Node:
    if way == "column":
        return grammar.Field(tree.text())
    if way == "is":
        return _parsed(tree, tree.text())
    numeric = target.endswith("_minor") or target == "cycles_past_due"
    if numeric or target == "suspected_fraud":
        return _parsed(tree, {"yes": "true", "no": "false"}.get(tree.text(), tree.text()))
    return grammar.Literal(tree.text())


def _check(tree: Tree) -> Check:
    given = tree.named(("that", "else"))
    for needed in ("that", "else"):
        if needed not in given:
            raise tree.error(_("a check has `that` (a condition) and `else` (what to say)"))
    return Check(
        _parsed(given["that"], given["that"].text()), given["else"].text(), given["that"].line
    )


def _required(table: str, tree: Tree | None, mapped: set[str]) -> tuple[str, ...]:
    always = tuple(name for name in REQUIRED[table] if name in mapped)
    extra = tree.texts() if tree is not None else ()
    for name in extra:
        if name not in mapped:
            assert tree is not None
            raise tree.error(_("%(name)r is not among the columns") % {"name": name})
    return tuple(dict.fromkeys(always + extra))


def _optional(tree: Tree | None) -> Node | None:
    return None if tree is None else _parsed(tree, tree.text())


def _parsed(tree: Tree, text: str) -> Node:
    return placed(tree.error, lambda: grammar.parse(text))


def placed(error: Callable[[str], MappingError], work: Callable[[], Result]) -> Result:
    """Do the work; an ExpressionError becomes an error that names the place."""
    try:
        return work()
    except ExpressionError as problem:
        raise error(str(problem)) from None


def _refuse_other_people(table: Table, tree: Tree) -> None:
    """Neither a target nor the column it is made of may speak of other people."""
    places = tree.named()
    for column in table.columns:
        for field in grammar.fields(column.node):
            alias = field.source or table.source
            for name in (field.name, alias, table.source_of(alias)):
                if speaks_of_other_people(name):
                    raise places[column.target].error(refusal(name))


def _every_source_is_used(document: MappingDocument, tree: Tree) -> None:
    used = {table.source for table in document.tables.values()}
    used |= {join.source for table in document.tables.values() for join in table.joins}
    for name, child in tree.named().items():
        if name not in used:
            near = nearest(name, used, 1)
            raise child.error(
                _("no table reads this source")
                + (_("; did you mean %(near)s?") % {"near": near[0]} if near else "")
            )
