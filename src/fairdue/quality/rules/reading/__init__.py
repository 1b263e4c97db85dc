"""Reads transcripts that other systems wrote: WebVTT, SRT, JSON and CSV. Pure; never raises."""

from fairdue.quality.rules.reading.files import FORMATS, format_of, read
from fairdue.quality.rules.reading.lines import Fault, Read, Talk, digest_of, plain_lines

__all__ = ["FORMATS", "Fault", "Read", "Talk", "digest_of", "format_of", "plain_lines", "read"]
