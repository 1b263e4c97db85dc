"""Who may call: a token that is valid, with the scope, not too often; once for one key."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from fairdue.api.interface import interface
from fairdue.api.parsing import BYTES_MAX
from fairdue.api.tests.conftest import BASE, System, granted
from fairdue.api.tests.people import AT
from fairdue.integration.actions.tokens import revoke_token
from fairdue.integration.models import Endpoint, TokenUse
from fairdue.integration.rules.scopes import SCOPES
from fairdue.people.actors import Console

HOOK = {"name": "crm", "url": "https://example.org/hooks"}


def problem(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(response.content)
    assert (told["status"], told["code"]) == (status, code)
    assert told["type"] == f"urn:fairdue:problem:{code}"
    return told


def operations() -> list[tuple[str, str, str]]:
    """Every call there is, that asks for a token: method, path, scope."""
    return [
        (method, path.removeprefix(BASE), operation["x-scope"])
        for path, methods in interface.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
        if "security" in operation
    ]


def call(system: System, method: str, path: str) -> HttpResponse:
    path = path.replace("{name}", "crm").replace("{", "").replace("}", "")
    filled = "/".join("1" if part.endswith("_id") else part for part in path.split("/"))
    return system.get(filled) if method == "get" else system.post(filled, {})


def test_every_scope_that_a_call_asks_for_exists() -> None:
    assert {scope for _method, _path, scope in operations()} <= set(SCOPES)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "_scope"), operations())
def test_nobody_calls_without_a_token(method: str, path: str, _scope: str) -> None:
    response = call(System(), method, path)
    problem(response, 401, "unauthenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "scope"), operations())
def test_nobody_calls_without_the_scope(method: str, path: str, scope: str) -> None:
    other = granted(*(known for known in SCOPES if known != scope))
    assert scope in problem(call(other, method, path), 403, "scope_missing")["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "fdt_" + "a" * 43, "x", "fdt_ a", "\x7f"])
def test_a_token_that_is_none_says_nothing_more(token: str) -> None:
    problem(System(token).get("/webhooks"), 401, "unauthenticated")


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "bearer  ", "fdt_x", "Bearer \u00e9"])
def test_other_ways_to_sign_in_are_none(header: str) -> None:
    response = System().client.get(f"{BASE}/webhooks", headers={"Authorization": header})
    problem(response, 401, "unauthenticated")


def test_a_revoked_token_opens_nothing(system: System) -> None:
    assert system.get("/webhooks").status_code == 200
    revoke_token(name="core-banking", actor=Console(), at=AT)
    problem(system.get("/webhooks"), 401, "unauthenticated")
    problem(system.post("/webhooks", HOOK), 401, "unauthenticated")


@pytest.mark.django_db
def test_an_expired_token_opens_nothing() -> None:
    late = granted(days=1, at=AT - timedelta(days=1, seconds=1))
    problem(late.get("/webhooks"), 401, "unauthenticated")


@pytest.mark.django_db
def test_signing_in_at_the_desk_opens_nothing_here(admin_client: Any) -> None:
    problem(admin_client.get(f"{BASE}/webhooks"), 401, "unauthenticated")


def test_too_many_calls_wait(system: System) -> None:
    assert system.get("/webhooks").status_code == 200
    TokenUse.objects.update(calls=10_000)
    response = system.get("/webhooks")
    if response.status_code == 200:  # a minute began in between
        TokenUse.objects.update(calls=10_000)
        response = system.get("/webhooks")
    problem(response, 429, "too_many_calls")
    assert 1 <= int(response["Retry-After"]) <= 60


def test_a_repeated_call_has_one_effect(system: System) -> None:
    first = system.post("/webhooks", HOOK, key="a")
    again = system.post("/webhooks", HOOK, key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Endpoint.objects.count() == 1


def test_a_key_serves_one_request(system: System) -> None:
    system.post("/webhooks", HOOK, key="a")
    problem(system.post("/webhooks", HOOK | {"name": "other"}, key="a"), 422, "key_reused")
    problem(system.post("/webhooks/crm/stop", HOOK, key="a"), 422, "key_reused")


@pytest.mark.parametrize("key", [None, "a b", "x" * 256, "\u00e9"])
def test_a_change_wants_a_key(system: System, key: str | None) -> None:
    problem(system.post("/webhooks", HOOK, key=key), 400, "idempotency_key")
    assert not Endpoint.objects.exists()


def test_a_refused_change_is_mended_under_the_same_key(system: System) -> None:
    problem(system.post("/webhooks", HOOK | {"url": "ftp://example.org"}, key="a"), 422, "refused")
    assert system.post("/webhooks", HOOK, key="a").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_calls_at_once_one_has_the_effect() -> None:
    system, answers = granted(), []
    start = threading.Barrier(5)

    def once() -> None:
        start.wait()
        try:
            answers.append(System(system.token).post("/webhooks", HOOK, key="a"))
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.content for answer in answers}) == 1
    assert Endpoint.objects.count() == 1


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[" * 100_000, b'{"name": NaN}', b"9" * 5000, b"{'a': 1}"]
)
def test_what_is_not_json_is_refused(system: System, body: bytes) -> None:
    problem(system.post("/webhooks", body), 400, "unreadable")


@pytest.mark.parametrize("body", [None, [], "1", {}, {"name": 1, "url": None}, "", b""])
def test_what_is_missing_is_named(system: System, body: Any) -> None:
    told = problem(system.post("/webhooks", body), 422, "invalid")
    assert all(error["where"].startswith("body") and error["detail"] for error in told["errors"])


def test_a_body_has_an_end(system: System) -> None:
    problem(system.post("/webhooks", b" " * (BYTES_MAX + 1)), 413, "too_large")
    problem(system.post("/webhooks", b" " * (6 * 1024 * 1024)), 413, "too_large")


def test_a_field_that_is_not_known_is_refused(system: System) -> None:
    told = problem(system.post("/webhooks", HOOK | {"secret": "mine"}), 422, "invalid")
    assert told["errors"] == [
        {
            "where": "body.secret",
            "code": "extra_forbidden",
            "detail": "is not known here; leave it out",
        }
    ]


def test_problems_are_told_in_chinese(system: System) -> None:
    chinese = System(system.token, language="zh-CN,zh;q=0.9")
    told = problem(chinese.post("/webhooks", HOOK | {"x": 1}), 422, "invalid")
    assert told["title"] == "无法办理"
    assert told["errors"][0]["detail"] == "不支持此项，请删除"
    assert (
        "权限"
        in problem(
            System(granted("events:read", name="other").token, language="zh-CN").get("/webhooks"),
            403,
            "scope_missing",
        )["detail"]
    )


def test_an_address_or_method_that_is_none_is_told_in_json(system: System) -> None:
    problem(system.get("/nothing/here"), 404, "no_such_call")
    problem(system.get("/customers/999999999"), 404, "not_found")
    response = system.client.put(f"{BASE}/webhooks")
    problem(response, 405, "method")
    assert "POST" in response["Allow"]


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "9" * 30, "9223372036854775808", "%00", "x"])
def test_a_number_out_of_bounds_is_refused(system: System, number: str) -> None:
    told = problem(system.get(f"/customers/{number}"), 422, "invalid")
    assert told["errors"][0]["where"] == "path.customer_id"


@pytest.mark.django_db
def test_the_description_and_its_page_are_open() -> None:
    schema = System().get("/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    page = System().get("/docs").content.decode()
    assert "//cdn" not in page
    assert "https://" not in page
