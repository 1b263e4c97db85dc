"""Decision tables as text: read, written, and where they are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings

from fairdue.kernel.text import Text
from fairdue.strategy.models import TableVersion
from fairdue.strategy.rules.analysis import Analysis, analyse
from fairdue.strategy.rules.dmn import DmnError, read_dmn
from fairdue.strategy.rules.reading import TableError, read_table
from fairdue.strategy.rules.tables import DecisionTable

IN_USE = "first"
"""The file under rulepacks/policy/default/strategy that decides until another is approved."""

TEXT_WIDTH = 100


class _Dumper(yaml.CSafeDumper):
    """Writes repeated values out instead of pointing back to them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Document:
    """A decision table and the text it was read from."""

    table: DecisionTable
    text: str


def table_of_file() -> Document:
    """The lender's decision table as the file has it: the first version of all.

    Raises TableError when it can't work, naming file and row.
    """
    path = settings.RULEPACKS / "policy" / "default" / "strategy" / f"{IN_USE}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise TableError(
            Text(f"{path} can't be read: {error.strerror}", f"无法读取{path}：{error.strerror}")
        ) from None
    try:
        return Document(parse(text), text)
    except TableError as error:
        raise error.within(Text(path.name, path.name)) from None


def stored_document(name: str, version: str) -> Document:
    """A version that decided or was submitted. Raises TableVersion.DoesNotExist."""
    return _stored(name, version)


@lru_cache(maxsize=32)
def parse(text: str, *, draft: bool = False) -> DecisionTable:
    """A table from its YAML text; its version is the number in it and a digest of the text.

    A `draft` may have rows that are never reached. Raises TableError.
    """
    return read_table(load(text), hashlib.sha256(text.encode()).hexdigest(), draft=draft)


@lru_cache(maxsize=8)
def examined(text: str) -> Analysis:
    """What the rows of a draft do to each other. Raises TableError where it can't be read."""
    return analyse(parse(text, draft=True))


def load(text: str) -> Any:
    """What the YAML says, not yet judged. Raises TableError where it is no YAML."""
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise TableError(Text(f"not YAML: {error}", f"不是有效的YAML：{_spot(error)}")) from None


def document_in(text: str) -> dict[str, Any]:
    """What the YAML of a draft says: a mapping with a list of rows, working or not.

    Raises TableError for anything else: it could not be shown or changed row by row.
    """
    document = deepcopy(_loaded(text))
    rows = document.get("rows") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise TableError(
            Text(
                "this is no decision table: it needs a list of rows, at 'rows'",
                "这不是决策表：须在“rows”下列出各行",
            )
        )
    return dict(document)


def text_of(body: bytes) -> str:
    """A table's text from a file: YAML as it stands, DMN of other tools rewritten.

    Raises TableError for what is neither.
    """
    try:
        return write(read_dmn(body)) if body.lstrip().startswith(b"<") else body.decode("utf-8")
    except UnicodeDecodeError:
        raise TableError(
            Text("the file is not UTF-8 text; save it as UTF-8", "文件不是UTF-8编码，请另存为UTF-8")
        ) from None
    except DmnError as error:
        raise TableError(error.text) from None


def text_digest(text: str) -> str:
    """Names a text by its content."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write(document: Mapping[str, Any], before: str = "") -> str:
    """A document as YAML; the comment that `before` begins with stays, others are not kept."""
    heading = []
    for line in before.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        heading.append(line)
    body = yaml.dump(
        dict(document),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=TEXT_WIDTH,
    )
    return "".join(heading) + body


def _spot(error: yaml.YAMLError) -> str:
    """Where YAML could not be read any further, in Chinese; the parser speaks English only."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return "含有不允许的字符，请删除"
    return f"第{mark.line + 1}行第{mark.column + 1}列附近有语法错误，请检查缩进、冒号和引号"


@lru_cache(maxsize=8)
def _loaded(text: str) -> Any:
    """Reading YAML takes longer than everything else that is done with a large draft."""
    return load(text)


@lru_cache(maxsize=32)
def _stored(name: str, version: str) -> Document:
    """A version names its text and the database never changes it, so it is read once."""
    text = TableVersion.objects.get(name=name, version=version).document
    return Document(parse(text, draft=True), text)  # it has decided, whatever is refused today
