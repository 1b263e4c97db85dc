"""The console command `fairdue`: our own commands, with Django's beneath."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from fairdue.journal import verify

NEEDS_NO_DATABASE = {"doctor", "generate", "law", "translate", "help", "--help", "-h", "--version"}
OF_FILES = {("strategy", "check"), ("strategy", "export"), ("strategy", "import")}
"""Questions of commands that otherwise do need it."""


def main() -> None:
    """Run one command. Starts the embedded database for the commands that need one."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "verify" and "--database" not in sys.argv:
        sys.exit(verify.main(sys.argv[2:]))  # offline: no settings, no database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdue.config.settings")
    signal.signal(signal.SIGTERM, _end)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import translation

    from fairdue.config import database
    from fairdue.config.helping import Console

    try:
        django.setup()
        translation.activate(terminal_language())
        if command not in NEEDS_NO_DATABASE and tuple(sys.argv[1:3]) not in OF_FILES:
            database.start()
    except (database.DatabaseError, ImproperlyConfigured) as error:
        sys.exit(f"fairdue: {error}")
    except OSError as error:
        sys.exit(
            f"fairdue: can't use the data folder: {error}. Make it writable, or name another in "
            "FAIRDUE_VAR."
        )
    utility = Console(["fairdue", *sys.argv[1:]])
    utility.prog_name = "fairdue"
    try:
        utility.execute()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `fairdue doctor | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)


def terminal_language() -> str:
    """Chinese where the terminal's locale is, else English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    return "zh-hans" if locale.lower().startswith("zh") else "en"


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """Leave as after an error, so that an embedded database nobody uses any more is stopped."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
