"""Reads a file by its format."""

from __future__ import annotations

from collections.abc import Callable

from fairdue.kernel.text import Text
from fairdue.quality.rules.reading import subtitles, tables
from fairdue.quality.rules.reading.lines import Gathering, Read

BYTES_MAX = 5_000_000
FORMATS: dict[str, Callable[[str, str, Gathering], None]] = {
    "vtt": subtitles.read_vtt,
    "srt": subtitles.read_srt,
    "json": tables.read_json,
    "csv": tables.read_csv,
}
"""By the ending of a file's name."""

WHOLE = Text("the file", "整个文件")


def format_of(name: str) -> str:
    """The format that a file's name tells; "" for one that isn't known."""
    ending = name.rpartition(".")[2].lower()
    return ending if ending in FORMATS else ""


def read(content: bytes, file_format: str, reference: str = "") -> Read:
    """The talks of a file. `reference` (attempt:12, call:3) is whose they are where it is told
    outside the file; what the file itself says comes first. Raises KeyError for another format.
    """
    reader, found = FORMATS[file_format], Gathering()
    if len(content) > BYTES_MAX:
        found.fault(
            WHOLE,
            f"It is larger than {BYTES_MAX // 1_000_000} MB. Divide it.",
            f"文件超过{BYTES_MAX // 1_000_000}MB，请拆分。",
        )
        return found.result(WHOLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found.fault(
            Text(f"line {line}", f"第{line}行"),
            "It is not UTF-8. Save the file as UTF-8 and try again.",
            "不是UTF-8编码，请另存为UTF-8后重试。",
        )
        return found.result(WHOLE)
    reader(text.replace("\r\n", "\n").replace("\r", "\n"), reference, found)
    return found.result(WHOLE)
