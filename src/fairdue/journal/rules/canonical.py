"""One spelling for every JSON value, so that equal contents have equal bytes.

As RFC 8785, but for three things: names are sorted by code point, numbers with a fraction keep
the digits they were written with, and lone surrogates are refused. docs/algorithms/proof.md says
it in words.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NUMBER = "\0"
"""Begins the text that stands for a number with a fraction; no text of ours contains it."""
_RAW = re.compile(r'"\\u0000([-+.0-9eE]+)"')
_write = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def parse(text: str) -> Any:
    """The value of a JSON text. Raises ValueError (or RecursionError) where it is none.

    A number with a fraction or exponent becomes an opaque text that `canonical` writes as it was.
    """
    return _read(text)


def canonical(value: Any) -> str:
    """The one spelling of a value given by `parse`, or built of texts, integers, lists, dicts."""
    text = _write(value)
    return _RAW.sub(r"\1", text) if "\\u0000" in text else text


def spelled(text: str) -> str:
    """The one spelling of what a JSON text says."""
    return canonical(parse(text))


def _exact(text: str) -> str:
    return _NUMBER + text


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


_read = json.JSONDecoder(parse_float=_exact, parse_constant=_refuse).decode
