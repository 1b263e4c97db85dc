"""What was written to customers these days, what came of it, and what some wrote back.

Everything goes through the actions of messaging, under permits, into the folder that stands for the
world outside. What carriers tell is told here by turns, so that every state can be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from fairdue.compliance.queries import holds_of
from fairdue.config.demo import people
from fairdue.contact.actions import ContactDenied
from fairdue.delinquency.models import Case
from fairdue.delivery import Inbound, Report, outbox
from fairdue.delivery.message import Reported
from fairdue.kernel.refusal import Refused
from fairdue.messaging import actions
from fairdue.messaging.actions import letters
from fairdue.messaging.models import Message, PaperLetter, ReturnReason
from fairdue.messaging.queries.values import account_values
from fairdue.messaging.rules.letters.notices import NOTICE
from fairdue.portfolio.actions import open_for_sending
from fairdue.portfolio.queries import contact_points

POINTS = {"sms": "phone", "email": "email", "letter": "address"}
TEMPLATES = {"sms": "missed_payment", "email": "hardship_help"}
SENT = 6
"""Of each channel, written some days ago: one is lost sight of, the others are told of by turns."""
TOLD: dict[str, tuple[Reported, ...]] = {
    "sms": ("delivered", "delivered", "delivered", "not_delivered", "accepted"),
    "email": ("delivered", "accepted", "not_delivered", "delivered"),
}
CODES = {"sms": "UNDELIV-069", "email": "5.1.1"}
"""Of those that didn't arrive: switched off; nobody at this address."""
WAITING = 3
"""Of each channel, written this morning: one is taken back, the sender hands the others over."""
POSTED, PRINTED, LEFT = 4, 3, 2
"""Letters of a batch that was posted, of one that was printed, and those that wait."""
DENIED_MAX = 20
"""One after another: at such an hour, nobody may be written to."""
ANSWERS = (
    ("sms", "已经还了，请查收。"),
    ("sms", "退订"),
    ("email", "您好，我上个月失业了，目前没有收入，能不能先少还一些？"),
    ("sms", "你们是真的银行吗？我没办过这张卡。"),
)
"""What customers write back, in the order in which something was written to them."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = timedelta(seconds=10)
"""After a message was asked for, while its permit lasts."""


def write(first: datetime, now: datetime) -> str:
    """From a morning some days ago until now; gives how much was written and came back."""
    desk = Desk()
    for channel, template in TEMPLATES.items():
        written = desk.write(channel, template, SENT, first)
        desk.hand_over(written[1:], first + SOON)
        desk.lose(written[:1], first + SOON)
        desk.tell(channel, written[1:], first + 5 * MINUTE)
    desk.post(first)
    desk.answer(first + 3 * HOUR)
    desk.print(first + 2 * DAY)
    if now > first + 3 * DAY:
        for channel, template in TEMPLATES.items():
            waiting = desk.write(channel, template, WAITING, now - SOON)
            taken_back = [each.pk for each in waiting[:1]]
            actions.withdraw(taken_back, why="opted_out", actor="carriers", at=now)
        desk.write("letter", NOTICE, LEFT, now - SOON)
    return desk.spoken()


@dataclass(frozen=True, slots=True)
class Reached:
    """A customer in collections, and an address for a channel."""

    customer_id: int
    case_id: int
    contact_point_id: int


class Desk:
    """Whoever writes, in order: each customer is written to once."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.sent: dict[str, list[Message]] = {channel: [] for channel in POINTS}
        rows = Case.objects.filter(closed_on=None).order_by("pk")
        self._cases = iter(rows.values_list("pk", "customer_id"))

    def write(self, channel: str, template: str, number: int, at: datetime) -> list[Message]:
        """So many messages of one channel; whom the rules protect is passed over."""
        return list(islice(self._written(channel, template, at), number))

    def hand_over(self, written: list[Message], at: datetime) -> None:
        """Into the folder."""
        for each in written:
            actions.deliver(each.pk, at=at)
            each.refresh_from_db()

    def lose(self, written: list[Message], at: datetime) -> None:
        """Claimed by a sender that was stopped before it could tell what came of them."""
        channels = {each.attempt.channel for each in written}
        actions.take_turns((), carrier=outbox.NAME, channels=channels, most=len(written), at=at)
        self.done["unconfirmed"] += actions.end_lost(at=at + MINUTE, carrier=outbox.NAME)

    def tell(self, channel: str, written: list[Message], at: datetime) -> None:
        """What the carrier tells of them later."""
        for number, each in enumerate(written):
            if not each.references:
                continue
            state = TOLD[channel][number % len(TOLD[channel])]
            code = CODES[channel] if state == "not_delivered" else ""
            report = Report(outbox.NAME, each.references[0], each.key, state, code, at)
            self.done["receipts"] += actions.take_report(report, at=at + MINUTE)
            if state == "delivered":
                self.sent[channel].append(each)

    def post(self, at: datetime) -> None:
        """A batch on its way, printed and posted; one letter comes back two days later."""
        written = self._batch(POSTED, at)
        for batch_id in written:
            letters.print_batch(batch_id, at=at + 2 * MINUTE)
            letters.post_batch(
                batch_id=batch_id,
                posted_on=at.date(),
                staff=people.lead(),
                at=at + HOUR,
            )
        gone = PaperLetter.objects.filter(batch__in=written).order_by("place")
        for letter in gone[:1]:
            letters.return_letter(
                typed=letter.reference,
                reason=ReturnReason.MOVED,
                staff=people.lead(),
                at=at + 2 * DAY,
            )
            self.done["returned"] += 1

    def print(self, at: datetime) -> None:
        """A batch whose print file is ready."""
        for batch_id in self._batch(PRINTED, at):
            letters.print_batch(batch_id, at=at + 2 * MINUTE)

    def answer(self, at: datetime) -> None:
        """Some of those who got something write back."""
        waiting = {channel: iter(rows) for channel, rows in self.sent.items()}
        for number, (channel, text) in enumerate(ANSWERS):
            to = next(waiting[channel], None)
            if to is None:
                continue
            inbound = Inbound(
                "email" if channel == "email" else "sms",
                open_for_sending(to.attempt.contact_point_id),
                "",
                text,
                at + number * 20 * MINUTE,
                f"answer-{number}",
                carrier=outbox.NAME,
                key=to.key if channel == "email" else "",
            )
            taken = actions.take_inbound(inbound, at=at + number * 20 * MINUTE)
            self.done["answers"] += taken is not None

    def spoken(self) -> str:
        """How much there is of it."""
        return _(
            "messages %(messages)s, receipts %(receipts)s, letters %(letters)s, answers %(answers)s"
        ) % {
            "messages": self.done["sms"] + self.done["email"],
            "receipts": self.done["receipts"],
            "letters": self.done["letter"],
            "answers": self.done["answers"],
        }

    def _batch(self, number: int, at: datetime) -> tuple[int, ...]:
        self.write("letter", NOTICE, number, at)
        return letters.gather_letters(staff=people.lead(), at=at + MINUTE).batches

    def _written(self, channel: str, template: str, at: datetime) -> Iterator[Message]:
        denied = 0
        for whom in self._reached(POINTS[channel]):
            asked = actions.Letter(
                whom.customer_id,
                whom.contact_point_id,
                template,
                {} if template == NOTICE else account_values(whom.customer_id, at),
                channel=channel,
                case_id=whom.case_id,
            )
            send = letters.write_letter if channel == "letter" else actions.send_message
            try:
                queued = send(asked, actor=people.lead().username, at=at)
            except (ContactDenied, Refused):
                denied += 1
                if denied == DENIED_MAX:
                    return
                continue
            denied = 0
            self.done[channel] += 1
            yield Message.objects.select_related("attempt").get(pk=queued.message_id)

    def _reached(self, kind: str) -> Iterator[Reached]:
        """Those who come next and whom nothing stops, with an address that works."""
        for case_id, customer_id in self._cases:
            if holds_of(customer_id):
                continue
            points = (each for each in contact_points(customer_id) if each.kind == kind)
            usable = next((each for each in points if each.invalid_since is None), None)
            if usable is not None and usable.not_theirs_since_at is None:
                yield Reached(customer_id, case_id, usable.id)
