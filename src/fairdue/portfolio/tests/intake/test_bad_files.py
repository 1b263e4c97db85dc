"""A file that can't be read is refused as a whole, with one clear error each."""

from __future__ import annotations

import gzip
import resource
import time
from pathlib import Path

import pytest
import xlsxwriter

from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.tests.intake.issuers import GOOD, PLAIN, accounts, book, taken, written

SHEET = PLAIN.replace("sources:", "format: {kind: xlsx, sheet: Accounts}\nsources:")


def refused(*files: GivenFile, text: str = PLAIN) -> str:
    with pytest.raises(IntakeError) as caught:
        taken(text, *files)
    return str(caught.value)


def test_an_empty_file(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "a.csv", "")) == "a.csv is empty (0 bytes)"


def test_a_header_and_nothing_else(tmp_path: Path) -> None:
    message = refused(written(tmp_path, "a.csv", book()))
    assert message.startswith("a.csv has a header and no rows.")
    assert "may_be_empty: yes" in message


def test_a_header_alone_where_that_may_be(tmp_path: Path) -> None:
    text = PLAIN.replace('files: "*.csv*"', 'files: "*.csv*", may_be_empty: yes')
    assert taken(text, written(tmp_path, "a.csv", book())).total.came_in == 0


def test_a_missing_column_with_its_nearest_names(tmp_path: Path) -> None:
    message = refused(written(tmp_path, "a.csv", book(*GOOD, header="acct,cust,Balance,pastdue,n")))
    assert "cycles, past_due (there is pastdue)" in message
    assert "balance (there is Balance)" in message
    assert message.endswith("Its columns are: acct, cust, Balance, pastdue, n")


def test_the_wrong_delimiter(tmp_path: Path) -> None:
    message = refused(written(tmp_path, "a.csv", book(*GOOD).replace(",", ";")))
    assert "is the delimiter right?" in message


def test_a_column_that_occurs_twice(tmp_path: Path) -> None:
    message = refused(written(tmp_path, "a.csv", "acct,cust,balance,past_due,cycles,acct\n"))
    assert message == "a.csv: these columns occur twice: acct"


