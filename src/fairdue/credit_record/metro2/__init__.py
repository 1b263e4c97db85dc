"""Files in the United States' format for credit reporting: read, checked, written byte for byte.

The layout is carried from its open implementation (github.com/moov-io/metro2, Apache-2.0); the
licensed guide to the format is not part of the project.
"""

from fairdue.credit_record.metro2.layout import Form, Value
from fairdue.credit_record.metro2.reading import read_file, read_records, read_segment
from fairdue.credit_record.metro2.records import File, Metro2Error, Record, Segment
from fairdue.credit_record.metro2.totals import differences, trailer_for
from fairdue.credit_record.metro2.writing import made, segment, write_file, write_segment

__all__ = [
    "File",
    "Form",
    "Metro2Error",
    "Record",
    "Segment",
    "Value",
    "differences",
    "made",
    "read_file",
    "read_records",
    "read_segment",
    "segment",
    "trailer_for",
    "write_file",
    "write_segment",
]
