"""What goes wrong, as RFC 9457 problem details: what, where, and how to mend it, in en or zh."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from fairdue.api.problem_words import TITLES, words_of
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:fairdue:problem:"

logger = logging.getLogger("fairdue.api")


class FieldProblem(Schema):
    """What is the matter with one part of a request."""

    where: str = Field(description="Such as body.amount.currency")
    code: str
    detail: str = Field(description="What to change, in the language asked for")


class ProblemDetails(Schema):
    """An answer other than success (RFC 9457). `code` is for programs, `detail` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 - an answer, not a failure
    """Something to answer with instead of success."""

    status: int
    code: str
    text: Text
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def not_found() -> Problem:
    """There is no such thing, or not for this customer."""
    return Problem(404, "not_found", Text("There is no such record.", "没有这项记录。"))


def answer(problem: Problem) -> HttpResponse:
    """The problem as it goes out."""
    language = get_language() or "en"
    title = TITLES.get(problem.status)
    body = {
        "type": TYPE + problem.code,
        "title": title.in_language(language) if title else HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.text.in_language(language),
        "errors": list(problem.errors),
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=dict(problem.headers),
    )


def handle(api: NinjaAPI) -> None:
    """Have every exception of a call answered so."""

    @api.exception_handler(Problem)
    def known(_request: HttpRequest, problem: Problem) -> HttpResponse:
        return answer(problem)

    @api.exception_handler(Refused)
    def refused(_request: HttpRequest, given: Refused) -> HttpResponse:
        return answer(Problem(422, "refused", given.text))

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(_invalid(error.errors))

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return answer(unauthenticated())

    @api.exception_handler(HttpError)
    def unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(_unreadable(error.status_code))

    @api.exception_handler(Http404)
    def missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(not_found())

    @api.exception_handler(Exception)
    def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.error("%s %s failed", request.method, request.path, exc_info=error)
        return answer(
            Problem(
                500,
                "fault",
                Text(
                    "Something went wrong here; nothing was changed. Try again later.",
                    "系统发生故障，未作任何变更，请稍后重试。",
                ),
            )
        )


def unauthenticated() -> Problem:
    """No token, or none that is valid. Which of these it is isn't said."""
    return Problem(
        401,
        "unauthenticated",
        Text(
            "Send a valid token: Authorization: Bearer fdt_… An administrator makes one.",
            "请携带有效令牌：Authorization: Bearer fdt_…；令牌由管理员创建。",
        ),
        headers={"WWW-Authenticate": 'Bearer realm="fairdue"'},
    )


def _unreadable(status: int) -> Problem:
    return Problem(
        status,
        "unreadable",
        Text("The body must be JSON, in UTF-8.", "请求正文须为UTF-8编码的JSON。"),
    )


def _invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    language = get_language() or "en"
    found = [
        {
            "where": _where(error["loc"]),
            "code": str(error["type"]),
            "detail": words_of(error).in_language(language),
        }
        for error in errors
    ]
    return Problem(
        422,
        "invalid",
        Text(
            "Parts of the request are not as they must be; see errors.",
            "请求中有不符合要求的内容，详见errors。",
        ),
        errors=found,
    )


def _where(location: Sequence[Any]) -> str:
    """`body.amount.currency`: without the name that a body goes by in our code."""
    parts = [str(part) for part in location]
    if len(parts) > 1 and parts[0] in ("body", "query", "path"):
        parts = [parts[0], *(part for part in parts[1:] if part not in ("given", "page"))]
    return ".".join(parts)
