"""Which database is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdue.config.database import DatabaseError, is_embedded, settings_for


def test_without_a_url_the_embedded_server_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert is_embedded()
    assert settings_for(None, Path("/srv/var"))["HOST"] == "/srv/var/postgres"


def test_a_url_names_a_server_of_one_s_own() -> None:
    found = settings_for("postgresql://fair:p%40ss@db.example:6432/cards?sslmode=require", Path())
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "cards")
    assert (found["USER"], found["PASSWORD"]) == ("fair", "p@ss")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_may_be_named_in_the_url() -> None:
    found = settings_for("postgres://fair@/cards?host=/run/postgresql", Path())
    assert (found["HOST"], found["OPTIONS"]) == ("/run/postgresql", {})


def test_another_kind_of_database_is_refused_by_name() -> None:
    with pytest.raises(DatabaseError, match="mysql"):
        settings_for("mysql://localhost/cards", Path())
