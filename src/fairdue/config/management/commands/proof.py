"""`fairdue proof`: the signing key, sealing, and one customer's proof."""

from __future__ import annotations

import time
import traceback
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import close_old_connections
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.journal.sealing import newest_seal, seal, waiting
from fairdue.kernel.refusal import Refused
from fairdue.portfolio.figures import customer_id_of
from fairdue.reporting.exports.proof import export_proof
from fairdue.vault.keys import KeyFileError
from fairdue.vault.signing import signing_file, signing_key


class Command(DatabaseCommand):
    """Everything about proof but checking it, which is `fairdue verify`."""

    help = "Show the signing key, seal the journal, or export one customer's proof."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("key", help="show the signing key's fingerprint and the state of sealing")
        sealing = deeds.add_parser("seal", help="seal what the journal has gained")
        sealing.add_argument("--every", type=int, metavar="SECONDS", help="and go on doing so")
        export = deeds.add_parser("export", help="write one customer's proof into a file")
        export.add_argument("--customer", required=True, metavar="REF", help="customer reference")
        export.add_argument("--out", required=True, type=Path, metavar="FILE")
        export.add_argument("--reason", default="asked for at the console", help="kept")
        export.add_argument("--actor", default="console", help="who is named in the journal")

    def handle(self, *_args: Any, deed: str, **options: Any) -> None:
        """Do it."""
        try:
            if deed == "key":
                self._key()
            elif deed == "seal":
                self._seal(options["every"])
            else:
                self._export(options)
        except KeyFileError as error:
            raise CommandError(str(error)) from None

    def _key(self) -> None:
        key, last, left = signing_key(), newest_seal(), waiting()
        self.stdout.write(_("fingerprint  %(print)s") % {"print": key.fingerprint})
        self.stdout.write(_("public key   %(key)s") % {"key": key.public.hex()})
        self.stdout.write(_("kept in      %(path)s") % {"path": signing_file()})
        if last is not None:
            self.stdout.write(
                _("last seal    %(number)s, %(at)s, %(count)s entries")
                % {"number": last.number, "at": last.sealed_at.isoformat(), "count": last.count}
            )
        self.stdout.write(_("not sealed   %(count)s entries") % {"count": left.entries})

    def _seal(self, every: int | None) -> None:
        """Once; or for as long as the process lives, whatever fails: entries can wait."""
        while every is not None:
            close_old_connections()
            try:
                seal(at=now())
            except KeyFileError as error:
                self.stderr.write(str(error))
            except Exception:
                self.stderr.write(traceback.format_exc())
            time.sleep(every)
        done = seal(at=now())
        self.stdout.write(
            _("%(entries)s entries sealed in %(seals)s seals")
            % {"entries": done.entries, "seals": done.seals}
        )

    def _export(self, options: dict[str, Any]) -> None:
        ref, out = options["customer"], options["out"]
        customer_id = customer_id_of(ref)
        if customer_id is None:
            raise CommandError(_("there is no customer %(ref)s") % {"ref": ref})
        if out.exists():
            raise CommandError(_("%(path)s exists already; name another file") % {"path": out})
        try:
            with out.open("x", encoding="utf-8", newline="\n") as file:
                export = export_proof(
                    customer_id=customer_id,
                    reason=options["reason"],
                    actor=options["actor"],
                    at=now(),
                )
                file.writelines(export.lines)
        except Refused as refused:
            out.unlink(missing_ok=True)
            raise CommandError(refused.text.in_language(get_language() or "en")) from None
        except OSError as error:
            raise CommandError(
                _("can't write %(path)s: %(why)s") % {"path": out, "why": error.strerror}
            ) from None
        self.stdout.write(
            _("Written to %(path)s; check it with: fairdue verify %(path)s") % {"path": out}
        )
