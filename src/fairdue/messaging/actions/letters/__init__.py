"""Letters on paper: written under a permit, gathered, printed, posted, and come back."""

from fairdue.messaging.actions.letters.gathering import Gathered, gather_letters
from fairdue.messaging.actions.letters.opening import letter_pdf, print_file
from fairdue.messaging.actions.letters.posting import post_batch
from fairdue.messaging.actions.letters.printing import print_batch, settle_batches
from fairdue.messaging.actions.letters.returning import return_letter
from fairdue.messaging.actions.letters.writing import write_letter

__all__ = [
    "Gathered",
    "gather_letters",
    "letter_pdf",
    "post_batch",
    "print_batch",
    "print_file",
    "return_letter",
    "settle_batches",
    "write_letter",
]
