"""Every text a person reads is there in Chinese, and says the same things."""

from __future__ import annotations

from fairdue.config import messages


def test_every_text_has_a_chinese_translation() -> None:
    lacking = [f"{lack.room}: {lack.text!r}: {lack.why}" for lack in messages.untranslated()]
    assert not lacking, "translate these in the room's django.po:\n" + "\n".join(lacking)


def test_no_text_means_two_things() -> None:
    torn = [f"{lack.room}: {lack.text!r}: {lack.why}" for lack in messages.at_odds()]
    assert not torn, "give one of them a context, or both the same words:\n" + "\n".join(torn)
