"""Makes the database and the translations ready to serve."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from fairdue.config import database, messages


class NotReadyError(RuntimeError):
    """Something must be done by a person first; the message says what."""


def unapplied_migrations() -> list[str]:
    """Migrations that the database has not seen, as room.name."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def make_ready(tell: Callable[[str], None]) -> None:
    """Migrate the embedded database and compile translations, where needed.

    A server of one's own is never migrated unasked: raises NotReadyError.
    """
    waiting = unapplied_migrations()
    if waiting and not database.is_embedded():
        raise NotReadyError(
            _("the database lacks %(number)s migrations; back it up, then run `fairdue migrate`")
            % {"number": len(waiting)}
        )
    if waiting:
        tell(
            _("bringing the database up to date (%(number)s migrations)") % {"number": len(waiting)}
        )
        call_command("migrate", verbosity=0, interactive=False)
    for path in messages.compile_stale():
        tell(_("compiled %(path)s") % {"path": path.relative_to(messages.PACKAGE)})
