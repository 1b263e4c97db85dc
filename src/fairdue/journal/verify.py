"""Checks exported bundles offline: `python -m fairdue.journal.verify FILE …`.

Needs Python and `cryptography`, nothing else: no database, no settings.
"""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from fairdue.journal.rules.checking import NotABundleError, check
from fairdue.journal.rules.faults import Report
from fairdue.kernel.text import Text

SOUND, BROKEN, NO_BUNDLE = 0, 1, 2
LINE_BYTES_MAX = 64 * 1024 * 1024
"""No line of ours is near as long; another file may have no line ends at all."""
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check each file and print what is wrong. Gives 0 sound, 1 broken, 2 not a bundle."""
    parser = ArgumentParser(
        prog="fairdue verify",
        description="Check exported bundles offline and name the first broken record.",
    )
    add_arguments(parser)
    asked = parser.parse_args(arguments)
    if not asked.files:
        parser.error("name a FILE")
    return verify(asked.files, asked.key or [])


def add_arguments(parser: ArgumentParser) -> None:
    """What can be asked of a check of files."""
    parser.add_argument(
        "--database", action="store_true", help="check this installation's own journal instead"
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="an exported bundle")
    parser.add_argument(
        "--key",
        action="append",
        metavar="FINGERPRINT",
        help="accept only this key; may be given more than once",
    )


def fingerprints(keys: Sequence[str]) -> list[str] | None:
    """Keys as they were typed, spaces and colons left out; None, and said why, if one is none."""
    bare = [re.sub(r"[\s:]", "", key).lower() for key in keys]
    wrong = [key for key in bare if not _FINGERPRINT.fullmatch(key)]
    if not wrong:
        return bare
    _refuse(
        Text(
            f"--key {wrong[0]}: a fingerprint has 64 hex digits; see `fairdue proof key`",
            f"--key {wrong[0]}：指纹为64位十六进制数字，见`fairdue proof key`",
        )
    )
    return None


def verify(files: Sequence[str], keys: Sequence[str]) -> int:
    """Check files, printing as it goes; the worst result of all."""
    trusted = fingerprints(keys)
    if trusted is None:
        return NO_BUNDLE
    results = []
    for name in files:
        if len(files) > 1:
            print(f"{name}:")
        results.append(_verify_file(Path(name), trusted))
    return max(results, default=SOUND)


def _verify_file(path: Path, trusted: Sequence[str]) -> int:
    try:
        with path.open("rb") as file:
            report = check(iter(lambda: file.readline(LINE_BYTES_MAX), b""), trusted)
    except OSError as error:
        return _refuse(
            Text(f"can't read {path}: {error.strerror}", f"无法读取{path}：{error.strerror}")
        )
    except NotABundleError:
        return _refuse(
            Text(
                f"{path} is not a bundle of Fairdue's; make one with `fairdue proof export`",
                f"{path}不是 Fairdue 的证据包，可用`fairdue proof export`导出",
            )
        )
    return tell(report, trusted)


def tell(report: Report, trusted: Sequence[str]) -> int:
    """Print every problem, the keys where none is insisted on, and the summary."""
    for problem in report.problems:
        print(in_terminal(problem.text()))
    if not trusted:
        for key in sorted(report.keys):
            print(
                in_terminal(
                    Text(
                        f"signed by key {key}: compare it with the one the institution gave you",
                        f"签名密钥 {key}：请与机构另行提供的指纹核对",
                    )
                )
            )
    print(in_terminal(report.summary()))
    return SOUND if report.is_sound else BROKEN


def in_terminal(text: Text) -> str:
    """Chinese where the terminal's locale is, else English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return text.in_language(next((value for name in names if (value := os.environ.get(name))), ""))


def _refuse(text: Text) -> int:
    print(in_terminal(text), file=sys.stderr)
    return NO_BUNDLE


if __name__ == "__main__":
    sys.exit(main())
