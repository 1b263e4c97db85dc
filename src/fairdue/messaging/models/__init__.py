"""What is written to people and by them, in which words, and how far it has come."""

from fairdue.messaging.models.answers import Answer, AnswerState, AnswerStep
from fairdue.messaging.models.campaigns import (
    Campaign,
    CampaignState,
    Foreseen,
    Recipient,
    RecipientState,
)
from fairdue.messaging.models.in_hand import InHand
from fairdue.messaging.models.inbound import InboundMessage, UnfiledSender
from fairdue.messaging.models.letters import BatchState, LetterBatch, PaperLetter, ReturnReason
from fairdue.messaging.models.messages import NEVER_LEFT, UNDER_WAY, Message, MessageState
from fairdue.messaging.models.receipts import KeptReport, Receipt, Told
from fairdue.messaging.models.senders import Sender
from fairdue.messaging.models.templates import (
    MAKER,
    Template,
    TemplateApproval,
    TemplateState,
    TemplateVersion,
)

__all__ = [
    "MAKER",
    "NEVER_LEFT",
    "UNDER_WAY",
    "Answer",
    "AnswerState",
    "AnswerStep",
    "BatchState",
    "Campaign",
    "CampaignState",
    "Foreseen",
    "InHand",
    "InboundMessage",
    "KeptReport",
    "LetterBatch",
    "Message",
    "MessageState",
    "PaperLetter",
    "Receipt",
    "Recipient",
    "RecipientState",
    "ReturnReason",
    "Sender",
    "Template",
    "TemplateApproval",
    "TemplateState",
    "TemplateVersion",
    "Told",
    "UnfiledSender",
]
