"""Sets documents as PDF and as Word, both from one structure."""

from fairdue.typesetting.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Items,
    Note,
    Paragraph,
    Table,
)
from fairdue.typesetting.fonts import FontMissingError
from fairdue.typesetting.pdf import document_pdf
from fairdue.typesetting.word import document_word

__all__ = [
    "Block",
    "Code",
    "Document",
    "Facts",
    "FontMissingError",
    "Heading",
    "Items",
    "Note",
    "Paragraph",
    "Table",
    "document_pdf",
    "document_word",
]
