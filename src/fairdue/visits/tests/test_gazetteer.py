"""Addresses are found to their district, and what names none is said to be unknown."""

from __future__ import annotations

import pytest

from fairdue.visits.gazetteer import CITY, DISTRICT, PROVINCE, UNKNOWN, around, locate
from fairdue.visits.routing.distances import Spot, straight_metres


@pytest.mark.parametrize(
    ("address", "level", "code"),
    [
        ("上海市浦东新区不存在路12号", DISTRICT, "310115"),
        ("北京市朝阳区不存在路3栋301室", DISTRICT, "110105"),
        ("吉林省长春市朝阳区不存在路3号", DISTRICT, "220104"),
        ("江苏省南京市鼓楼区不存在路3号", DISTRICT, "320106"),
        ("福建省福州市鼓楼区不存在路3号", DISTRICT, "350102"),
        ("广东省东莞市南城街道不存在路", CITY, "441900"),
        ("海南省某处", PROVINCE, "460000"),
        ("221B Nowhere Street, London", UNKNOWN, None),
        ("不知道在哪里", UNKNOWN, None),
        ("", UNKNOWN, None),
    ],
)
def test_an_address_is_found_to_the_smallest_division_it_names(
    address: str, level: str, code: str | None
) -> None:
    [found] = locate([address])
    assert (found.level, found.division.code if found.division else None) == (level, code)


def test_all_of_many_addresses_come_back_in_their_order() -> None:
    assert [each.level for each in locate(["上海市徐汇区", "x", "重庆市渝北区"])] == [
        DISTRICT,
        UNKNOWN,
        DISTRICT,
    ]
    assert locate([]) == []


def test_the_seats_are_where_they_should_be() -> None:
    [found] = locate(["上海市黄浦区"])
    assert found.division is not None
    seat = Spot(found.division.latitude, found.division.longitude)
    assert straight_metres(seat, Spot(31.2304, 121.4737)) < 5_000
    assert "310101" in {each.code for each in around(seat, 0.1)}
