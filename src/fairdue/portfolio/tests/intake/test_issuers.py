"""Mappings for issuers who write their files in very different ways."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter

from fairdue.portfolio.tests.intake.issuers import (
    accounts,
    filled,
    rejects,
    taken,
    written,
)

EUROPEAN = """
title: Semicolons, Latin-1, decimal commas, DD/MM/YYYY
format:
  delimiter: ";"
  encoding: latin-1
  decimal: ","
  thousands: "."
  dates: DD/MM/YYYY
sources:
  konten: {files: "konten*"}
accounts:
  from: konten
  columns:
    account_ref: Konto
    customer_ref: Kunde
    currency: {constant: EUR}
    product: "`Kartentyp/Größe`"
    due_on: Fällig
    total_minor: Saldo
    past_due_minor: Rückstand
    cycles_past_due: "if(Rückstand > 0, ceil(Tage / 30), 0)"
    oldest_unmet_due_on: "if(Tage > 0, as_of - Tage, null)"
"""


def test_european_bank_with_days_instead_of_dates(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "konten.csv",
        "Konto;Kunde;Kartentyp/Größe;Fällig;Saldo;Rückstand;Tage\r\n"
        '001;7;"Gold; groß";05/02/2026;1.234,56;100,00;54\r\n'
        "002;7;;5/3/2026;0,5;0;0\r\n",
        "latin-1",
    )
    settled = taken(EUROPEAN, file)
    assert accounts(settled) == [
        {
            "account_ref": "001",
            "customer_ref": "7",
            "currency": "EUR",
            "product": "Gold; groß",
            "due_on": date(2026, 2, 5),
            "total_minor": 123_456,
            "past_due_minor": 10_000,
            "oldest_unmet_due_on": date(2026, 2, 5),
            "cycles_past_due": 2,
            "suspected_fraud": False,
        },
        {
            "account_ref": "002",
            "customer_ref": "7",
            "currency": "EUR",
            "due_on": date(2026, 3, 5),
            "total_minor": 50,
            "past_due_minor": 0,
            "cycles_past_due": 0,
            "suspected_fraud": False,
        },
    ]


CHINESE = """
title: Accounts, customers, cards and phones in four files, joined by key
format: {delimiter: pipe, encoding: gb18030, dates: YYYYMMDD, nulls: ["NULL", "00000000"]}
codes:
  products: {"01": 标准卡, "02": 金卡}
sources:
  accounts: {files: "acct_*.txt"}
  links: {files: "link_*.txt"}
  customers: {files: "cust_*.txt"}
  phones: {files: "tel_*.txt"}
accounts:
  from: accounts
  join:
    - source: links
      match: {账号: acct}
      only: "role = '主卡'"
  columns:
    account_ref: 账号
    customer_ref: links.cust
    card_last4: "right(links.card, 4)"
    currency: {constant: CNY}
    product: {column: 产品, codes: products}
    statement_on: 账单日
    total_minor: {column: 余额, unit: minor}
    past_due_minor: {is: "max(余额 - 溢缴款, 0)", unit: minor}
    cycles_past_due: 期数
    suspected_fraud: {column: 冻结码, codes: {F: "yes"}, otherwise: "no"}
persons:
  from: customers
  join:
    - source: phones
      called: mobile
      match: {cust: cust}
      only: "kind = 'M'"
      required: no
    - {source: phones, called: home, match: {cust: cust}, only: "kind = 'H'", required: no}
  columns:
    customer_ref: cust
    name: 姓名
    phone_1: mobile.number
    phone_2: home.number
    language: {constant: zh}
"""


def chinese_files(folder: Path) -> list[object]:
    return [
        written(
            folder,
            "acct_20260331.txt",
            "账号|产品|账单日|余额|溢缴款|期数|冻结码\n"
            '"A1"|01|20260305|10050|0|1|F\n'
            "A2|02|00000000|200|500|0|X\n"
            "A3|02|20260305|200|0|0|X\n",
            "gb18030",
        ),
        written(
            folder,
            "link_20260331.txt",
            "acct|cust|card|role\nA1|C1|6222000000001234|主卡\nA1|C2|6222000000009999|附属卡\n"
            "A2|C1|6222000000005678|主卡\n",
            "gb18030",
        ),
        written(
            folder,
            "cust_20260331.txt",
            'cust|姓名\nC1|"张|三"\nC2|李四\n',
            "gb18030",
        ),
        written(
            folder,
            "tel_20260331.txt",
            "cust|kind|number\nC1|M|13900000001\nC1|H|NULL\nC2|M|13900000002\n",
            "gb18030",
        ),
    ]


def test_chinese_bank_with_four_files_and_supplementary_cards(tmp_path: Path) -> None:
    settled = taken(CHINESE, *chinese_files(tmp_path))  # type: ignore[arg-type]
    first, second = accounts(settled)
    assert first == {
        "account_ref": "A1",
        "customer_ref": "C1",
        "card_last4": "1234",
        "currency": "CNY",
        "product": "标准卡",
        "statement_on": date(2026, 3, 5),
        "total_minor": 10_050,
        "past_due_minor": 10_050,
        "cycles_past_due": 1,
        "suspected_fraud": True,
    }
    assert (second["card_last4"], second["past_due_minor"]) == ("5678", 0)
    assert "statement_on" not in second
    assert filled(settled.tables["persons"]) == [
        {"customer_ref": "C1", "name": "张|三", "phone_1": "13900000001", "language": "zh"},
        {"customer_ref": "C2", "name": "李四", "phone_1": "13900000002", "language": "zh"},
    ]
    assert rejects(settled) == [(4, "账号", "A3", "has no partner in links")]


FIXED = """
title: A mainframe's fixed width, counted in bytes
format:
  kind: fixed
  encoding: gb18030
  widths_in: bytes
  skip_lines: 1
  widths: {acct: 1-6, name: 7-14, opened: 15-20, owed: 21-30, sign: 31, status: 32-33}
  dates: YYMMDD
  nulls: ["000000"]
