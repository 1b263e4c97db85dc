"""Customers with something to do, their accounts, balances and payments, and how they came in.

The whole portfolio lives in the lake (see `engine.lake`); these tables hold only the customers
whom someone may have to work with. Personal data is sealed by `vault`; only masked forms are
readable here.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Entry, Journalled
from fairdue.portfolio.rules.law import JURISDICTIONS


class Mapping(models.Model):
    """One version of the document that says how an issuer's columns become ours."""

    name = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    document = models.TextField(help_text="YAML, as saved")
    digest = models.CharField(max_length=64)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="portfolio_mapping_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class IntakeState(models.TextChoices):
    """How far an intake has come."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class IntakeRun(models.Model):
    """One reading of an issuer's files for one date. Rows in = accepted + rejected."""

    mapping = models.ForeignKey(Mapping, models.PROTECT, related_name="+")
    as_of = models.DateField()
    files = models.JSONField(help_text="[{source, name, sha256, bytes}]")
    content_digest = models.CharField(
        max_length=64, help_text="Of files, mapping and date: the same again changes nothing"
    )
    state = models.CharField(max_length=10, choices=IntakeState.choices)
    rows_in = models.BigIntegerField(default=0)
    rows_accepted = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    rejects_file = models.CharField(max_length=255, blank=True, help_text="Below settings.VAR")
    summary = models.JSONField(default=dict, help_text="Rows by source and table, top problems")
    problem = models.TextField(blank=True)
    progress = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="portfolio_intake_started")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rows_in=models.F("rows_accepted") + models.F("rows_rejected")),
                name="portfolio_intake_rows_add_up",
            ),
        ]


class Customer(models.Model):
    """A person who owes, or did."""

    customer_ref = models.CharField(max_length=64, unique=True, help_text="The issuer's own key")
    name_masked = models.CharField(max_length=80, blank=True)
    name_sealed = models.BinaryField(null=True)
    name_index = models.BinaryField(null=True)
    id_number_masked = models.CharField(max_length=40, blank=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)
    language = models.CharField(max_length=10, blank=True)
    jurisdiction = models.CharField(
        max_length=2, blank=True, default="", help_text="CN, US or UK; empty for the default"
    )
    region = models.CharField(
        max_length=20, blank=True, default="", help_text="Such as US-MA or GB-SCT"
    )
    time_zones = models.TextField(
        blank=True, default="", help_text="IANA names, blanks between; empty for the default"
    )
    fingerprint = models.BinaryField(help_text="Keyed digest of the person's data as last loaded")
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["name_index"], name="portfolio_customer_name"),
            models.Index(fields=["id_number_index"], name="portfolio_customer_id_number"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(jurisdiction__in=["", *JURISDICTIONS]),
                name="portfolio_customer_jurisdiction",
            ),
        ]

    def __str__(self) -> str:
        return self.customer_ref


class ContactKind(models.TextChoices):
    """What kind of address a contact point is."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")


NEVER_THEIRS = datetime(1900, 1, 1, tzinfo=UTC)
"""Stands for a number or address that was somebody else's all along: before any contact."""


class ContactPoint(models.Model):
    """A number or address of the customer's own. Other people's are never stored."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value_masked = models.CharField(max_length=120)
    value_sealed = models.BinaryField()
    value_index = models.BinaryField()
    source = models.CharField(max_length=40, default="issuer", help_text="Who gave it to us")
    invalid_since = models.DateField(null=True)
    not_theirs_since_at = models.DateTimeField(
        null=True, help_text="From here on somebody else's; NEVER_THEIRS if it always was"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "value_index"], name="portfolio_contact_point_once"
            ),
        ]
        indexes = [models.Index(fields=["value_index"], name="portfolio_contact_point_value")]


class Account(models.Model):
    """One card account."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    account_ref = models.CharField(max_length=64, unique=True, help_text="The issuer's own key")
    card_last4 = models.CharField(max_length=4, blank=True)
    product = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    credit_limit_minor = models.BigIntegerField(null=True)
    opened_on = models.DateField(null=True)
    statement_day = models.PositiveSmallIntegerField(null=True)
    last_seen_on = models.DateField()

    def __str__(self) -> str:
        return self.account_ref


