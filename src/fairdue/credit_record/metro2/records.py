"""What a file consists of: records, with the segments that follow each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairdue.credit_record.metro2.layout import RECORDS, SEGMENTS, Value


class Metro2Error(ValueError):
    """A file or value that the format has no place for. Says where; never quotes a value, which
    may be personal.
    """


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment that follows a base record; `name` as in `layout.SEGMENTS`."""

    name: str
    values: Mapping[str, Value]

    def width(self) -> int:
        """Its bytes; segments are never packed."""
        return SEGMENTS[self.name].width(packed=False)


@dataclass(frozen=True, slots=True)
class Record:
    """A header, base or trailer record; `name` as in `layout.RECORDS`."""

    name: str
    values: Mapping[str, Value]
    segments: tuple[Segment, ...]
    length: int
    """What its record descriptor word says."""
    block: int | None = None
    """What its block descriptor word says, where there is one."""
    padding: int = 0
    """Blanks behind it."""

    def width(self, *, packed: bool) -> int:
        """Its bytes with its record descriptor word and segments, without block and padding."""
        own = RECORDS[self.name].width(packed=packed)
        return 4 + own + sum(segment.width() for segment in self.segments)


@dataclass(frozen=True, slots=True)
class File:
    """Records in order. `breaks` are line ends by where they stand among the other bytes."""

    records: tuple[Record, ...]
    packed: bool
    breaks: tuple[tuple[int, bytes], ...] = ()
