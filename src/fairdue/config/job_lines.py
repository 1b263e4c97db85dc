"""What a worker says of its jobs: a plain line for one that is tried again, all of what failed."""

from __future__ import annotations

import logging

AGAIN = frozenset({"job_error_retry", "job_aborted_retry"})
"""How the worker marks a job that it will try again."""


class JobLines(logging.Filter):
    """Lets through what needs somebody's attention, and trims what is tried again to one line.

    A job that is tried again is no failure yet. Its traceback would show values of whatever went
    wrong on the way, so the line has the job's name and number and the kind of error alone.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Is the record shown? Changes the records of jobs that are tried again."""
        if getattr(record, "action", "") in AGAIN and record.levelno < logging.WARNING:
            job = getattr(record, "job", {})
            kind = record.exc_info[0] if record.exc_info else None
            why = kind.__name__ if kind else "it was ended"
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg = "job %s %s is tried again: %s"
            record.args = (job.get("id"), job.get("task_name"), why)
            record.exc_info = record.exc_text = None
        return record.levelno >= logging.WARNING
