"""One sentence, two languages; and the kernel leans on nothing but Python."""

from __future__ import annotations

import ast
import sys
from datetime import date
from pathlib import Path

from fairdue.kernel.text import Text, day_in_words

KERNEL = Path(__file__).resolve().parents[1]


def test_any_chinese_code_gets_the_chinese_sentence() -> None:
    text = Text("paid", "已还款")
    assert [text.in_language(code) for code in ("zh-hans", "zh-CN", "ZH")] == ["已还款"] * 3
    assert [text.in_language(code) for code in ("en", "en-gb", "fr")] == ["paid"] * 3


def test_the_kernel_imports_the_standard_library_only() -> None:
    foreign = set()
    for path in KERNEL.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            foreign |= {name for name in names if not allowed(name)}
    assert not foreign


def allowed(module: str) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names or module.startswith("fairdue.kernel")


def test_a_day_in_words_has_its_year_in_both_languages() -> None:
    assert day_in_words(date(2026, 3, 9)) == Text("9 Mar 2026", "2026年3月9日")
