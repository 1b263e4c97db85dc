"""Letters set as one print file, against typst's bare compile of the same pages, in ratios.

Floor: typst compiles the same template and data once, without asking for the pages and without
putting the data together. A ratio of 1 costs nothing over it.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import typst

from fairdue.typesetting.fonts import cjk_family
from fairdue.typesetting.letter import TEMPLATE, Letter, Window, _set, letters_pdf

AT = datetime(2026, 3, 10, tzinfo=UTC)
ONE = Letter(
    language="zh-hans",
    paper="a4",
    window=Window(20, 57, 80, 24),
    to=("上海市浦东新区世纪大道100号", "3栋1201室", "张三丰 收"),
    postcode="200120",
    sender=("示例银行信用卡中心", "上海市浦东新区示例路1号 200120", "客服电话 400-000-0000"),
    date="2026年3月10日",
    reference="L-00000000",
    reference_line="函件编号：L-00000000",
    subject="示例银行信用卡中心：关于您的信用卡账户",
    body="\n\n".join(["如到期支付有困难，请提前告诉我们，我们会与您一起商量可行的办法。" * 3] * 4),
    seal="示例银行信用卡中心（盖章）",
    genuine="请扫码，或打开 https://pay.example.org/genuine/ 输入核验码 ABCD-EFGH-JKLM-NPQR。",
    address="https://pay.example.org/genuine/ABCDEFGHJKLMNPQR/",
    code="ABCD-EFGH-JKLM-NPQR",
)


def letters(number: int) -> list[Letter]:
    """So many letters, each with a reference, an addressee and a code of its own."""
    return [
        replace(
            ONE,
            reference=f"L-{each:08d}",
            to=(*ONE.to[:2], f"张{each} 收"),
            address=f"https://pay.example.org/genuine/{each:016d}/",
        )
        for each in range(number)
    ]


def floor_seconds(batch: list[Letter]) -> float:
    """How long typst itself takes for the same pages."""
    content = {
        "title": "letters",
        "font": cjk_family(),
        "both-sides": True,
        "letters": [_set(each) for each in batch],
    }
    data = json.dumps(content, ensure_ascii=False)
    begun = time.perf_counter()
    typst.compile(str(TEMPLATE), format="pdf", sys_inputs={"data": data}, pdf_tags=False)
    return time.perf_counter() - begun


def main() -> None:
    """Print seconds, letters a second, bytes and the ratio to the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1000)
    number = parser.parse_args().letters
    batch = letters(number)
    letters_pdf(batch[:2], both_sides=True, made_at=AT)  # fonts are found once a process
    begun = time.perf_counter()
    made = letters_pdf(batch, both_sides=True, made_at=AT)
    seconds = time.perf_counter() - begun
    floor = floor_seconds(letters(number))
    print(
        f"letters={number} pages={sum(made.pages)} sheets={sum(made.sheets)} "
        f"bytes={len(made.pdf)} seconds={seconds:.2f} per_second={number / seconds:.0f} "
        f"floor={floor:.2f} ratio={seconds / floor:.2f}"
    )


if __name__ == "__main__":
    main()
