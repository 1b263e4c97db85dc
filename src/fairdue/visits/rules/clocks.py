"""How far a telephone's clock is off, and when things happened by ours. Pure.

A telephone says what its clock shows as it hands in; we know what ours shows. The difference is
its offset, and both times are kept: what the telephone wrote, and what we take it to mean.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from fairdue.kernel.text import Text


def offset_of(sent_at: datetime, received_at: datetime) -> timedelta:
    """What to add to the telephone's times to get ours: negative where its clock is ahead."""
    return received_at - sent_at


def by_our_clock(phone_at: datetime, offset: timedelta, received_at: datetime) -> datetime:
    """When it happened by our clock; never after we heard of it."""
    return min(phone_at + offset, received_at)


def is_wrong(offset: timedelta, tolerance: timedelta) -> bool:
    """Is the clock further off than the lender takes for a slip?"""
    return abs(offset) > tolerance


def said(offset: timedelta) -> Text:
    """How wrong the clock is, in words for the person who carries it."""
    minutes = round(abs(offset).total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d", "天"), (hours, "h", "小时"), (minutes, "min", "分钟")]
    shown = [part for part in parts if part[0]] or [parts[-1]]
    en = " ".join(f"{count} {unit}" for count, unit, _zh in shown)
    zh = "".join(f"{count}{unit}" for count, _en, unit in shown)
    behind = offset > timedelta(0)
    return Text(
        f"This phone's clock is {en} {'behind' if behind else 'ahead'}. Nothing is lost: its times "
        "are kept as they are, beside the right ones. Set the clock to automatic.",
        f"本机时钟{'慢' if behind else '快'}{zh}。数据不会丢失："
        "系统同时保存本机时间与校正后的时间。请将手机时间设为自动。",
    )
