"""A first pass over a file's bytes: is it whole, decodable, made of lines of a sane length?

It runs at the speed of the disk, holds one piece of the file at a time, and finds what would
otherwise end in a bewildering error, or in no memory.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.mapping.formats import Format

PIECE_BYTES = 1 << 20
LINE_BYTES_MAX = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
PARQUET_MAGIC = b"PAR1"
GUESSES = ("utf-8", "gb18030", "big5", "windows-1252")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file is made of. `lines` counts line ends, `quotes` quotation marks."""

    sha256: str
    size: int
    modified_ns: int
    packed: bool
    lines: int
    quotes: int
    has_blank_lines: bool
    has_nul: bool


def digest(path: Path) -> str:
    """SHA-256 of a file, as hex. Raises IntakeError when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path.name, path, error) from None


def survey(path: Path, name: str, form: Format) -> Survey:
    """Look at the whole file once. Raises IntakeError naming file, line and remedy."""
    sha256 = digest(path)
    stat = path.stat()
    if stat.st_size == 0:
        raise IntakeError(_("%(file)s is empty (0 bytes)") % {"file": name})
    with path.open("rb") as file:
        magic = file.read(4)
    packed = magic[:2] == GZIP_MAGIC
    walk = _Walk(name, form)
    if form.kind in ("csv", "fixed"):
        _refuse_binaries(name, magic)
        with opened(path, name, packed) as stream:
            for piece in pieces(stream, name, walk):
                walk.take(piece)
        walk.end()
    return Survey(
        sha256=sha256,
        size=stat.st_size,
        modified_ns=stat.st_mtime_ns,
        packed=packed,
        lines=walk.lines,
        quotes=walk.quotes,
        has_blank_lines=walk.has_blank_lines,
        has_nul=walk.has_nul,
    )


@contextmanager
def opened(path: Path, name: str, packed: bool) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked."""
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as stream:
            yield stream  # type: ignore[misc]  # GzipFile reads like a file
    except OSError as error:
        raise _unreadable(name, path, error) from None


