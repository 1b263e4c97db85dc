"""What the journal's actions about the credit record are called on a page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

ACTIONS = {
    "credit_correction_approved": gettext_lazy("Correction of a credit month approved"),
    "credit_correction_declined": gettext_lazy("Correction of a credit month declined"),
    "credit_correction_proposed": gettext_lazy("Correction of a credit month proposed"),
    "credit_file_answered": gettext_lazy("Bureau's answer to a file noted"),
    "credit_file_made": gettext_lazy("File for a bureau made"),
    "credit_file_opened": gettext_lazy("File for a bureau downloaded"),
    "credit_file_sent": gettext_lazy("File for a bureau noted as sent"),
    "credit_notice_noted": gettext_lazy("Notice before reporting put on record"),
}
NAMES: dict[str, str | Promise] = {
    "bureau": gettext_lazy("Bureau"),
    "character": gettext_lazy("To be called"),
    "held": gettext_lazy("Held back"),
    "month": gettext_lazy("Month"),
    "records": pgettext_lazy("credit file", "Accounts"),
    "rejected": pgettext_lazy("credit file", "Rejected"),
    "told_on": gettext_lazy("Told on"),
}
SUBJECTS: dict[str, str | Promise] = {
    "credit_correction": gettext_lazy("Correction of a credit month"),
    "credit_file": gettext_lazy("File for a bureau"),
    "credit_notice": gettext_lazy("Notice before reporting"),
}
