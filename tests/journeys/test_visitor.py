"""A visitor's day: set out, no network, a visit made and written down, handed in, signed off."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.cases import program
from tests.journeys.conftest import FAIRDUE, Site, opened_phone
from tests.journeys.steps import fits, sign_in

PICTURE = Path(__file__).parents[2] / "src/fairdue/field/static/field/icon.png"
WHO = {"zh-hans": "ma", "en": "sun"}
"""Two telephones of one team: each language goes on the same round with its own."""
CODE = "428613"

pytestmark = pytest.mark.journey

OUT = """
import json
from django.db.models import Q
from fairdue.config.middleware import now
from fairdue.visits.models import Visit
serves = Q(permit__serves_from=None) | Q(permit__serves_from__lte=now())
rows = Visit.objects.filter(serves, state="out", round__visit_team__code="road-1")
rows = rows.filter(permit__expires_at__gt=now()).order_by("stop")
print(json.dumps(list(rows.values_list("pk", flat=True))))
"""
"""Visits that the first team is out for, and that may be made now."""
ENDED = """
import json, sys
from fairdue.contact.models import Attempt
from fairdue.visits.models import Alarm, Evidence, Visit, VisitRecord
visit = Visit.objects.get(pk=int(sys.argv[1]))
record = VisitRecord.objects.get(visit=visit)
attempt = Attempt.objects.filter(permit=visit.permit).first()
print(json.dumps({
    "visit": visit.state, "outcome": attempt and attempt.outcome, "record": record.pk,
    "conflicts": record.conflicts, "files": Evidence.objects.filter(visit=visit).count(),
    "alarms": Alarm.objects.filter(visit=visit, kind="silent").count(),
}))
"""
ALTER = """
import sys
from django.db import connection, transaction
from fairdue.vault.sealing import vault
from fairdue.visits.models import VisitRecord
row = VisitRecord.objects.get(pk=int(sys.argv[1]))
content = vault().unseal(bytes(row.content_sealed))
one, other = sys.argv[2:4]
assert one in content
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(
        "UPDATE visits_visitrecord SET content_sealed = %s WHERE id = %s",
        [vault().seal(content.replace(one, other)), row.pk],
    )
print("done")
"""
"""Writes behind every trigger, as only somebody with the database in hand can."""


@pytest.fixture
def telephone(browser: Browser, site: Site, language: str) -> Iterator[Page]:
    """A visitor's telephone with a receiver for places."""
    place = {"latitude": 23.1291, "longitude": 113.2644, "accuracy": 14}
    allowed = {"permissions": ["geolocation"], "geolocation": place}
    with opened_phone(browser, site, language, **allowed) as page:
        yield page


