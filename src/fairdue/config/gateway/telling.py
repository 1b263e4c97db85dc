"""Sends the test gateway's signed notices, again and again until somebody answers 2xx."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request

from fairdue.config.gateway.store import Notice, Store
from fairdue.config.middleware import now
from fairdue.integration.rules.signatures import headers

LOOK_EVERY_SECONDS = 0.2
ANSWER_SECONDS_MAX = 5
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Never through a proxy: whoever is told is on this machine."""


def start(store: Store, secret: bytes) -> threading.Event:
    """Send what is due, from a thread of its own, until the event that is given back is set."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(LOOK_EVERY_SECONDS):
            for notice in store.due():
                tell(store, secret, notice)

    threading.Thread(target=run, name="notices", daemon=True).start()
    return stop


def tell(store: Store, secret: bytes, notice: Notice) -> None:
    """One try to be heard. Every try is signed anew, with the moment it is made."""
    body = notice.body.encode()
    request = urllib.request.Request(
        notice.url,
        data=body,
        headers=headers(secret, notice.id, now(), body) | {"Content-Type": "application/json"},
        method="POST",
    )
    try:
        with _DIRECT.open(request, timeout=ANSWER_SECONDS_MAX) as answer:
            store.heard(notice, str(answer.status), well=True)
    except urllib.error.HTTPError as error:
        store.heard(notice, str(error.code), well=False)
    except OSError as error:
        store.heard(notice, type(error).__name__, well=False)
