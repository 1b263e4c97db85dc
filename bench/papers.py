"""A thousand papers written for a thousand matters, released and set as PDF and Word, in ratios.

Floor of the setting: typst's bare compile of the same documents, one by one, with the fonts found
once. Floor of the writing: what is owed explained for the same accounts, on which papers rest.
"""

from __future__ import annotations

import argparse
import io
import json
import time
import zipfile
from datetime import timedelta

from bench._installation import throw_away


def main() -> None:
    """Print seconds of writing, releasing and setting, papers a second, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1000)
    number = parser.parse_args().papers
    throw_away(FAIRDUE_CLOCK="2026-03-10T10:30:00+08:00")
    import typst

    from fairdue.legal.actions.papers import release_batch, set_batch, start_batch, write_batch
    from fairdue.legal.actions.papers.batching import batch_file
    from fairdue.legal.actions.papers.handing_out import document_of
    from fairdue.legal.models import MatterAccount, Paper
    from fairdue.legal.tests.paper_records import NOW, an_approved_matter, an_office
    from fairdue.portfolio.queries.balances import explain
    from fairdue.typesetting.pdf import TEMPLATE, _content

    office = an_office()
    matters = [an_approved_matter(office).pk for _ in range(number)]
    batch = start_batch(
        kind="payment_order",
        matter_ids=matters,
        entered={},
        language="zh-hans",
        staff=office.writer,
        at=NOW,
    )
    took: dict[str, float] = {}

    def timed(name: str, begun: float) -> None:
        took[name] = time.perf_counter() - begun

    begun = time.perf_counter()
    write_batch(batch.pk)
    timed("writing", begun)
    begun = time.perf_counter()
    for each in (office.first, office.second):
        release_batch(batch_id=batch.pk, staff=each, at=NOW + timedelta(minutes=1))
    timed("releasing", begun)
    begun = time.perf_counter()
    set_batch(batch.pk)
    timed("setting", begun)
    row, content = batch_file(batch_id=batch.pk, staff=office.first, at=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == 2 * number + 1
    begun = time.perf_counter()
    for account_id in MatterAccount.objects.values_list("account_id", flat=True):
        explain(account_id, NOW.date())
    timed("explaining", begun)
    documents = [document_of(paper) for paper in Paper.objects.filter(batch=batch)]
    fonts, template = typst.Fonts(), TEMPLATE.read_bytes()
    begun = time.perf_counter()
    for document in documents:
        data = json.dumps(_content(document), ensure_ascii=False)
        typst.compile(template, format="pdf", font_paths=fonts, sys_inputs={"data": data})
    timed("typst", begun)
    print(
        f"papers={number} bytes={row.bytes} "
        + " ".join(f"{name}={seconds:.1f}s" for name, seconds in took.items())
        + f" written_per_second={number / took['writing']:.0f}"
        + f" set_per_second={number / took['setting']:.0f}"
        + f" writing_ratio={took['writing'] / took['explaining']:.1f}"
        + f" setting_ratio={took['setting'] / took['typst']:.2f}"
    )


if __name__ == "__main__":
    main()
