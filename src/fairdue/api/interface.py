"""The interface as a whole: its routers, its description, and what every call has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from fairdue.api.parsing import BYTES_MAX, StrictParser
from fairdue.api.problems import MEDIA_TYPE, Problem, answer, handle
from fairdue.api.views import (
    agreements,
    balances,
    customers,
    documents,
    due,
    events,
    genuine,
    hooks,
    payments,
    records,
    situation,
    transcripts,
    webhooks,
)
from fairdue.kernel.text import Text

DESCRIPTION = """What a collector or a cardholder can do, for programs.

Calls carry a token (`Authorization: Bearer fdt_…`) with scopes; each call names the one it needs as
`x-scope`. Calls that change something carry an `Idempotency-Key`: repeat a call with its key, and
it has one effect and one answer. Amounts are decimal texts in major units with a currency. What
goes wrong is answered as `application/problem+json`, in the language of `Accept-Language`
(en, zh-hans). Personal data is masked."""

View = Callable[..., HttpResponse]
LENGTH_DIGITS_MAX = 12


class Interface(NinjaAPI):
    """Ninja's, but problems are described as what they are."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The description, with answers of 400 and above as problem details."""
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        content = response["content"]
                        content[MEDIA_TYPE] = content.pop("application/json")
                    response["description"] = response.get("description") or str(status)
        return schema


interface = Interface(
    title="Fairdue",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    parser=StrictParser(),
    docs_url="/docs",
)
handle(interface)
ROOMS = (
    customers,
    balances,
    payments,
    situation,
    due,
    agreements,
    documents,
    records,
    transcripts,
    genuine,
    hooks,
    events,
    webhooks,
)
for room in ROOMS:
    interface.add_router("", room.router)


def _outermost(view: View) -> View:
    """No signing in, no caching, no page where JSON is expected, and no endless bodies."""

    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        too_large = Problem(
            413,
            "too_large",
            Text(f"A body has at most {BYTES_MAX} bytes.", f"请求正文不得超过{BYTES_MAX}字节。"),
        )
        claimed = request.META.get("CONTENT_LENGTH") or "0"
        if not (claimed.isascii() and claimed.isdigit()):
            return answer(
                Problem(
                    400,
                    "unreadable",
                    Text("Content-Length is a number of bytes.", "Content-Length须为字节数。"),
                )
            )
        if len(claimed) > LENGTH_DIGITS_MAX or int(claimed) > BYTES_MAX:
            return answer(too_large)
        try:
            if len(request.body) > BYTES_MAX:
                return answer(too_large)
        except RequestDataTooBig:
            return answer(too_large)
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            response = answer(
                Problem(
                    405,
                    "method",
                    Text(f"Use {allowed} here.", f"此处请使用{allowed}。"),
                    headers={"Allow": allowed},
                )
            )
        add_never_cache_headers(response)
        return response

    return login_not_required(csrf_exempt(call))


def _nowhere(_request: HttpRequest) -> HttpResponse:
    return answer(
        Problem(
            404,
            "no_such_call",
            Text("There is no such call; see /api/v1/docs.", "没有这个接口，请参阅/api/v1/docs。"),
        )
    )


def urls() -> list[URLPattern | URLResolver]:
    """Every address below /api/v1/."""
    patterns: list[URLPattern | URLResolver] = list(interface.urls[0])
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            root = pattern.name == "api-root"  # whose page is an error of Django's, in HTML
            pattern.callback = _outermost(_nowhere if root else pattern.callback)
    return [*patterns, re_path(r"", _outermost(_nowhere))]
