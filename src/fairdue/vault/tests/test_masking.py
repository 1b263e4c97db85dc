"""What a screen shows without a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fairdue.vault.masking import (
    mask_address,
    mask_email,
    mask_id_number,
    mask_name,
    mask_phone,
)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "张三丰", "张**"),
        (mask_name, "张三", "张*"),
        (mask_name, "Li Wei", "Li W*"),
        (mask_name, "Cher", "C*"),
        (mask_name, "  ", ""),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "12345", "****45"),
        (mask_id_number, "11010119900101001X", "1****************X"),
        (mask_id_number, "1234", "****"),
        (mask_email, "liwei@example.org", "l***@example.org"),
        (mask_address, "北京市朝阳区某街1号", "北京市朝阳区***"),
        (mask_address, "", ""),
    ],
)
def test_shows_only_what_identifies_to_those_who_know(
    mask: Callable[[str], str], value: str, shown: str
) -> None:
    assert mask(value) == shown
