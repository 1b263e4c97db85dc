"""A file's text as a stream of UTF-8, whatever it was packed and encoded in."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO

from fairdue.portfolio.intake.mapping.formats import Format
from fairdue.portfolio.intake.reading.survey import PIECE_BYTES, Survey

FILLER = "\uf8ff"
"""Stands in for the further bytes of a character where widths count bytes; private to us."""


class Utf8(io.RawIOBase):
    """Reads a stream of bytes in any encoding as UTF-8, without a byte order mark."""

    def __init__(self, stream: IO[bytes], form: Format) -> None:
        self.pieces = self._pieces(stream, form)
        self.left = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as there is text."""
        while not self.left:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.left = piece
        taken = self.left[: len(buffer)]
        buffer[: len(taken)] = taken
        self.left = self.left[len(taken) :]
        return len(taken)

    def _pieces(self, stream: IO[bytes], form: Format) -> Iterator[bytes]:
        if form.encoding == "utf-8" and form.widths_in == "characters":
            yield stream.read(PIECE_BYTES).removeprefix(codecs.BOM_UTF8)
            yield from iter(lambda: stream.read(PIECE_BYTES), b"")
            return
        decoder = codecs.getincrementaldecoder(form.encoding)("strict")
        padding = _Padding(form.encoding) if form.widths_in == "bytes" else None
        first = True
        while True:
            piece = stream.read(PIECE_BYTES)
            text = decoder.decode(piece, not piece)
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            if padding is not None:
                text = text.translate(padding)
            yield text.encode()
            if not piece:
                return


class _Padding(dict[int, str]):
    """A translation table that lets every character take as many places as it had bytes."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.encoding = encoding

    def __missing__(self, code: int) -> str:
        character = chr(code)
        padded = character + FILLER * (len(character.encode(self.encoding)) - 1)
        self[code] = padded
        return padded


def is_plain(survey: Survey, form: Format) -> bool:
    """True when the file itself is already what `Utf8` would make of it."""
    return form.encoding == "utf-8" and not survey.packed and form.widths_in == "characters"
