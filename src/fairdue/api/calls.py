"""How calls come in: who calls, under which scope, how often, and once for one key."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, cast, get_args

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router
from ninja.decorators import decorate_view
from ninja.security import HttpBearer
from pydantic import BaseModel

from fairdue.api.problems import Problem, ProblemDetails, answer
from fairdue.integration.actions.answering import (
    Answered,
    OtherRequestError,
    once,
    request_digest,
)
from fairdue.integration.actions.recognising import Caller, caller_of, seconds_to_wait
from fairdue.integration.queries.policy import api_policy
from fairdue.integration.rules.scopes import SCOPES
from fairdue.kernel.text import Text

KEY_HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
PROBLEMS = dict.fromkeys((400, 401, 403, 404, 422, 429), ProblemDetails)

View = Callable[..., Any]


class ApiRequest(HttpRequest):
    """A call by a connected system, stamped with the moment it is handled."""

    now: datetime
    auth: Caller


class Bearer(HttpBearer):
    """Asks for a token that may do one thing."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Who calls. Raises Problem for too many calls, and for a token without the scope."""
        caller = recognised(cast("ApiRequest", request), token)
        if caller is not None and self.scope not in caller.scopes:
            means = SCOPES[self.scope]
            raise Problem(
                403,
                "scope_missing",
                Text(
                    f"This token lacks the scope {self.scope} ({means.en}). An administrator "
                    "makes another.",
                    f"该令牌没有{self.scope}权限（{means.zh}），请由管理员另行创建。",
                ),
            )
        return caller


def recognised(request: ApiRequest, token: str) -> Caller | None:
    """Whose token it is, counted once a call. Raises Problem for too many calls."""
    if not hasattr(request, "caller"):
        caller = caller_of(token, request.now)
        request.caller = caller  # type: ignore[attr-defined]
        wait = seconds_to_wait(caller, request.now) if caller else 0
        if wait:
            raise Problem(
                429,
                "too_many_calls",
                Text(f"Call again in {wait} seconds.", f"请在{wait}秒后再调用。"),
                headers={"Retry-After": str(wait)},
            )
    return cast("Caller | None", request.caller)  # type: ignore[attr-defined]


def reads(router: Router, path: str, *, scope: str, response: Any) -> Callable[[View], View]:
    """A call that changes nothing."""
    return _registered(router.get, path, scope, response, status=200, extra={})


def asks(router: Router, path: str, *, scope: str, response: Any) -> Callable[[View], View]:
    """A question with a body: what is asked for doesn't belong in an address. Changes nothing."""
    return _registered(router.post, path, scope, response, status=200, extra={})


def files(
    router: Router, path: str, *, scope: str, media_types: Sequence[str]
) -> Callable[[View], View]:
    """A call that is answered with a file; the view gives the whole answer."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    answers = {"responses": {200: {"description": "The file", "content": content}}}
    return _registered(router.get, path, scope, None, status=200, extra=answers)


def writes(
    router: Router, path: str, *, scope: str, response: Any, status: int = 201
) -> Callable[[View], View]:
    """A call that changes something: once for one idempotency key, however often it comes."""
    parameters = [
        {
            "name": KEY_HEADER,
            "in": "header",
            "required": True,
            "description": "A new one for every new request; the same one to repeat a request.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$", "examples": ["8e03978e"]},
        }
    ]
    register = _registered(
        router.post, path, scope, response, status=status, extra={"parameters": parameters}
    )

    def decorate(view: View) -> View:
        return register(decorate_view(_once(scope))(view))

    return decorate


def _registered(
    method: Callable[..., Any],
    path: str,
    scope: str,
    response: Any,
    *,
    status: int,
    extra: dict[str, Any],
) -> Callable[[View], View]:
    """Registers a view with Ninja, described with its scope and its problems."""
    register = method(
        path,
        auth=Bearer(scope),
        response={status: response, **PROBLEMS},
        openapi_extra={"x-scope": scope, **extra},
    )

    def decorate(view: View) -> View:
        signature = inspect.signature(view, eval_str=True)
        names = _query_names(signature)

        @wraps(view)
        def run(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            _refuse_unknown(set(request.GET) - names)
            given = view(request, *args, **kwargs)
            return given if isinstance(given, HttpResponse) else (status, given)

        # Ninja reads the names of types where `run` stands; here they are types already.
        run.__signature__ = signature  # type: ignore[attr-defined]
        return cast("View", register(run))

    return decorate


def _query_names(signature: inspect.Signature) -> set[str]:
    """What may be asked for after the question mark: the fields of `Query[…]`."""
    first = [get_args(each.annotation)[:1] for each in signature.parameters.values()]
    models = [kind for (kind,) in filter(None, first) if _is_model(kind)]
    return {name for model in models for name in model.model_fields}


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _refuse_unknown(names: set[str]) -> None:
    if names:
        text = Text("is not known here; leave it out", "不支持此项，请删除")
        detail = text.in_language(get_language() or "en")
        raise Problem(
            422,
            "invalid",
            Text("There is no such parameter; see errors.", "没有这些参数，详见errors。"),
            errors=[
                {"where": f"query.{name[:40]}", "code": "extra_forbidden", "detail": detail}
                for name in sorted(names)
            ],
        )


def _once(scope: str) -> Callable[[View], View]:
    def decorate(run: View) -> View:
        @wraps(run)
        def call(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                caller = recognised(request, _token(request))
                if caller is None or scope not in caller.scopes:
                    return cast("HttpResponse", run(request, *args, **kwargs))  # which says so
                return _answered(request, caller, lambda: run(request, *args, **kwargs))
            except Problem as problem:
                return answer(problem)

        return call

    return decorate


def _answered(request: ApiRequest, caller: Caller, run: Callable[[], HttpResponse]) -> HttpResponse:
    fresh: list[HttpResponse] = []

    def work() -> Answered:
        fresh.append(run())
        return Answered(fresh[0].status_code, fresh[0].content.decode())

    return kept_or_fresh(request, caller.asked_by, _key(request), work, fresh)


def kept_or_fresh(
    request: ApiRequest,
    asked_by: str,
    key: str,
    work: Callable[[], Answered],
    fresh: list[HttpResponse],
) -> HttpResponse:
    """The answer given before under this key, else what `work` leaves in `fresh`.

    Raises Problem where the key belongs to another request.
    """
    try:
        given = once(
            asked_by=asked_by,
            key=key,
            digest=request_digest(request.method or "", request.get_full_path(), request.body),
            at=request.now,
            kept=api_policy(request.now).answers_kept,
            answer=work,
        )
    except OtherRequestError as other:
        raise Problem(422, "key_reused", other.text) from None
    if not given.replayed:
        return fresh[0]
    return HttpResponse(
        given.body,
        status=given.status,
        content_type="application/json; charset=utf-8",
        headers={"Idempotent-Replayed": "true"},
    )


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _key(request: HttpRequest) -> str:
    key = request.headers.get(KEY_HEADER, "")
    if not KEY.fullmatch(key):
        raise Problem(
            400,
            "idempotency_key",
            Text(
                f"Send the header {KEY_HEADER}: 1 to 255 visible ASCII characters, new for every "
                "new request.",
                f"请携带{KEY_HEADER}请求头：1至255个可见ASCII字符，每个新请求使用新值。",
            ),
        )
    return key