amounts: minor
sources:
  tape: {files: "*.dat"}
accounts:
  from: tape
  only: "status != 'CL'"
  columns:
    account_ref: acct
    customer_ref: acct
    currency: {constant: CNY}
    opened_on: opened
    total_minor: "if(sign = '-', -owed, owed)"
    past_due_minor: {constant: 0}
    cycles_past_due: {constant: 0}
persons:
  from: tape
  only: "status != 'CL'"
  columns: {customer_ref: acct, name: name}
"""


def test_fixed_width_counts_bytes_and_skips_the_header_line(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "tape.dat",
        "HEADER 20260331\n"
        "000001张三    9912310000012345+A1\n"
        "000002欧阳小明0000000000000100-A1\n"
        "000003Li Wei  2602290000000100+A1\n"
        "000004Closed  2601010000000000+CL\n"
        "000005short\n",
        "gb18030",
    )
    settled = taken(FIXED, file)
    assert [(row["opened_on"], row["total_minor"]) for row in accounts(settled)[:1]] == [
        (date(1999, 12, 31), 12_345)
    ]
    assert accounts(settled)[1]["total_minor"] == -100
    assert settled.tables["persons"]["name"].to_list() == ["张三", "欧阳小明"]
    assert rejects(settled) == [
        (4, "opened", "260229", "is not a date like YYMMDD"),
        (5, "", None, "not in scope"),
        (6, "", None, "the line ends before its last field, which starts at place 32"),
    ]
    assert settled.total.came_in == 5


TABBED = """
format: {delimiter: tab, thousands: ",", quote: none, negative: trailing, dates: DD-MON-YYYY}
sources:
  ledger: {files: "*.tsv*"}
accounts:
  from: ledger
  columns:
    account_ref: ACCOUNT
    customer_ref: ACCOUNT
    currency: CCY
    due_on: DUE
    total_minor: BALANCE
    past_due_minor: {constant: 0}
    cycles_past_due: {constant: 0}
"""


def test_tabs_with_thousands_marks_and_currencies_without_cents(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "ledger.tsv.gz",
        'ACCOUNT\tCCY\tDUE\tBALANCE\n1\tUSD\t05-Feb-2026\t1,234,567.80\n2\tJPY\t\t"12,345-\n'
        "3\tJPY\t\t12,345-\n4\tUSD\t\t12,34.5\n5\tJPY\t\t1.5\n",
    )
    settled = taken(TABBED, file)
    assert [row["total_minor"] for row in accounts(settled)] == [123_456_780, -12_345]
    assert [(line, value) for line, _field, value, _reason in rejects(settled)] == [
        (3, '"12,345-'),
        (5, "12,34.5"),
        (6, "1.5"),
    ]


TYPED = """
format: {kind: KIND, decimal: ",", thousands: ".", dates: DD.MM.YYYY}
sources:
  sheet: {files: "*"}
accounts:
  from: sheet
  columns:
    account_ref: Account
    customer_ref: Account
    currency: {constant: CNY}
    opened_on: Opened
    due_on: Due
    total_minor: Balance
    past_due_minor: Late
    cycles_past_due: Cycles
    suspected_fraud: Fraud
"""
EXPECTED = [
    {
        "account_ref": "6222001",
        "customer_ref": "6222001",
        "currency": "CNY",
        "opened_on": date(2020, 1, 31),
        "due_on": date(2026, 2, 5),
        "total_minor": 123_450,
        "past_due_minor": 123_450,
        "cycles_past_due": 2,
        "suspected_fraud": True,
    }
]


def test_parquet_keeps_its_own_notation_beside_local_texts(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "Account": [6222001],
            "Opened": [date(2020, 1, 31)],
            "Due": ["05.02.2026"],
            "Balance": [Decimal("1234.50")],
            "Late": ["1.234,5"],
            "Cycles": [2.0],
            "Fraud": [True],
        }
    )
    frame.write_parquet(tmp_path / "book.parquet")
    file = written(tmp_path, "book.parquet", (tmp_path / "book.parquet").read_bytes())
    assert accounts(taken(TYPED.replace("KIND", "parquet"), file)) == EXPECTED


def test_xlsx_reads_the_named_sheet_and_counts_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        workbook.add_worksheet("Notes").write(0, 0, "nothing here")
        sheet = workbook.add_worksheet("Accounts")
        sheet.write_row(0, 0, ["Account", "Opened", "Due", "Balance", "Late", "Cycles", "Fraud"])
        row = [6222001, datetime(2020, 1, 31), "05.02.2026", 1234.5, "1.234,5", 2, True]  # noqa: DTZ001
        sheet.write_row(1, 0, row)
        sheet.write_row(3, 0, [6222002, "", "05.02.26", 1, "1,5", 0, False])
    text = TYPED.replace("KIND", "xlsx, sheet: Accounts")
    settled = taken(text, written(tmp_path, "book.xlsx", path.read_bytes()))
    assert accounts(settled) == EXPECTED
    assert rejects(settled) == [(4, "Due", "05.02.26", "is not a date like DD.MM.YYYY")]
