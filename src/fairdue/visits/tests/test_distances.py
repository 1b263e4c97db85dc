"""Ways: a straight line with a detour, or asked of a road server that speaks OSRM's protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from fairdue.visits.routing.distances import Spot, StraightLine, straight_metres
from fairdue.visits.routing.osrm import BLOCK, Osrm, OsrmError
from fairdue.visits.routing.stops import UNREACHABLE

BEIJING, SHANGHAI = Spot(39.9042, 116.4074), Spot(31.2304, 121.4737)


class Roads(BaseHTTPRequestHandler):
    """A road server: straight lines at 10 m/s; nobody drives to or from latitude 0."""

    places_max = 100

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        service, version, profile, places = parts.path.strip("/").split("/")
        asked = parse_qs(parts.query)
        spots = [
            Spot(float(pair.split(",")[1]), float(pair.split(",")[0])) for pair in places.split(";")
        ]
        if (service, version, profile) != ("table", "v1", "driving"):
            return self._answer(400, {"code": "InvalidService"})
        if len(spots) > self.places_max:
            return self._answer(400, {"code": "TooBig"})
        rows = [int(n) for n in asked["sources"][0].split(";")]
        columns = [int(n) for n in asked["destinations"][0].split(";")]

        def way(one: Spot, other: Spot) -> float | None:
            nowhere = 0.0 in (one.latitude, other.latitude)
            return None if nowhere else straight_metres(one, other)

        table = [[way(spots[i], spots[j]) for j in columns] for i in rows]
        durations = [[None if each is None else each / 10 for each in row] for row in table]
        return self._answer(200, {"code": "Ok", "distances": table, "durations": durations})

    def _answer(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def roads() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Roads)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_from_beijing_to_shanghai_it_is_1067_kilometres() -> None:
    assert straight_metres(BEIJING, SHANGHAI) == pytest.approx(1_067_300, rel=0.001)


def test_a_straight_line_has_its_detour_and_speed() -> None:
    ways = StraightLine(detour=1.4, metres_per_second=10).ways([BEIJING, SHANGHAI])
    assert ways.metres[0][1] == ways.metres[1][0] == pytest.approx(1_494_300, rel=0.001)
    assert ways.seconds[0][1] == -(-ways.metres[0][1] // 10)
    assert ways.metres[0][0] == 0


def test_two_homes_known_by_their_district_only_still_lie_apart() -> None:
    one, other = Spot(31.2, 121.5, within_metres=3000), Spot(31.2, 121.5, within_metres=3000)
    assert StraightLine(1.0, 10).ways([one, other]).metres[0][1] == 3000


def test_a_road_server_is_asked_in_blocks_it_takes(roads: str) -> None:
    spots = [Spot(30 + n / 1000, 120) for n in range(2 * BLOCK + 3)]
    ways = Osrm(roads).ways(spots)
    for one, other in ((0, 1), (3, 2 * BLOCK + 2), (BLOCK, BLOCK - 1)):
        straight = straight_metres(spots[one], spots[other])
        assert 0 <= ways.metres[one][other] - straight < 2
        assert 0 <= ways.seconds[one][other] - straight / 10 < 2


def test_where_there_is_no_road_nobody_drives(roads: str) -> None:
    ways = Osrm(roads).ways([SHANGHAI, Spot(0.0, 0.0)])
    assert ways.seconds[0][1] == ways.metres[0][1] == UNREACHABLE


def test_a_server_that_fails_is_named_without_the_places_asked_about(roads: str) -> None:
    with pytest.raises(OsrmError, match="did not answer") as gone:
        Osrm("http://127.0.0.1:9").ways([BEIJING, SHANGHAI])
    assert "116.4" not in str(gone.value) and gone.value.__cause__ is None
    with pytest.raises(OsrmError, match="400 InvalidService"):
        Osrm(roads, profile="walking").ways([BEIJING, SHANGHAI])


@pytest.mark.parametrize("url", ["http://router.example.org", "http://8.8.8.8", "ftp://x", "osrm"])
def test_where_people_live_is_not_sent_in_the_open(url: str) -> None:
    with pytest.raises(ValueError, match="FAIRDUE_OSRM_URL"):
        Osrm(url)
