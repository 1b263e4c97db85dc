"""Which messages were handed over without an answer, remembered until a receipt tells.

On disk, too, so that a killed process leaves word of them: keys and the gateway's ids, no number,
no words.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from fairdue.delivery.message import Reported
from fairdue.delivery.sms.numbers import same_number

KEPT_MAX, GIVEN_MAX = 1000, 10_000
_HANDING, _HANDED, _ANSWERED, _GIVEN = "+", "*", "-", "="


def reference_number(key: str) -> int:
    """The user_message_reference of a message: 16 bits that follow from its key."""
    return int.from_bytes(sha256(key.encode()).digest()[:2], "big") or 1


@dataclass(slots=True)
class Handed:
    """A message whose parts may all, partly or not have been taken."""

    key: str
    parts: int
    number: str = field(default="", repr=False)
    """Where it went; empty once another process has taken over."""
    whole: bool = False
    """Were all its parts handed over?"""
    told: dict[str, Reported] = field(default_factory=dict)

    def tell(self, reference: str, state: Reported) -> Reported:
        """What a receipt of one part says of all of it.

        Of one that was cut off half-way nothing is known, even if a part of it arrived.
        """
        self.told[reference] = state
        if state == "not_delivered":
            return state
        if not self.whole:
            return "unknown"
        arrived = sum(each == "delivered" for each in self.told.values())
        return "delivered" if arrived >= self.parts else "accepted"


class Unanswered:
    """Messages under way without an answer, the oldest forgotten first."""

    def __init__(self, file: Path | None = None) -> None:
        """`file` keeps them between processes; it is read when first needed.

        The process that owns the carrier owns it; who sends a code only never touches it.
        """
        self._kept: dict[str, Handed] = {}
        self._given: dict[str, None] = {}
        self._file, self._is_read = file, file is None

    def __len__(self) -> int:
        self._read()
        return len(self._kept)

    def handing(self, key: str, parts: int, number: str) -> None:
        """The first part is about to be handed over."""
        if key:
            self._note(_HANDING, key, parts)
            self._kept[key].number = number

    def handed(self, key: str) -> None:
        """All parts are out."""
        self._note(_HANDED, key)

    def answered(self, key: str, references: Iterable[str] = ()) -> None:
        """The gateway said what became of it: nothing is open. `references` are what it gave."""
        self._note(_ANSWERED, key)
        for each in references:
            if key and each:
                self._write(_GIVEN, each, 1)

    def found(self, reference: str, number: int | None, sender: str) -> Handed | None:
        """The one message that a receipt can be of which names an id that nobody was given.

        By the reference number that the gateway gives back. Where it gives none, by the number the
        text went to, as long as no other can be meant.
        """
        self._read()
        if reference in self._given:
            return None
        kept = self._kept.values()
        if number is not None:
            same = [each for each in kept if reference_number(each.key) == number]
        elif all(each.number for each in kept):
            same = [each for each in kept if same_number(each.number, sender)]
        else:
            same = []
        return same[0] if len(same) == 1 else None

    def _note(self, sign: str, key: str, parts: int = 1) -> None:
        if key:
            self._read()
            if sign == _HANDING or key in self._kept:
                self._write(sign, key, parts)

    def _write(self, sign: str, name: str, parts: int) -> None:
        self._change(sign, name, parts)
        if self._file is not None:
            self._append(self._file, f"{sign} {name} {parts}\n")

    def _change(self, sign: str, key: str, parts: int) -> None:
        if sign == _HANDING:
            self._kept[key] = Handed(key, parts, whole=False)
        elif sign == _HANDED and key in self._kept:
            self._kept[key].whole = True
        elif sign == _ANSWERED:
            self._kept.pop(key, None)
        elif sign == _GIVEN:
            self._given[key] = None
        for kept, most in ((self._kept, KEPT_MAX), (self._given, GIVEN_MAX)):
            while len(kept) > most:
                del kept[next(iter(kept))]

    def _append(self, file: Path, line: str) -> None:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
            out.write(line)

    def _read(self) -> None:
        """What an earlier process left; the file is then written anew, without what is settled."""
        if self._is_read or self._file is None:
            return
        self._is_read, file = True, self._file
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            for line in file.read_text().splitlines():
                sign, key, parts = (*line.split(), "", "", "")[:3]
                if key and parts.isdigit():
                    self._change(sign, key, int(parts))
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        self._append(draft, "".join(self._lines()))
        draft.replace(file)

    def _lines(self) -> list[str]:
        given = [f"{_GIVEN} {each} 1\n" for each in self._given]
        return given + [
            f"{sign} {each.key} {each.parts}\n"
            for each in self._kept.values()
            for sign in (_HANDING, *(_HANDED * each.whole))
        ]
