"""Plain maps: everything that is drawn lies inside, and numbers never lie on one another."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from fairdue.desk.oversight.maps import HEIGHT, MARGIN, WIDTH, frame_of, labels_of, spread
from fairdue.visits.routing.distances import Spot

SPOTS = st.lists(st.builds(Spot, st.floats(20, 50), st.floats(80, 130)), min_size=1, max_size=12)


@given(SPOTS)
def test_all_places_lie_inside_the_margins(spots: list[Spot]) -> None:
    frame = frame_of(spots)
    for spot in spots:
        x, y = frame.point(spot)
        assert MARGIN - 1 <= x <= WIDTH - MARGIN + 1
        assert MARGIN - 1 <= y <= HEIGHT - MARGIN + 1


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), max_size=20))
def test_numbers_are_drawn_apart(points: list[tuple[float, float]]) -> None:
    drawn = spread(points)
    assert len(drawn) == len(points)
    for one, a in enumerate(drawn):
        for b in drawn[:one]:
            assert math.dist(a, b) >= 30.9


def test_names_of_districts_are_inside_and_apart() -> None:
    labels = labels_of(frame_of([Spot(31.15, 121.35), Spot(31.35, 121.65)]))
    assert {"黄浦区", "浦东新区"} & {each.name for each in labels}
    assert all(0 < each.x < WIDTH and 0 < each.y < HEIGHT for each in labels)


def test_the_scale_says_how_far_it_is() -> None:
    frame = frame_of([Spot(31.15, 121.35), Spot(31.35, 121.65)])
    length, label = frame.bar
    assert label == "5 km" and 60 <= length < 200
