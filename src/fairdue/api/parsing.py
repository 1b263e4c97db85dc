"""Reads bodies strictly: what isn't plain JSON is refused, however it is broken."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from fairdue.api.problems import Problem
from fairdue.kernel.text import Text

BYTES_MAX = 256 * 1024


class StrictParser(Parser):
    """JSON without NaN, without endless nesting, and of a size that a request has."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. ValueError is answered by ninja, as of one that can't be read."""
        if len(request.body) > BYTES_MAX:
            raise Problem(
                413,
                "too_large",
                Text(
                    f"A body has at most {BYTES_MAX} bytes.", f"请求正文不得超过{BYTES_MAX}字节。"
                ),
            )
        try:
            return json.loads(request.body, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