class Loaded(Journalled):
    """What the night loads by the million: linked by sets (`engine.links`), and each account's rows
    found by the index that begins with it. The journal's guard asks for the entry already.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    journal_entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        abstract = True


class Balance(Loaded):
    """What was owed on an account at the end of a day, by component, in minor units."""

    as_of = models.DateField()
    total_minor = models.BigIntegerField()
    principal_minor = models.BigIntegerField(null=True)
    interest_minor = models.BigIntegerField(null=True)
    fees_minor = models.BigIntegerField(null=True)
    instalment_fee_minor = models.BigIntegerField(null=True)
    past_due_minor = models.BigIntegerField()
    minimum_due_minor = models.BigIntegerField(null=True)
    oldest_unmet_due_on = models.DateField(null=True)
    cycles_past_due = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "as_of"], name="portfolio_balance_day"),
        ]
        indexes = [
            BrinIndex(fields=["as_of"], name="portfolio_balance_as_of", autosummarize=True),
            models.Index(
                fields=["account"],
                condition=models.Q(total_minor__lt=0),
                name="portfolio_balance_in_credit",
            ),
        ]


class AdjustmentKind(models.TextChoices):
    """What changes a balance besides payments."""

    WAIVER = "waiver", _("Waiver")
    ADJUSTMENT = "adjustment", _("Adjustment")
    RESTORED = "restored", _("Waiver taken back")


class Component(models.TextChoices):
    """What a balance is made of."""

    PRINCIPAL = "principal", _("Principal")
    INTEREST = "interest", _("Interest")
    FEES = "fees", _("Fees")
    INSTALMENT_FEE = "instalment_fee", _("Instalment fee")


class Adjustment(Loaded):
    """What was waived (positive), owed more or less by a correction, or owed again after a
    waiver (positive), in minor units.
    """

    adjustment_ref = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=AdjustmentKind.choices)
    component = models.CharField(
        max_length=14, choices=Component.choices, blank=True, help_text="None: charges first"
    )
    effective_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    in_figures_from = models.DateField(help_text="First day whose issuer's balance has it in it")
    reverses = models.CharField(
        max_length=80, db_default="", help_text="adjustment_ref of the waiver that is taken back"
    )

    class Meta:
        indexes = [models.Index(fields=["account"], name="portfolio_adjustment_account")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=AdjustmentKind.WAIVER, amount_minor__gt=0)
                | (models.Q(kind=AdjustmentKind.ADJUSTMENT) & ~models.Q(component=""))
                | (
                    models.Q(kind=AdjustmentKind.RESTORED, amount_minor__gt=0)
                    & ~models.Q(component="")
                    & ~models.Q(reverses="")
                ),
                name="portfolio_adjustment_kind",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=~models.Q(reverses=""),
                name="portfolio_adjustment_restored_once",
            ),
        ]


class Because(models.TextChoices):
    """Why another rate holds than the card terms'."""

    HARDSHIP = "hardship", pgettext_lazy("rate", "Hardship")
    AGREEMENT = "agreement", _("Agreement")


class AgreedRate(Journalled):
    """A daily rate that was agreed with a customer or granted to them, on all accounts of a
    currency. Only ever lower than the card terms': of several the lowest counts.
    """

    rate_ref = models.CharField(max_length=80, unique=True, help_text="Of the record it comes from")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3, blank=True, help_text="None: every currency")
    because = models.CharField(max_length=10, choices=Because.choices)
    rule = models.CharField(max_length=60, help_text="Of the lender's policy")
    from_on = models.DateField()
    until_on = models.DateField(
        null=True, help_text="The last day; none: until further notice; before the first: never"
    )
    daily_rate = models.DecimalField(max_digits=12, decimal_places=10, help_text="A share")

    class Meta:
        indexes = [models.Index(fields=["customer"], name="portfolio_agreedrate_customer")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(daily_rate__gte=0), name="portfolio_agreedrate_positive"
            ),
        ]


class PaymentSource(models.TextChoices):
    """By which way a payment became known first."""

    FILE = "file", _("Issuer's file")
    API = "api", _("Another system")
    WEBHOOK = "webhook", _("Another system's notice")
    PORTAL = "portal", _("The cardholder's own pages")


