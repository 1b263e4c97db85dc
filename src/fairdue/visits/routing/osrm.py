"""Ways by road, asked of a server of one's own that speaks OSRM's table service (version 1).

The places asked about are where people live, and the protocol has them in the address of the
request. So the server must be reached within one's own network, or by https.
Source: OSRM, HTTP API, "Table service".
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from fairdue.visits.routing.distances import Spot
from fairdue.visits.routing.stops import UNREACHABLE, Ways

BLOCK = 50
"""Places from which, and to which, one request asks: OSRM takes 100 in all by default."""

SECONDS = 10.0


class OsrmError(RuntimeError):
    """The server didn't answer, or not as the protocol has it. Says what, and what to look at."""


@dataclass(frozen=True, slots=True)
class Osrm:
    """A server at `url`, such as http://127.0.0.1:5000, and the profile it was built for."""

    url: str
    profile: str = "driving"

    def __post_init__(self) -> None:
        """Refuse to send where people live over a network of others in the open."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("FAIRDUE_OSRM_URL must be like http://127.0.0.1:5000 or https://…")
        if parts.scheme == "http" and not _is_ours(parts.hostname):
            raise ValueError(
                "FAIRDUE_OSRM_URL names a host outside your own network without https; the places "
                "asked about are where people live. Use https, or a private address."
            )

    def ways(self, spots: Sequence[Spot]) -> Ways:
        """See `distances.Distances`. Raises OsrmError."""
        size = len(spots)
        metres = [[0] * size for _ in range(size)]
        seconds = [[0] * size for _ in range(size)]
        with httpx.Client(timeout=SECONDS) as client:
            for first in range(0, size, BLOCK):
                for second in range(0, size, BLOCK):
                    rows = range(first, min(first + BLOCK, size))
                    columns = range(second, min(second + BLOCK, size))
                    found = self._ask(client, spots, rows, columns)
                    for i, row in enumerate(rows):
                        for j, column in enumerate(columns):
                            if row != column:
                                metres[row][column] = _whole(found["distances"][i][j])
                                seconds[row][column] = _whole(found["durations"][i][j])
        return Ways(tuple(map(tuple, metres)), tuple(map(tuple, seconds)))

    def _ask(
        self, client: httpx.Client, spots: Sequence[Spot], rows: range, columns: range
    ) -> dict[str, Any]:
        """One block of the table."""
        both = list(dict.fromkeys((*rows, *columns)))
        where = {number: place for place, number in enumerate(both)}
        places = ";".join(f"{spots[n].longitude:.6f},{spots[n].latitude:.6f}" for n in both)
        asked = {
            "annotations": "duration,distance",
            "sources": ";".join(str(where[n]) for n in rows),
            "destinations": ";".join(str(where[n]) for n in columns),
        }
        address = f"{self.url.rstrip('/')}/table/v1/{self.profile}/{places}"
        try:
            answer = client.get(address, params=asked)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            # Not the error's own words: they name the address, and with it where people live.
            raise OsrmError(
                f"the road server did not answer ({type(error).__name__}); see FAIRDUE_OSRM_URL"
            ) from None
        if answer.status_code != httpx.codes.OK or found.get("code") != "Ok":
            code = found.get("code") if isinstance(found, dict) else ""
            raise OsrmError(f"the road server answered {answer.status_code} {code}")
        for name in ("durations", "distances"):
            table = found.get(name)
            if not isinstance(table, list) or [len(row) for row in table] != [len(columns)] * len(
                rows
            ):
                raise OsrmError(f"the road server's {name} are not a table of what was asked")
        return dict(found)


def _whole(value: float | None) -> int:
    """A null is a way that there is not."""
    return UNREACHABLE if value is None else min(math.ceil(value), UNREACHABLE)


def _is_ours(host: str) -> bool:
    if "." not in host and ":" not in host:  # a name that only one's own network knows
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private or address.is_loopback