def pieces(stream: IO[bytes], name: str, walk: _Walk) -> Iterator[bytes]:
    """The stream in pieces. A damaged gzip becomes an error that says how far it could be read."""
    try:
        while piece := stream.read(PIECE_BYTES):
            yield piece
    except EOFError:
        raise IntakeError(
            _(
                "%(file)s is cut off: the compressed data ends early, after line %(line)s. "
                "Ask for the file again, or copy it again"
            )
            % {"file": name, "line": walk.lines}
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise IntakeError(
            _("%(file)s is damaged: nothing can be unpacked after line %(line)s (%(why)s)")
            % {"file": name, "line": walk.lines, "why": error}
        ) from None


def _unreadable(name: str, path: Path, error: OSError) -> IntakeError:
    if path.is_dir():
        return IntakeError(
            _("%(file)s is a directory; name the files in it one by one") % {"file": name}
        )
    if not path.exists():
        return IntakeError(_("there is no file %(file)s") % {"file": path})
    return IntakeError(
        _("%(file)s can't be read: %(why)s") % {"file": name, "why": error.strerror or error}
    )


def _refuse_binaries(name: str, magic: bytes) -> None:
    kinds = {ZIP_MAGIC: "xlsx", PARQUET_MAGIC: "parquet"}
    if magic in kinds:
        raise IntakeError(
            _("%(file)s is no text file; if it is %(kind)s, say `kind: %(kind)s` in the mapping")
            % {"file": name, "kind": kinds[magic]}
        )


class _Walk:
    """Checks pieces in order, keeping only counts and the tail of the last piece."""

    def __init__(self, name: str, form: Format) -> None:
        self.name, self.form = name, form
        self.decoder = codecs.getincrementaldecoder(form.encoding)("strict")
        self.quote = form.quote.encode() if form.quote and form.kind == "csv" else None
        self.wide = form.encoding == "utf-16"
        self.newline = b""
        self.lines = 0
        self.open_bytes = 0
        self.tail = b"\n"
        self.quotes = 0
        self.has_blank_lines = self.has_nul = False
        self.judged = self.pending = False

    def take(self, piece: bytes) -> None:
        """One piece: length of lines, encoding, what it holds."""
        if not self.newline:
            self.newline = b"\r" if b"\n" not in piece and b"\r" in piece else b"\n"
        self._measure(piece)
        self._decode(piece)
        self.lines += piece.count(self.newline)
        if self.quote:
            self.quotes += piece.count(self.quote)
        twice = [self.newline * 2, *([b"\n\r\n"] if b"\r" in piece else [])]
        seam = self.tail + piece[:4]
        if any(mark in piece or mark in seam for mark in twice):
            self.has_blank_lines = True
        self.has_nul = self.has_nul or (not self.wide and b"\0" in piece)
        self.tail = (self.tail + piece[-4:])[-4:]

    def end(self) -> None:
        """A last character may be cut in two, a last line may lack its end."""
        self._decode(b"", final=True)
        if self.tail[-1:] != self.newline and not (self.wide and self.tail[-2:-1] == b"\n"):
            self.lines += 1

    def _measure(self, piece: bytes) -> None:
        first, last = piece.find(self.newline), piece.rfind(self.newline)
        longest = self.open_bytes + (len(piece) if first < 0 else first)
        if longest > LINE_BYTES_MAX:
            raise IntakeError(
                _(
                    "%(file)s, line %(line)s: longer than %(limit)s bytes. A line is one account, "
                    "customer or payment: is this the right file, with the right line ends?"
                )
                % {"file": self.name, "line": self.lines + 1, "limit": LINE_BYTES_MAX}
            )
        self.open_bytes = longest if first < 0 else len(piece) - last - 1

    def _decode(self, piece: bytes, *, final: bool = False) -> None:
        if not self.pending and not self.wide and piece.isascii():
            return
        if not self.judged and piece and self.form.encoding not in ("utf-8", "utf-16"):
            self._judge(piece)
        whole_piece = piece
        if self.form.encoding == "utf-8" and not final and not self.pending:
            whole = piece[: piece.rfind(b"\n") + 1]
            if whole and _is_utf8(whole):
                piece = piece[len(whole) :]
        before, _flag = self.decoder.getstate()
        skipped = len(whole_piece) - len(piece)
        try:
            self.decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            at = max(error.start - len(before), 0)
            raise self._wrong_encoding(whole_piece, at + skipped) from None
        self.pending = bool(self.decoder.getstate()[0])

    def _judge(self, piece: bytes) -> None:
        """Text that reads as UTF-8 almost never is anything else."""
        self.judged = True
        text = codecs.getincrementaldecoder("utf-8")("strict")
        try:
            beyond = [char for char in text.decode(piece) if char > "\x7f"]
        except UnicodeDecodeError:
            return
        if len(beyond) >= 4:
            raise IntakeError(
                _("%(file)s is written in utf-8, not in %(encoding)s; mend `encoding`")
                % {"file": self.name, "encoding": self.form.encoding}
            )

    def _wrong_encoding(self, piece: bytes, at: int) -> IntakeError:
        line = self.lines + piece.count(self.newline, 0, at) + 1
        fitting = [name for name in GUESSES if _fits(piece, name) and name != self.form.encoding]
        hint = _(" It can be read as %(names)s.") % {"names": ", ".join(fitting)} if fitting else ""
        found = piece[at : at + 4].hex(" ")
        return IntakeError(
            _("%(file)s, line %(line)s: not readable as %(encoding)s (bytes %(bytes)s).%(hint)s")
            % {
                "file": self.name,
                "line": line,
                "encoding": self.form.encoding,
                "bytes": found,
                "hint": hint,
            }
        )


def _is_utf8(piece: bytes) -> bool:
    """Arrow looks at many bytes at once, and lets other threads work meanwhile."""
    bounds = pa.array([0, len(piece)], pa.int32()).buffers()[1]
    values = pa.Array.from_buffers(pa.binary(), 1, [None, bounds, pa.py_buffer(piece)])
    try:
        values.cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _fits(piece: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(piece)
    except UnicodeDecodeError:
        return False
    return True
