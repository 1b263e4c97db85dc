"""Pages of a long list: where one is, how many there are, and the addresses of the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of `total` rows, `size` to a page; pages count from 1."""

    number: int
    size: int
    total: int
    query: str
    """The rest of the address's query, ready to be followed by page=…"""

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The last page's number, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """This page's first row, counted from 1; 0 where there is none."""
        return self.offset + 1 if self.total > self.offset else 0

    @property
    def last_row(self) -> int:
        """This page's last row."""
        return min(self.offset + self.size, self.total)

    @property
    def shown(self) -> list[int]:
        """Page numbers to offer: the first, the last, and those near this one; 0 is a gap."""
        near = [
            page
            for page in range(1, self.last + 1)
            if page in (1, self.last) or abs(page - self.number) <= 2
        ]
        offered: list[int] = []
        for page in near:
            if offered and page - offered[-1] > 1:
                offered.append(0)
            offered.append(page)
        return offered


def page_number(request: HttpRequest) -> int:
    """The page asked for; 1 for anything that is not a positive number."""
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 9 else 1


def paging(request: HttpRequest, total: int, size: int) -> Paging:
    """The page asked for. A number beyond the last page is kept: that page is empty."""
    query = request.GET.copy()
    query.pop("page", None)
    rest = query.urlencode()
    return Paging(page_number(request), size, total, f"{rest}&" if rest else "")
