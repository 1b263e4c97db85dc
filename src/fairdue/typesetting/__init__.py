"""Sets documents as PDF and as Word, both from one structure."""

from fairdue.typesetting.document import (
    Block,
    Code,
    Document,
    Facts,
    Flush,
    Heading,
    Items,
    Note,
    Paragraph,
    Signature,
    Table,
)
from fairdue.typesetting.fonts import FontMissingError
from fairdue.typesetting.letter import Letter, Printed, Window, address_fits, letters_pdf
from fairdue.typesetting.pdf import document_pdf, documents_pdf
from fairdue.typesetting.word import document_word

__all__ = [
    "Block",
    "Code",
    "Document",
    "Facts",
    "Flush",
    "FontMissingError",
    "Heading",
    "Items",
    "Letter",
    "Note",
    "Paragraph",
    "Printed",
    "Signature",
    "Table",
    "Window",
    "address_fits",
    "document_pdf",
    "document_word",
    "documents_pdf",
    "letters_pdf",
]
