"""Which files are taken as recordings, told by their first bytes and not by their names. Pure."""

from __future__ import annotations

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

HEAD_BYTES = 12
MEGABYTE = 1_000_000
KINDS = ("WAV", "FLAC", "OGG", "MP3")
_MPEG_SYNC, _MPEG_SECOND = 0xFF, 0xE0


def kind_of(head: bytes) -> str | None:
    """WAV, FLAC, OGG or MP3 by a file's first twelve bytes; None for anything else."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "WAV"
    if head[:4] == b"fLaC":
        return "FLAC"
    if head[:4] == b"OggS":
        return "OGG"
    is_frame = len(head) > 1 and head[0] == _MPEG_SYNC and head[1] & _MPEG_SECOND == _MPEG_SECOND
    return "MP3" if head[:3] == b"ID3" or is_frame else None


def refuse_unfit(head: bytes, size: int, size_max: int) -> None:
    """Raise Refused unless a file of this beginning and size in bytes can be a recording."""
    if size > size_max:
        most = size_max // MEGABYTE
        raise Refused(
            Text(
                f"The file is larger than {most} MB. Save it as FLAC, OGG or MP3, or mono.",
                f"文件超过{most}MB，请另存为FLAC、OGG或MP3格式，或改为单声道。",
            )
        )
    if kind_of(head) is None:
        raise Refused(
            Text(
                "This is no recording: choose a WAV, FLAC, OGG or MP3 file.",
                "该文件不是录音，请选择WAV、FLAC、OGG或MP3文件。",
            )
        )


def unreadable() -> Refused:
    """What is said of a file whose sound can't be read."""
    return Refused(
        Text(
            "The sound in this file can't be read; it may be damaged. Save it again and retry.",
            "无法读取该文件中的声音，文件可能已损坏，请重新保存后再试。",
        )
    )