def test_a_gzip_that_is_cut_off(tmp_path: Path) -> None:
    lines = book(*(f"a{n},c{n},{n}.{n % 97:02},0,0" for n in range(200_000)))
    packed = gzip.compress(lines.encode(), mtime=0)
    file = written(tmp_path, "a.csv.gz", "")
    file.path.write_bytes(packed[: len(packed) // 2])
    message = refused(file)
    assert message.startswith("a.csv.gz is cut off: the compressed data ends early, after line ")
    assert int(message.split("after line ")[1].split(".")[0]) > 1_000


def test_a_gzip_that_is_damaged(tmp_path: Path) -> None:
    lines = book(*(f"a{n},c{n},{n * 7919 % 1000}.5,0,0" for n in range(50_000)))
    packed = bytearray(gzip.compress(lines.encode(), mtime=0))
    packed[len(packed) // 2] ^= 0xFF
    file = written(tmp_path, "a.csv.gz", "")
    file.path.write_bytes(packed)
    assert "a.csv.gz is damaged" in refused(file)


def test_a_gzip_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", gzip.compress(book(*GOOD).encode()))
    assert len(accounts(taken(PLAIN, file))) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_of_200_megabytes(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.csv.gz" if packed else "a.csv")
    piece = b"x" * 1_000_000
    with gzip.open(path, "wb", 1) if packed else path.open("wb") as file:
        file.write(book(*GOOD).encode())
        for _ in range(200):
            file.write(piece)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    message = refused(GivenFile(path))
    assert message.startswith(f"{path.name}, line 5: longer than 1048576 bytes.")
    assert time.monotonic() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # KB


def test_gb18030_read_as_utf_8(tmp_path: Path) -> None:
    lines = [*GOOD, "张三,c9,1,0,0"]
    message = refused(written(tmp_path, "a.csv", book(*lines), "gb18030"))
    assert message.startswith("a.csv, line 5: not readable as utf-8 (bytes d5 c5 c8 fd)")
    assert "It can be read as gb18030" in message


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1"])
def test_utf_8_read_as_something_else(tmp_path: Path, encoding: str) -> None:
    text = PLAIN.replace("sources:", f"format: {{encoding: {encoding}}}\nsources:")
    message = refused(written(tmp_path, "a.csv", book(*GOOD, "张三李四,c9,1,0,0")), text=text)
    assert message in (
        f"a.csv is written in utf-8, not in {encoding}; mend `encoding`",
        "a.csv is written in utf-8, not in iso8859-1; mend `encoding`",
    )


@pytest.mark.parametrize("rows", [3, 300, 1_600_000])
@pytest.mark.parametrize("opened", ['a1,"c1,1,0,0', 'a1,c1,1,0,"0'])
def test_a_quotation_mark_that_is_never_closed(tmp_path: Path, opened: str, rows: int) -> None:
    lines = ["a0,c0,1,0,0", opened, *(f"b{n},c,1,0,0" for n in range(rows))]
    message = refused(written(tmp_path, "a.csv", book(*lines)))
    assert message.startswith("a.csv: a quotation mark at line 3 or after it is never closed.")


def test_two_stray_quotation_marks_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    lines = ['a1,c1,1,0,"0', *(f"b{n},c,1,0,0" for n in range(200)), 'a2,c2,1,0,0"']
    message = refused(written(tmp_path, "a.csv", book(*lines)))
    assert "a quotation mark at line 2 or after it" in message
    text = PLAIN.replace("sources:", "format: {quote: none}\nsources:")
    settled = taken(text, written(tmp_path, "a.csv", book(*lines)))
    assert (settled.total.came_in, settled.total.rejected) == (202, 2)


def test_a_directory_and_no_file_at_all(tmp_path: Path) -> None:
    (tmp_path / "in.csv").mkdir()
    assert "in.csv is a directory" in refused(GivenFile(tmp_path / "in.csv"))
    assert "there is no file" in refused(GivenFile(tmp_path / "nothing.csv"))


def test_a_file_that_fits_no_source(tmp_path: Path) -> None:
    text = PLAIN + "payments:\n  from: pay\n  columns: {}\n"
    text = PLAIN.replace("accounts:\n", "  pay: {files: 'pay*'}\naccounts:\n") + (
        "payments:\n  from: pay\n  columns: {payment_ref: p, account_ref: a, paid_on: d, "
        "amount_minor: m, currency: c}\n"
    )
    odd = written(tmp_path, "odd.txt", book(*GOOD))
    assert "odd.txt fits no source of the mapping" in refused(odd, text=text)
    both = written(tmp_path, "pay.csv", book(*GOOD))
    assert "pay.csv fits several sources of the mapping" in refused(both, text=text)
    named = GivenFile(odd.path, source="book")
    assert "no file for pay: expected one named like pay*" in refused(named, text=text)
    assert "odd.txt is given twice" in refused(named, named, text=text)


def test_an_xlsx_without_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Acounts").write_row(0, 0, ["acct"])
        workbook.add_worksheet("Notes")
    message = refused(GivenFile(path), text=SHEET)
    assert "a.csv.xlsx has no sheet 'Accounts'; it has: Acounts, Notes." in message
    assert "Did you mean Acounts?" in message


def test_files_of_another_kind(tmp_path: Path) -> None:
    assert "is no XLSX file" in refused(written(tmp_path, "a.csv", book(*GOOD)), text=SHEET)
    sheet = written(tmp_path, "b.csv", b"PK\x03\x04" + bytes(100))
    assert "say `kind: xlsx`" in refused(sheet)
    assert "can't be read as XLSX" in refused(sheet, text=SHEET)
    parquet = PLAIN.replace("sources:", "format: {kind: parquet}\nsources:")
    broken = written(tmp_path, "c.csv", b"PAR1" + bytes(100) + b"PAR1")
    assert "c.csv can't be read as Parquet" in refused(broken, text=parquet)


def test_a_mapping_that_fits_no_row_of_a_large_file(tmp_path: Path) -> None:
    lines = (f"a{n},c{n},{n}.50,0,0" for n in range(100_000))
    text = PLAIN.replace("sources:", "format: {decimal: ','}\nsources:")
    message = refused(written(tmp_path, "a.csv", book(*lines)), text=text)
    assert message == (
        "not one of the 100,000 rows of book can be taken in: balance is not a number like "
        "1234,56 (in the first row: 0.50). Is this the right mapping for the file?"
    )
