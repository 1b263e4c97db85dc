"""YAML with places: every value knows its line and path, so that errors can name them.

All scalars stay text, so a code `NO`, an account `0012` or a date `2026-01-31` in a document
means what it looks like. Keys that occur twice, and aliases, are refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import yaml
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import MappingError, nearest

DOCUMENT_CHARACTERS_MAX = 500_000
TRUE = {"yes", "true", "on", "y"}
FALSE = {"no", "false", "off", "n"}


@dataclass(frozen=True, slots=True)
class Tree:
    """A value of a document: a text, a list or named values, with its place."""

    value: str | list[Tree] | dict[str, Tree]
    place: str
    line: int

    def error(self, message: str) -> MappingError:
        """An error that names this place."""
        where = f"{self.place}: " if self.place else ""
        return MappingError(_("line %(line)s: ") % {"line": self.line} + where + message)

    @property
    def is_text(self) -> bool:
        """True for a plain text."""
        return isinstance(self.value, str)

    def text(self) -> str:
        """The text, not empty. Raises MappingError for a list or named values."""
        if not isinstance(self.value, str):
            raise self.error(_("expected a text"))
        if not self.value:
            raise self.error(_("is empty"))
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        if isinstance(self.value, list):
            return tuple(item.value if item.value == "" else item.text() for item in self.value)
        return (self.value if self.value == "" else self.text(),)

    def items(self) -> list[Tree]:
        """The items of a list; a single value counts as a list of one."""
        return self.value if isinstance(self.value, list) else [self]

    def choice(self, options: Collection[str]) -> str:
        """One of the options."""
        text = self.text()
        if text not in options:
            listed = ", ".join(options)
            raise self.error(
                _("%(text)r is none of %(options)s") % {"text": text, "options": listed}
            )
        return text

    def flag(self) -> bool:
        """Yes or no."""
        text = self.text().lower()
        if text not in TRUE | FALSE:
            raise self.error(_("expected yes or no, found %(text)r") % {"text": text})
        return text in TRUE

    def integer(self, minimum: int = 0) -> int:
        """A whole number, not below `minimum`."""
        text = self.text()
        if not text.isdecimal() or int(text) < minimum:
            raise self.error(
                _("expected a whole number from %(minimum)s, found %(text)r")
                % {"minimum": minimum, "text": text}
            )
        return int(text)

    def named(self, known: Collection[str] | None = None) -> dict[str, Tree]:
        """Named values. With `known`, any other name is refused, with the nearest ones."""
        if not isinstance(self.value, dict):
            raise self.error(_("expected named values, as in `name: value`"))
        if known is not None:
            for name, child in self.value.items():
                if name not in known:
                    raise child.error(unknown(name, known))
        return self.value


def unknown(name: str, known: Collection[str]) -> str:
    """Says that a name is not known, which are, and which are near."""
    listed = ", ".join(known)
    text = _("%(name)r is not known here; known are: %(known)s") % {"name": name, "known": listed}
    near = nearest(name, known, 1)
    return text + (_(". Did you mean %(near)s?") % {"near": near[0]} if near else "")


def read_tree(text: str) -> Tree:
    """Read a YAML document. Raises MappingError with the line of the first mistake."""
    if len(text) > DOCUMENT_CHARACTERS_MAX:
        raise MappingError(
            _("the mapping is longer than %(limit)s characters")
            % {"limit": DOCUMENT_CHARACTERS_MAX}
        )
    try:
        node = _NoAliases(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise MappingError(
            _("line %(line)s: not readable as YAML: %(problem)s")
            % {"line": line, "problem": error.problem or error.context or ""}
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise MappingError(_("the mapping is not readable as YAML")) from None
    if node is None:
        raise MappingError(_("the mapping is empty"))
    return _tree(node, "")


class _NoAliases(yaml.BaseLoader):
    """Aliases let a small document unfold into a huge one, and hide what a line means."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise MappingError(
                _("line %(line)s: YAML aliases are not supported; write the value out")
                % {"line": mark.line + 1}
            )
        return super().compose_node(parent, index)


def _tree(node: yaml.Node, place: str) -> Tree:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Tree(str(node.value).strip() if node.style is None else node.value, place, line)
    if isinstance(node, yaml.SequenceNode):
        items = [_tree(item, f"{place}[{number}]") for number, item in enumerate(node.value, 1)]
        return Tree(items, place, line)
    named: dict[str, Tree] = {}
    for name, child in _pairs(node, place):
        if name in named:
            raise child.error(_("is given twice"))
        named[name] = child
    return Tree(named, place, line)


def _pairs(node: yaml.Node, place: str) -> Iterator[tuple[str, Tree]]:
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Tree("", place, key.start_mark.line + 1).error(_("a name must be a plain text"))
        inner = f"{place}.{key.value}" if place else str(key.value)
        child = _tree(value, inner)
        yield str(key.value), Tree(child.value, inner, key.start_mark.line + 1)
