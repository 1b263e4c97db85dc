"""Registering a phone, opening its store again, and hearing that it was wiped."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from fairdue.field.access import VisitorRequest, body_of, call, device_in
from fairdue.visits.actions.devices import Opened, note_wiped, open_device, register_device


@call
def register(request: VisitorRequest) -> dict[str, Any]:
    """Register the phone with the key it made, and hand it the key to its store."""
    told = body_of(request)
    try:
        public_key = base64.b64decode(told["public_key"], validate=True)
    except binascii.Error:
        public_key = b""
    opened = register_device(
        uuid=device_in(told),
        name=str(told.get("name", "")),
        public_key=public_key,
        staff=request.user,
        at=request.now,
    )
    return _key(opened)


@call
def open_again(request: VisitorRequest) -> dict[str, Any]:
    """Hand the key out again to whoever signed in anew."""
    return _key(open_device(uuid=device_in(body_of(request)), staff=request.user))


@call
def wiped(request: VisitorRequest) -> dict[str, Any]:
    """Note that the phone deleted its store."""
    note_wiped(uuid=device_in(body_of(request)), staff=request.user, at=request.now)
    return {}


@call
def nothing_here(_request: VisitorRequest) -> dict[str, Any]:
    """Where the program's calls begin; by itself it says nothing."""
    return {}


def _key(opened: Opened) -> dict[str, Any]:
    return {"key": base64.b64encode(opened.key).decode()}
