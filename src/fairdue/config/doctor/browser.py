"""Chromium and a Chinese font: what shows pages to tests, and characters on paper."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from fairdue.config.doctor.finding import Finding, Level

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CJK_FONT_MARKS = ("CJK", "SourceHan", "wqy-", "DroidSansFallback", "NotoSansSC", "PingFang")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
)
PACKAGES = {"chromium": "chromium", "font": "fonts-noto-cjk"}


def chinese_font() -> Iterator[Finding]:
    """A font with Chinese characters, for PDF and charts."""
    font = _font()
    if font:
        yield Finding(Level.OK, _("Chinese font"), font)
    else:
        yield Finding(
            Level.WARNING,
            _("Chinese font"),
            _("none found: PDF and charts would show boxes"),
            _("Debian or Ubuntu: apt-get install fonts-noto-cjk; elsewhere Noto Sans CJK SC"),
        )


def chromium() -> Iterator[Finding]:
    """Chromium, for the browser tests only."""
    found = _chromium()
    if found:
        yield Finding(Level.OK, "Chromium", found)
    else:
        yield Finding(
            Level.WARNING,
            "Chromium",
            _("none found: needed for the browser tests only"),
            _("Debian or Ubuntu: apt-get install chromium; elsewhere install Chromium or Chrome"),
        )


def bring_browser(tell: Callable[[str], None]) -> Finding | None:
    """Install Chromium and the font where we may; else the problem that remains, if any."""
    missing = []
    if _chromium() is None:
        missing.append(PACKAGES["chromium"])
    if _font() is None:
        missing.append(PACKAGES["font"])
    if not missing:
        return None
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        text = _("missing: %(names)s") % {"names": ", ".join(missing)}
        mend = _("as root on Debian or Ubuntu: %(command)s; elsewhere install the like") % {
            "command": " ".join(command)
        }
        return Finding(Level.PROBLEM, _("browser tests"), text, mend)
    tell(_("installing %(names)s") % {"names": ", ".join(missing)})
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update"], command):
        run = subprocess.run(
            step,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode and step is command:
            last = (run.stderr.strip() or run.stdout.strip()).splitlines()[-1:]
            text = _("%(command)s failed: %(why)s") % {
                "command": " ".join(command),
                "why": " ".join(last),
            }
            return Finding(Level.PROBLEM, _("browser tests"), text, _("run it by hand and see"))
    return None


def _chromium() -> str | None:
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def _font() -> str | None:
    """The name of some font file with Chinese characters."""
    for folder in FONT_FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[to]t[fc]")):
            if any(mark in path.name for mark in CJK_FONT_MARKS):
                return path.name
    return None
