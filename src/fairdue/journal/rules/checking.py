"""Checks a bundle line by line, holding only its seals and what its rows rest on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain, islice
from typing import Any

from fairdue.journal.rules import bundle, rows
from fairdue.journal.rules.canonical import canonical, parse
from fairdue.journal.rules.chain import Chain
from fairdue.journal.rules.faults import Fault, Problem, Report, entry_name, line_name
from fairdue.journal.rules.seals import fingerprint, from_hex, is_signed, leaf
from fairdue.journal.rules.tree import root_by_path
from fairdue.kernel.text import Text

MALFORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_ENTRY = re.compile(rb'"entry": ?([0-9]{1,18}), ?"recorded_at"')
Document = dict[str, Any]


class NotABundleError(ValueError):
    """The file is something else."""


def check(lines: Iterable[bytes], trusted: Collection[str] = ()) -> Report:
    """Everything wrong with a bundle, in order of its lines; each line ends with a newline.

    What may only be the consequence of another fault comes last.
    `trusted` are fingerprints of keys: where given, no other key will do. Raises NotABundleError
    where none of the first lines is one of a bundle.
    """
    coming = iter(lines)
    first = list(islice(coming, 4))
    if not _looks_like_one(first):
        raise NotABundleError
    checker = _Checker(trusted)
    for raw in chain(first, coming):
        checker.take(raw)
    return checker.finish()


def _looks_like_one(first: list[bytes]) -> bool:
    """The header names our format near its start, or the next line is ours."""
    if not first:
        return False
    name = bundle.FORMAT.partition("/")[0].encode()
    return name in first[0][:200] or any({"kind", "check"} <= _read(raw)[0].keys() for raw in first)


def _read(raw: bytes) -> tuple[Document, bool]:
    """A line's document, empty where it is none; and whether it is spelled as ours are."""
    try:
        document = parse(raw.decode())
        if isinstance(document, dict):
            return document, (canonical(document) + "\n").encode() == raw
    except MALFORMED:
        pass
    return {}, False


def _name(document: Document, raw: bytes, line: int) -> Text:
    """What a line is about, as far as that can be told."""
    if document.get("kind") in bundle.ROWS and "number" in document:
        return rows.name_of(document)
    found = _ENTRY.search(raw)
    return entry_name(int(found[1])) if found else line_name(line)


