"""Whatever the rows are, none is lost, and the same input makes the same bytes."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.portfolio.intake.running import _write_tables
from fairdue.portfolio.tests.intake.issuers import HEADER, PLAIN, taken, written

ODD = [
    "",
    " ",
    "a1",
    "c1",
    "0",
    "1",
    "-5.25",
    "1e3",
    "x",
    "1,5",
    '"',
    "a\nb",
    "=1",
    "é",
    "张",
    "\0",
]
CELL = st.one_of(st.sampled_from(ODD), st.text(max_size=4).filter(lambda text: "\r" not in text))
ROW = st.lists(CELL, min_size=1, max_size=7)
SOUND = st.builds(
    lambda number, owed, late: [f"a{number}", f"c{number % 3}", str(owed), "0", str(late)],
    st.integers(0, 6),
    st.integers(-50, 50),
    st.integers(0, 3),
)
PEOPLE = """
persons:
  from: book
  repeats: yes
  columns: {customer_ref: cust, language: past_due}
"""


def as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER.split(","))
    writer.writerows(rows)
    return out.getvalue()


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(ROW, SOUND), min_size=1, max_size=12))
def test_rows_in_are_rows_accepted_and_rejected(rows: list[list[str]]) -> None:
    text = as_csv(rows)
    may_be_empty = PLAIN.replace('files: "*.csv*"', 'files: "*.csv*", may_be_empty: yes')
    for document in (may_be_empty, may_be_empty + PEOPLE):
        with tempfile.TemporaryDirectory() as folder:
            settled = taken(document, written(Path(folder), "a.csv", text))
        total = settled.total
        assert total.came_in == total.accepted + total.rejected
        lines = settled.rejects["line"].n_unique()
        assert lines == total.rejected
        accounts = settled.tables["accounts"]
        assert accounts.height == total.accepted
        assert accounts["account_ref"].is_unique().all()
        assert not any(accounts[name].null_count() for name in ("total_minor", "customer_ref"))
        assert total.came_in <= len(rows)
        assert total.came_in >= sum(any(cell.strip() for cell in row) for row in rows)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(ROW, SOUND), min_size=1, max_size=12))
def test_the_same_rows_make_the_same_bytes(rows: list[list[str]]) -> None:
    text = as_csv([["z9", "c9", "1", "0", "0"], *rows])
    made = []
    for _time in range(2):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            settled = taken(PLAIN, written(folder, "a.csv", text))
            _write_tables(folder, settled.tables)
            made.append((folder / "accounts.parquet").read_bytes())
    assert made[0] == made[1]
