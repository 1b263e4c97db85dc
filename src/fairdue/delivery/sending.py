"""Sends one message at once by whatever this installation has; for what somebody waits for.

No address and no content is ever logged.
"""

from __future__ import annotations

from contextlib import closing

from fairdue.delivery.carrier import way_for
from fairdue.delivery.message import EMAIL, DeliveryError, Kind, Message, Receipt, refuse_unsafe
from fairdue.kernel.text import Text


def can_send(kind: Kind) -> bool:
    """Is there any way to deliver this kind here? Offer a person no other."""
    return way_for(kind) is not None


def send(message: Message) -> Receipt:
    """Deliver a message, and say what it is known by there.

    Raises DeliveryError: a setting is missing, the other side didn't answer or refused, or the
    message isn't safe to send; DeliveryUnknown where it may have gone.
    """
    refuse_unsafe(message)
    way = way_for(message.kind)
    if way is not None:
        with closing(way.opened()) as carrier:
            return carrier.send(message)
    if message.kind == EMAIL:
        raise DeliveryError(
            Text(
                "No mail server is set: name it in FAIRDUE_SMTP_URL and the sender in "
                "FAIRDUE_MAIL_FROM.",
                "未配置邮件服务器：请设置 FAIRDUE_SMTP_URL 与 FAIRDUE_MAIL_FROM。",
            )
        )
    raise DeliveryError(
        Text(
            "Text messages can't be sent: this installation has no gateway for them.",
            "无法发送短信：本系统尚未接入短信网关。",
        )
    )