class _Checker:
    """What is known so far of the file being read."""

    def __init__(self, trusted: Collection[str]) -> None:
        self._trusted = frozenset(trusted)
        self._report = Report()
        self._befores: tuple[bytes, ...] = (bundle.START,)
        """What the check of the line before may be: as written, and as it should be."""
        self._before_this: tuple[bytes, ...] = self._befores
        self._name = line_name(0)
        self._read = 0
        """Lines read."""
        self._last = 0
        """The highest number a line has had."""
        self._skipped: dict[int, Problem] = {}
        self._has_header = False
        self._keys: dict[str, bytes] = {}
        self._about: int | None = None
        self._chain = Chain(self._blame)
        self._rows = rows.Rows(self._blame)
        self._place = (0, -1)
        self._entries: set[int] = set()
        self._row_count = 0
        self._ended = False
        self._kinds: dict[str, Callable[[Document], None]] = {
            bundle.HEADER: self._header,
            bundle.SEAL: self._seal,
            bundle.RECORD: self._record,
            bundle.END: self._end,
            **dict.fromkeys(bundle.ROWS, self._row),
        }

    def take(self, raw: bytes) -> None:
        """One line more."""
        self._read += 1
        document, is_ours = _read(raw)
        self._name = _name(document, raw, self._read)
        if not raw.endswith(b"\n"):
            self._blame(Fault.MISSING, Text("the file is cut off here", "文件在此处被截断"))
        elif not document:
            self._blame(Fault.ALTERED, Text("it can't be read", "无法读取"), self._name)
        elif not is_ours:
            why = Text("it is not spelled as it was written", "与写出时的格式不一致")
            self._blame(Fault.ALTERED, why, self._name, general=True)
        if not document:
            self._befores = ()
            self._last += 1
            return
        try:
            self._follow(document)
            if self._ended:
                why = Text("it stands after the last line", "位于末行之后")
                self._blame(Fault.INSERTED, why)
            else:
                self._kinds[document["kind"]](document)
        except MALFORMED:
            why = Text("it is not a line of a bundle", "不是证据包的行")
            self._blame(Fault.ALTERED, why, self._name)

    def finish(self) -> Report:
        """Everything that was wrong, causes before consequences, in order of lines."""
        if not self._ended:
            why = Text("the file ends before its last line", "文件缺少末行，可能被截断")
            self._blame(Fault.MISSING, why, line=self._read + 1)
        self._chain.finish()
        self._rows.finish()
        report = self._report
        report.problems += self._skipped.values()
        closer = {problem.line for problem in report.problems if not problem.general}
        report.problems = sorted(
            {
                problem: None
                for problem in report.problems
                if not problem.general or problem.line not in closer
            },
            key=lambda problem: (problem.follows, problem.line),
        )
        return report

    def _blame(
        self,
        fault: Fault,
        why: Text,
        name: Text | None = None,
        line: int | None = None,
        *,
        general: bool = False,
        follows: bool = False,
    ) -> None:
        line = self._read if line is None else line
        self._report.problems.append(
            Problem(fault, name or line_name(line), why, line, general, follows)
        )

    def _follow(self, document: Document) -> None:
        """Whether the line stands where it was written, as it was written."""
        number, stated = int(document["line"]), from_hex(document["check"], 32)
        expected = self._last + 1
        if number != expected and stated in self._checks(document | {"line": expected}):
            why = Text(f"its number should be {expected}", f"行号应为{expected}")
            self._blame(Fault.ALTERED, why)
            number = expected
        elif number > expected:
            self._skip(expected, number)
        elif number < expected:
            self._blame_place(number)
        self._last = max(self._last, number)
        self._before_this = self._befores
        if number < expected:
            return
        checks = self._checks(document | {"line": number})
        if checks and stated not in checks:
            why = Text("it is not as it was written", "与写出时不一致")
            self._blame(Fault.ALTERED, why, self._name, general=True)
            self._befores = (stated, checks[0])
        else:
            self._befores = (stated,)

    def _checks(self, document: Document) -> list[bytes]:
        return [bundle.check_of(document, before) for before in self._befores]

    def _blame_place(self, number: int) -> None:
        """A line that comes too late, or twice."""
        if self._skipped.pop(number, None):
            why = Text(f"it was written as line {number}", f"原为第{number}行")
            self._blame(Fault.REORDERED, why, self._name, general=True)
        else:
            why = Text(f"line {number} is there already", f"第{number}行已存在")
            self._blame(Fault.INSERTED, why, self._name, general=True)

    def _skip(self, first: int, until: int) -> None:
        for number in range(first, min(until, first + 100)):
            self._skipped[number] = Problem(
                Fault.MISSING,
                line_name(number),
                Text("it is not in the file", "文件中没有该行"),
                self._read,
            )
        self._befores = ()

    def _header(self, document: Document) -> None:
        if document["format"] != bundle.FORMAT:
            raise ValueError("another format")
        self._has_header = True
        about = document.get("about")
        self._about = int(about["customer"]) if about else None
        for name, public in document["keys"].items():
            key = from_hex(public, 32)
            if fingerprint(key) != name:
                self._blame(
                    Fault.ALTERED,
                    Text("a key is not the one its fingerprint names", "公钥与其指纹不符"),
                )
            self._keys[name] = key
        self._chain.head = int(document["head"])

    def _key(self, name: str) -> bytes | None:
        """A key by its fingerprint, if it may be used."""
        self._report.keys.add(name)
        if not self._has_header and not self._trusted:
            return None  # a bundle without its header is broken already
        if name not in self._keys or (self._trusted and name not in self._trusted):
            self._blame(
                Fault.WRONG_KEY,
                Text(
                    f"signed by {name}, which is not a key you trust",
                    f"由{name}签名，不是您信任的密钥",
                ),
            )
            return None
        return self._keys[name]

    def _seal(self, document: Document) -> None:
        self._report.seals += 1
        statement = self._chain.take(document, self._read)
        key = self._key(statement.key)
        signature = from_hex(document["signature"], 64)
        if key is not None and not is_signed(statement.text(), signature, key):
            self._blame(
                Fault.SIGNATURE,
                Text("its contents are not what was signed", "内容与签名不符"),
                Text(f"seal {statement.number}", f"封签{statement.number}"),
            )

    def _record(self, document: Document) -> None:
        self._report.records += 1
        entry, place = document["entry"], (int(document["seal"]), int(document["position"]))
        number = int(entry["entry"])
        name = entry_name(number)
        if number in self._entries:
            self._blame(Fault.INSERTED, Text("it is there already", "已存在"), name)
        elif place <= self._place:
            self._blame(
                Fault.REORDERED,
                Text("it comes after later records", "排在较晚的记录之后"),
                name,
            )
        self._entries.add(number)
        self._place = max(place, self._place)
        if self._about is not None and entry["customer"] != self._about:
            self._blame(Fault.INSERTED, Text("it is about another customer", "属于另一客户"), name)
        self._prove(document, name)
        self._rows.keep(entry)

    def _prove(self, document: Document, name: Text) -> None:
        statement = self._chain.seals.get(document["seal"])
        if statement is None:
            seal = document["seal"]
            self._blame(
                Fault.SEAL_MISSING,
                Text(f"seal {seal}, which holds it, is not here", f"缺少包含它的封签{seal}"),
                name,
                follows=True,
            )
            return
        path = [from_hex(node, 32) for node in document["path"]]
        own = leaf(from_hex(document["salt"], 16), canonical(document["entry"]))
        root = root_by_path(own, document["position"], statement.count, path)
        if root is None or root.hex() != statement.root:
            self._blame(
                Fault.ALTERED,
                Text(
                    f"its contents are not what seal {statement.number} holds",
                    f"内容与封签{statement.number}所封存的不一致",
                ),
                name,
            )

    def _row(self, document: Document) -> None:
        self._row_count += 1
        self._rows.compare(document, self._read)

    def _end(self, document: Document) -> None:
        self._ended = True
        key = self._key(document["key"])
        signature = from_hex(document["signature"], 64)
        if key is not None and not is_signed(bundle.end_statement(document), signature, key):
            self._blame(
                Fault.SIGNATURE, Text("the last line is not as it was signed", "末行与签名不符")
            )
        counts: Mapping[str, int] = {
            "seals": self._report.seals,
            "records": self._report.records,
            "rows": self._row_count,
        }
        lacking = [name for name, count in counts.items() if document[name] != count]
        if lacking:
            said = ", ".join(f"{document[name]} {name} ≠ {counts[name]}" for name in lacking)
            self._blame(
                Fault.MISSING,
                Text(f"the last line counts otherwise: {said}", f"末行计数不符：{said}"),
                general=True,
                follows=True,
            )
        before = from_hex(document["digest"], 32)
        if self._before_this and before not in self._before_this:
            self._blame(
                Fault.ALTERED,
                Text("the lines before are not those that were signed", "前面的行与签名时不一致"),
                general=True,
            )