def set_up(page: Page, site: Site, name: str, language: str) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", site.password)
    page.keyboard.press("Enter")
    expect(page.locator("#pin")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-Hans")
    page.fill("#pin", "123456")
    page.fill("#again", "123456")
    page.locator("form button.primary").click()
    expect(page.locator(".notice.error")).to_be_visible()  # easily guessed
    page.fill("#pin", CODE)
    page.fill("#again", CODE)
    page.locator("form button.primary").click()
    expect(page.locator(".stop-card").first).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def go_offline(page: Page, context: BrowserContext) -> None:
    """Cut the network and open the page anew, as after a reboot in a cellar."""
    page.wait_for_function(
        "async () => { for (const name of await caches.keys())"
        " if (await (await caches.open(name)).match('/field/')) return true; return false; }"
    )
    context.set_offline(True)
    page.reload()
    page.fill("#pin", "999111")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.error")).to_be_visible()
    page.fill("#pin", CODE)
    page.keyboard.press("Enter")
    expect(page.locator(".stop-card").first).to_be_visible()


def drawn(page: Page, canvas: Locator) -> None:
    """A signature with a finger."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 70, steps=5)
    page.mouse.up()


def write_record(page: Page, visit: int, outcome: str = "hardship") -> None:
    page.locator(f'a[href="#record/{visit}"]').click()
    form = page.locator("form.record")
    expect(form).to_be_visible()
    page.locator("form.record > button.primary").click()
    expect(page.locator(".notice.error")).to_be_visible()  # says what is missing
    for name, value in (
        ("met", "cardholder"),
        ("identity", "document"),
        ("outcome", outcome),
        ("place", "door"),
        ("taped", "video"),
        ("cardholder", "declined"),
    ):
        form.locator(f"[name={name}][value={value}]").check()
    form.locator("[name=card_shown]").check()
    for box in form.locator("[name^=check_]").all():
        box.check()
    form.locator("#said").fill("收入减少，希望协商。")
    for canvas in form.locator("canvas:visible").all():
        drawn(page, canvas)
    fits(page)
    page.locator("form.record > button.primary").click()
    expect(page.locator(".stop-card").first).to_be_visible()


def make_visit(page: Page, visit: int, too_large: Path) -> None:
    page.locator(f'a[href="#visit/{visit}"]').click()
    page.locator(f'a[href="#card/{visit}"]').click()
    expect(page.locator(".id-code svg")).to_be_visible()
    expect(page.locator(".id-digits")).to_have_text(re.compile(r"^\w{4}(-\w{4}){3}$"))
    fits(page)
    page.go_back()
    page.locator("section.panel button.primary").click()  # I am there
    expect(page.locator(".word")).to_be_visible()
    page.locator("#photo").set_input_files(too_large)
    expect(page.locator(".notice.error")).to_contain_text("60")
    page.locator("#photo").set_input_files(PICTURE)
    fits(page)


def raise_silent_alarm(page: Page) -> None:
    """Nothing is to be seen of it; the page goes back to the day."""
    page.goto("/field/#help")
    expect(page.locator("#threat-words")).to_be_visible()
    page.locator("section.panel button").first.click()
    expect(page).to_have_url(re.compile("#today$"))


def asked_last_stays(page: Page) -> None:
    """A page that is ready late does not take the place of one that was asked for after it."""
    stands = page.evaluate("""async () => {
        const [{ name }] = performance.getEntriesByType("resource")
            .filter((each) => new URL(each.name).pathname.match(/field\\/dom\\b.*\\.js$/));
        const { draw } = await import(name);
        const before = [...document.getElementById("content").childNodes];
        let ready;
        const late = draw(() => new Promise((done) => { ready = () => done(["late"]); }));
        await draw(async () => before);
        ready();
        await late;
        return document.getElementById("content").textContent !== "late";
    }""")
    assert stands


def ciphered(page: Page, words: str) -> bool:
    """Is a text nowhere in what the browser stores of the page?"""
    script = """async (words) => {
        const names = (await indexedDB.databases()).map((each) => each.name);
        for (const name of names) {
            const open = indexedDB.open(name);
            const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
            for (const store of base.objectStoreNames) {
                const all = base.transaction(store).objectStore(store).getAll();
                const rows = await new Promise((ok) => { all.onsuccess = () => ok(all.result); });
                for (const row of rows) {
                    const bytes = row?.data ? new Uint8Array(row.data) : new Uint8Array();
                    const text = new TextDecoder().decode(bytes) + JSON.stringify(row);
                    if (text.includes(words)) return false;
                }
            }
            base.close();
        }
        return true;
    }"""
    return bool(page.evaluate(script, words))


def ended(site: Site, visit: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(program(site, ENDED, str(visit)))
    return found


def verify(site: Site) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [FAIRDUE, "verify", "--database"],
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_a_visit_is_made_without_network_handed_in_and_signed_off(
    telephone: Page, page: Page, site: Site, language: str, tmp_path: Path
) -> None:
    set_up(telephone, site, WHO[language], language)
    fits(telephone)
    asked_last_stays(telephone)
    sets_out = telephone.locator(".panel button.primary")
    if sets_out.count():
        sets_out.click()
        expect(sets_out).to_have_count(0)
    visit = json.loads(program(site, OUT))[0]
    telephone.locator("#state").click()
    card = telephone.locator(f'a[href="#visit/{visit}"]')
    expect(card).to_be_visible()
    name = card.locator(".strong").inner_text()

    go_offline(telephone, telephone.context)
    assert ciphered(telephone, name)
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.write(b"\xff\xd8\xff")
        file.truncate(60_000_000)
    make_visit(telephone, visit, large)
    raise_silent_alarm(telephone)
    card.click()
    write_record(telephone, visit)
    telephone.goto("/field/#outbox")
    waits = telephone.locator(".out-row")
    expect(waits).to_have_count(7)  # there, photo, two signatures, left, record, alarm
    telephone.context.set_offline(False)
    expect(waits).to_have_count(0, timeout=30_000)  # by itself, and soon

    told = ended(site, visit)
    assert told["visit"] == "made"
    assert told["outcome"] == "hardship"
    assert (told["conflicts"], told["files"], told["alarms"]) == ([], 3, 1)
    sign_off(page, site, language, told["record"])
    found = verify_an_altered_one(site, told["record"])
    assert found.returncode == 1
    assert str(told["record"]) in found.stdout


def sign_off(page: Page, site: Site, language: str, record: int) -> None:
    sign_in(page, site, "zhou", language)
    bar = page.locator(".alarm-bar")
    expect(bar).to_be_visible(timeout=30_000)
    bar.click()
    page.locator("section.alarm button.primary").first.click()
    alarm = page.locator("section.alarm").first
    alarm.locator("select").select_option("well")
    alarm.locator("textarea").fill("called them, all well")
    alarm.locator("button").last.click()
    page.goto("/visits/records/")
    page.locator(f'a[href="/visits/records/{record}/"]').click()
    expect(page.locator(".evidence img")).to_have_count(3)
    fits(page)
    page.locator("button[value=sign]").click()
    expect(page).to_have_url(re.compile("/visits/records/$"))
    expect(page.locator(f'a[href="/visits/records/{record}/"]')).to_be_visible()


def verify_an_altered_one(site: Site, record: int) -> subprocess.CompletedProcess[str]:
    """Alter the record behind the database's back, check, and put it back as it was."""
    program(site, ALTER, str(record), "收入减少", "收入增加")
    try:
        return verify(site)
    finally:
        program(site, ALTER, str(record), "收入增加", "收入减少")
