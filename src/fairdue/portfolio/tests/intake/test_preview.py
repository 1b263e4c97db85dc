"""A preview shows the first rows and every problem, and writes nothing."""

from __future__ import annotations

from pathlib import Path

from fairdue.portfolio.intake.previewing import Example, ProblemGroup, preview
from fairdue.portfolio.tests.intake.issuers import AS_OF, PLAIN, book, mapping, written

PEOPLE = """
persons:
  from: book
  repeats: yes
  columns:
    customer_ref: cust
    name: name
    phone_1: tel
"""
HEADER = "acct,cust,balance,past_due,cycles,name,tel"


def test_a_preview_masks_persons_and_groups_problems(tmp_path: Path, own_folder: Path) -> None:
    lines = [f"a{n},c{n},{n}.50,0,0,张三丰,19900001234" for n in range(30)]
    lines += [f"b{n},c1,x{n},0,0,张三丰,19900001234" for n in range(5)]
    lines += ["d1,c1,1,0,0,,19900001234"]
    file = written(tmp_path, "a.csv", book(*lines, header=HEADER))
    seen = preview([file], mapping(PLAIN + PEOPLE), AS_OF, rows=2)
    persons = seen.tables["persons"]
    assert persons.height == 29
    assert persons.rows == (
        ("c0", "张**", "", "199****1234", *[""] * 8),
        ("c10", "张**", "", "199****1234", *[""] * 8),
    )
    assert seen.tables["accounts"].rows[0][:3] == ("a0", "c0", "CNY")
    assert (seen.total.came_in, seen.total.accepted, seen.total.rejected) == (36, 29, 7)
    assert seen.problems[1] == ProblemGroup(
        source="book",
        field="balance",
        reason="is not a number like 1234.56",
        rows=5,
        examples=(
            Example("a.csv", 32, "x0"),
            Example("a.csv", 33, "x1"),
            Example("a.csv", 34, "x2"),
        ),
    )
    assert seen.problems[0].field == "cust"
    assert seen.problems[0].rows == 7
    assert list(own_folder.iterdir()) == []
