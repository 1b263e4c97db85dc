"""What the migrations make is what the models say."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.tidy.sources import PACKAGE


def test_no_model_has_changed_without_a_migration() -> None:
    """Of our own rooms; texts of choices, untranslated, are part of it, as Django counts them."""
    loader = MigrationLoader(None)
    made, wanted = loader.project_state(), ProjectState.from_apps(apps)
    with translation.override(None):
        changes = MigrationAutodetector(made, wanted).changes(loader.graph)
    missing = {
        room: [change.describe() for migration in migrations for change in migration.operations]
        for room, migrations in changes.items()
        if (PACKAGE / room).is_dir()
    }
    assert not missing, "run: fairdue makemigrations"
