"""What carries messages here follows from the settings, and all carriers keep one contract."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import Settings

from fairdue.delivery import DeliveryError, DeliveryUnknown, Message, carriers, new_key, way_for
from fairdue.delivery.message import Receipt, refuse_unsafe
from fairdue.delivery.tests.conftest import Postbox
from fairdue.kernel.text import Text

TO = "li.si@mail.example"


def test_only_what_the_settings_name_is_opened(settings: Settings, postbox: Postbox) -> None:
    assert set(carriers()) == {"smtp"}
    settings.OUTBOX = True
    assert set(carriers()) == {"smtp", "outbox"}
    settings.SMTP_URL = ""
    assert set(carriers()) == {"outbox"}
    settings.OUTBOX = False
    assert not carriers()


def test_the_demonstrations_folder_takes_only_what_nothing_else_does(
    settings: Settings, postbox: Postbox
) -> None:
    settings.OUTBOX = True
    email, text = way_for("email"), way_for("sms")
    assert email is not None
    assert text is not None
    assert (email.name, text.name) == ("smtp", "outbox")
    assert way_for("letter") is None


def test_a_carrier_sends_many_and_may_be_closed_twice(postbox: Postbox) -> None:
    with closing(carriers()["smtp"]) as carrier:
        got = [carrier.send(Message("email", TO, "s", f"{n}", key=new_key())) for n in range(3)]
        assert not list(carrier.collect())
        carrier.close()
    assert len(postbox.got) == 3
    assert len({receipt.reference for receipt in got}) == 3
    assert {receipt.how for receipt in got} == {carrier.name}


def test_a_faulty_setting_is_told_when_its_carrier_is_opened(settings: Settings) -> None:
    settings.SMTP_URL, settings.MAIL_FROM = "http://mail.example", "help@bank.example"
    with pytest.raises(DeliveryError, match="FAIRDUE_SMTP_URL"):
        carriers()


def test_every_carrier_refuses_what_smuggles_a_recipient(
    settings: Settings, postbox: Postbox, var: Path
) -> None:
    settings.OUTBOX = True
    for carrier in carriers().values():
        with closing(carrier), pytest.raises(DeliveryError):
            carrier.send(Message("email", f"{TO}, other@mail.example", "s", "t"))
    assert not postbox.got
    assert not (var / "outbox").exists()


def test_keys_are_unguessable_and_fit_an_address() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    for key in keys:
        refuse_unsafe(Message("email", TO, "s", "t", key=key))
    with pytest.raises(ValueError, match="key"):
        refuse_unsafe(Message("email", TO, "s", "t", key="a b"))


def test_a_receipt_of_several_parts_names_them_all() -> None:
    assert Receipt("smpp", "7").references == ("7",)
    assert Receipt("smpp", "7", ("7", "8")).references == ("7", "8")


def test_what_may_have_gone_is_not_tried_again() -> None:
    assert issubclass(DeliveryUnknown, DeliveryError)
    assert not DeliveryUnknown(Text("It may have gone.", "可能已发出。")).again
