"""A decision table that comes as a file."""

from __future__ import annotations

from fairdue.desk.access import StaffRequest
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.strategy.queries.documents import text_of
from fairdue.strategy.rules.reading import TableError

BYTES_MAX = 2_000_000


def uploaded(request: StaffRequest) -> str | None:
    """The table's text from the field `file`; None where no file came.

    Raises Refused for a file that is too large, or neither YAML nor DMN.
    """
    file = request.FILES.get("file")
    if file is None:
        return None
    if file.size and file.size > BYTES_MAX:
        raise Refused(Text("The file is larger than 2 MB.", "文件超过2 MB。"))
    try:
        return text_of(file.read())
    except TableError as error:
        raise Refused(
            Text(f"The file can't be read: {error}.", f"无法读取文件：{error.text.zh}。")
        ) from None
