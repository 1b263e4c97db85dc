"""What `fairdue` says by itself: our own commands with what they do, Django's by name."""

from __future__ import annotations

from textwrap import fill

from django.core.management import ManagementUtility, get_commands, load_command_class
from django.utils.translation import gettext as _

OURS = "fairdue.config"
DAILY = ("demo", "serve", "intake", "nightly", "generate", "doctor")
"""Shown first, in this order; the rest of ours follow by name."""
WIDTH = 96
INDENT = 17


class Console(ManagementUtility):
    """Django's console with a first page for people who never met Django."""

    def main_help_text(self, commands_only: bool = False) -> str:
        """The page; with `commands_only` the bare names, for shells that complete them."""
        if commands_only:
            return super().main_help_text(commands_only=True)
        found = get_commands()
        ours = [name for name in sorted(found) if found[name] == OURS and name not in DAILY]
        theirs = [name for name in sorted(found) if found[name] != OURS]
        lines = [_("fairdue COMMAND [OPTION ...]; `fairdue COMMAND --help` says more."), ""]
        lines += [_line(name) for name in (*DAILY, *ours)]
        lines += ["", _("Django's own commands:")]
        lines.append(fill(", ".join(theirs), WIDTH, initial_indent="  ", subsequent_indent="  "))
        return "\n".join(lines)


def _line(name: str) -> str:
    text = str(load_command_class(OURS, name).help)
    gap = " " * INDENT
    return fill(text, WIDTH, initial_indent=f"  {name:<{INDENT - 2}}", subsequent_indent=gap)