class Payment(Loaded):
    """Money received on an account, or taken back (negative), in minor units."""

    payment_ref = models.CharField(max_length=80, unique=True)
    paid_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    source = models.CharField(
        max_length=10, choices=PaymentSource.choices, db_default=PaymentSource.FILE
    )
    received_at = models.DateTimeField(null=True, help_text="When we were told; none by file")
    reverses = models.CharField(
        max_length=80, db_default="", help_text="payment_ref of what is taken back, if known"
    )
    file_ref = models.CharField(
        max_length=80, db_default="", help_text="The issuer's own key, once its file has it"
    )
    in_figures_from = models.DateField(
        null=True,
        help_text="First day whose issuer's balance has it in it; none: the day it was paid",
    )

    class Meta:
        indexes = [
            models.Index(fields=["account", "-paid_on"], name="portfolio_payment_account"),
            models.Index(
                fields=["account"],
                condition=models.Q(file_ref="", received_at__isnull=False),
                name="portfolio_payment_unconfirmed",
            ),
            models.Index(
                fields=["-paid_on"],
                condition=models.Q(amount_minor__lt=0),
                name="portfolio_payment_taken_back",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file_ref"],
                condition=~models.Q(file_ref=""),
                name="portfolio_payment_file_ref",
            ),
        ]


class MatchAnswer(models.TextChoices):
    """Which payment one of the issuer's file is, where several were as close."""

    SAME = "same", _("The payment it was paired with")
    OTHER = "other", _("Another reported payment")
    APART = "apart", _("A payment of its own")


class MatchDecision(Journalled):
    """What a person decided about a pairing with the issuer's file that was ambiguous; once."""

    match = models.OneToOneField(
        Entry, models.PROTECT, related_name="+", help_text="The entry payment_matched"
    )
    answer = models.CharField(max_length=5, choices=MatchAnswer.choices)
    other_ref = models.CharField(max_length=80, blank=True, help_text="payment_ref of the other")
    reason = models.CharField(max_length=400)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer=MatchAnswer.OTHER) ^ models.Q(other_ref=""),
                name="portfolio_matchdecision_other",
            ),
        ]


class IntentState(models.TextChoices):
    """How far a payment at a provider has come."""

    OPEN = "open", _("Not paid yet")
    PENDING = "pending", _("On its way")
    PAID = "paid", _("Paid")
    DECLINED = "declined", pgettext_lazy("payment", "Declined")
    REFUNDED = "refunded", _("Given back")


class Purpose(models.TextChoices):
    """Which amount was chosen to be paid."""

    PAST_DUE = "past_due", _("What is past due")
    INSTALMENT = "instalment", _("The instalment due")
    TOTAL = "total", _("Everything")
    OTHER = "other", _("Another amount")


class PaymentIntent(Journalled):
    """A payment that a cardholder set out to make at a provider. Money counts as `Payment` only."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40, unique=True, help_text="What the provider is given")
    request_key = models.CharField(max_length=40, help_text="Of the form: sent twice, one intent")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    gateway = models.CharField(max_length=20)
    gateway_ref = models.CharField(max_length=80, blank=True, help_text="The provider's own key")
    checkout_url = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=IntentState.choices, default=IntentState.OPEN)
    reason = models.CharField(max_length=40, blank=True, help_text="Why declined, their code")
    begun_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="When the provider last told anything new")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "request_key"], name="portfolio_intent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="portfolio_intent_positive"
            ),
        ]

    @property
    def payment_ref(self) -> str:
        """What the payment is called once it is made."""
        return f"{self.gateway}:{self.reference}"


class IntentPart(Journalled):
    """What of a payment over several accounts goes to one of them. None: all to the intent's."""

    intent = models.ForeignKey(PaymentIntent, models.PROTECT, related_name="parts")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="From 1, in the order of the spreading")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intent", "account"], name="portfolio_part_once"),
            models.UniqueConstraint(fields=["intent", "number"], name="portfolio_part_number"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="portfolio_part_positive"
            ),
        ]

    @property
    def payment_ref(self) -> str:
        """What this part is called once it is made."""
        return f"{self.intent.payment_ref}:{self.number}"


class ProviderNotice(Journalled):
    """Something a payment provider told us, by its own identifier: told twice, it counts once."""

    gateway = models.CharField(max_length=20)
    notice_id = models.CharField(max_length=200)
    intent = models.ForeignKey(PaymentIntent, models.PROTECT, related_name="+")
    event = models.CharField(max_length=12)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "notice_id"], name="portfolio_notice_once"),
        ]
