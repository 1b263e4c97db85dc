"""What several strategies recover, against the pressure they put on people: a picture.

    python -m tests.simulation.frontier [--days 120] [--customers 240] [--seeds 2]

Each strategy meets the same cardholders, in an installation of its own. Writes
docs/images/frontier-{en,zh}.svg and prints the figures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.simulation.strategies import ROWS

ROOT = Path(__file__).parents[2]
WORDS = {
    "en": {
        "x": "Pressure: points a week per customer while past due",
        "y": "Recovered, % of all that became past due",
        "names": {name: name for name in ROWS},
    },
    "zh": {
        "x": "压力：客户逾期期间每周所受分值",
        "y": "回收率：占全部逾期金额的百分比",
        "names": dict(
            zip(
                ROWS,
                (
                    "随附策略",
                    "不联系",
                    "仅晚期",
                    "满一个月",
                    "满两周",
                    "立即致电",
                    "立即致电并外访",
                ),
                strict=True,
            )
        ),
    },
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--customers", type=int, default=240)
    parser.add_argument("--seeds", type=int, default=2)
    asked = parser.parse_args()
    runs = [(name, seed) for seed in range(1, asked.seeds + 1) for name in ROWS]
    with ThreadPoolExecutor(max_workers=1) as pool:
        came = list(pool.map(lambda run: one(*run, asked.days, asked.customers), runs))
    points = [averaged(name, [row for row in came if row["strategy"] == name]) for name in ROWS]
    for point in points:
        print("{strategy:<24}{recovered:>7.1%}{pressure:>8.2f}{complaints:>6}{calls:>8}".format(
            **point))  # fmt: skip
    for language in WORDS:
        draw(points, language)
    return 0


def one(name: str, seed: int, days: int, customers: int) -> dict[str, Any]:
    """One strategy's run in a process of its own; gives its figures."""
    command = [sys.executable, "-m", "tests.simulation", "--strategy", name, "--json"]
    command += ["--seed", str(seed), "--days", str(days), "--customers", str(customers)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{name}, seed {seed}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    last = ended.stdout.splitlines()[-1]
    print(last, file=sys.stderr, flush=True)
    return dict(json.loads(last))


def averaged(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of several seeds taken together."""
    return {
        "strategy": name,
        "recovered": sum(row["recovered"] for row in rows) / sum(row["seen"] for row in rows),
        "pressure": sum(row["points"] for row in rows) / sum(row["late_weeks"] for row in rows),
        "complaints": sum(row["complaints"] for row in rows),
        "calls": sum(row["calls"] for row in rows),
    }


def is_undominated(point: dict[str, Any], points: list[dict[str, Any]]) -> bool:
    """True unless another recovers as much with less pressure, or more with as little."""
    return not any(
        other["recovered"] >= point["recovered"]
        and other["pressure"] <= point["pressure"]
        and (other["recovered"], other["pressure"]) != (point["recovered"], point["pressure"])
        for other in points
    )


def draw(points: list[dict[str, Any]], language: str) -> None:
    """The picture: a dot per strategy with its name, and a line through those nobody beats."""
    import altair as alt
    import polars as pl
    import vl_convert

    words = WORDS[language]
    frame = pl.DataFrame(
        [
            {"name": words["names"][point["strategy"]], "pressure": point["pressure"],
             "recovered": 100 * point["recovered"], "is_best": is_undominated(point, points)}
            for point in points
        ]
    )  # fmt: skip
    base = alt.Chart(frame).encode(
        x=alt.X("pressure:Q", title=words["x"], axis=alt.Axis(tickCount=6)),
        y=alt.Y("recovered:Q", title=words["y"], scale=alt.Scale(zero=False)),
    )
    dots = base.mark_circle(size=90, color="#0b5cad", opacity=1)
    names = base.mark_text(align="left", dx=8, dy=-6, fontSize=12).encode(text="name:N")
    line = (
        base.mark_line(color="#9bb7d4", strokeDash=[4, 3])
        .encode(order="pressure:Q")
        .transform_filter("datum.is_best")
    )
    chart = (
        (line + dots + names)
        .properties(width=640, height=360)
        .configure(font="Noto Sans CJK SC, sans-serif")
    )
    svg = vl_convert.vegalite_to_svg(chart.to_json())
    (ROOT / "docs" / "images" / f"frontier-{language}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
