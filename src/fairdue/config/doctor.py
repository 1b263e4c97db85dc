"""Looks for what would keep Fairdue from working, and says how to mend it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import Error as DjangoDatabaseError
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue import telephony
from fairdue.config import database, messages, readiness
from fairdue.config.diagnosis import Finding, Level, transcripts
from fairdue.config.middleware import now
from fairdue.delivery import DeliveryError, outbox, sms
from fairdue.delivery.mail import smtp
from fairdue.delivery.mail.coming_in import ASIDE, Maildir
from fairdue.rulebook import lint
from fairdue.rulebook.packs import Pack, RulePackError, load_law, load_pack
from fairdue.strategy.columns.scoring import openmp_missing
from fairdue.strategy.queries import file_differs, tables_in_use
from fairdue.strategy.rules.reading import TableError
from fairdue.vault import keys, signing

PYTHON_NEEDED = (3, 11)
POSTGRESQL_NEEDED = 15
DISK_WARNING_BYTES = 5 * 1024**3
DISK_PROBLEM_BYTES = 512 * 1024**2
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CJK_FONT_MARKS = ("CJK", "SourceHan", "wqy-", "DroidSansFallback", "NotoSansSC", "PingFang")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
)
TEST_PROGRAMS = {
    "kannel": "/usr/sbin/bearerbox",
    "kannel-extras": "/usr/lib/kannel/test/fakesmsc",
    "postfix": "/usr/sbin/postfix",
}
"""Debian packages that tests start programs of, and one program of each."""
PACKAGES = {"chromium": "chromium", "font": "fonts-noto-cjk"}


Check = Callable[[], Iterator[Finding]]


def examine(today: date) -> Iterator[Finding]:
    """Every finding, one check after another."""
    yield from python_version()
    yield from data_folder()
    yield from disk_space()
    yield from key_file()
    yield from signing_key_file()
    yield from database_server()
    yield from mail()
    yield from telephone()
    yield from transcripts()
    yield from texts()
    yield from programs_of_tests()
    yield from rule_packs(today)
    yield from decision_table()
    yield from translations()
    yield from chinese_font()
    yield from score_library()
    yield from chromium()
    yield from telephones_for_tests()


def python_version() -> Iterator[Finding]:
    """Python 3.11 or newer."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON_NEEDED:
        yield Finding(Level.OK, "Python", found)
    else:
        yield Finding(
            Level.PROBLEM,
            "Python",
            found,
            _("install 3.11 or newer, then: make PYTHON=python3.12"),
        )


def data_folder() -> Iterator[Finding]:
    """The data folder can be written to."""
    folder: Path = settings.VAR
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Finding(
            Level.PROBLEM,
            _("data folder"),
            f"{folder}: {error.strerror}",
            _("make it writable for this user, or name another in FAIRDUE_VAR"),
        )
    else:
        yield Finding(Level.OK, _("data folder"), str(folder))


def disk_space() -> Iterator[Finding]:
    """Room for the lake and the database."""
    folder = next(path for path in (settings.VAR, *settings.VAR.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    text = _("%(size)s GiB free") % {"size": f"{free / 1024**3:.1f}"}
    mend = _("free some space, or name a folder on another disk in FAIRDUE_VAR")
    if free < DISK_PROBLEM_BYTES:
        yield Finding(Level.PROBLEM, _("disk"), text, mend)
    elif free < DISK_WARNING_BYTES:
        yield Finding(Level.WARNING, _("disk"), text, mend)
    else:
        yield Finding(Level.OK, _("disk"), text)


def key_file() -> Iterator[Finding]:
    """The keys that seal personal data are there, whole, and readable by nobody else."""
    path = Path(os.environ.get("FAIRDUE_KEYS", settings.VAR / "secrets" / "keys.json"))
    try:
        keys.load()
    except (keys.KeyFileError, OSError) as error:
        yield Finding(Level.PROBLEM, _("keys"), str(error), _("restore the key file from a backup"))
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(
            Level.PROBLEM,
            _("keys"),
            _("%(path)s can be read by others") % {"path": path},
            f"chmod 600 {path}",
        )
    else:
        yield Finding(
            Level.OK,
            _("keys"),
            _("%(path)s: keep a copy elsewhere, without it data is lost") % {"path": path},
        )


def signing_key_file() -> Iterator[Finding]:
    """The key that signs the journal's seals is there and readable by nobody else."""
    try:
        path, fingerprint = signing.signing_file(), signing.signing_key().fingerprint
    except (keys.KeyFileError, OSError) as error:
        mend = _("restore the file from a backup, or move it away and let a new key be made")
        yield Finding(Level.PROBLEM, _("signing key"), str(error), mend)
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        text = _("%(path)s can be read by others") % {"path": path}
        yield Finding(Level.PROBLEM, _("signing key"), text, f"chmod 600 {path}")
    else:
        yield Finding(Level.OK, _("signing key"), fingerprint)


def database_server() -> Iterator[Finding]:
    """The server starts or answers, is new enough, and has every migration."""
    try:
        database.start()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10_000
    except (database.DatabaseError, DjangoDatabaseError) as error:
        mend = _("see the server's log in postgres/log under the data folder; is the disk full?")
        if not database.is_embedded():
            mend = _("check DATABASE_URL, and that the server lets this machine and user in")
        yield Finding(Level.PROBLEM, _("database"), str(error).strip(), mend)
        return
    kind = _("embedded") if database.is_embedded() else _("from DATABASE_URL")
    text = f"PostgreSQL {version}, {kind}"
    if version < POSTGRESQL_NEEDED:
        mend = _("use PostgreSQL %(version)s or newer") % {"version": POSTGRESQL_NEEDED}
        yield Finding(Level.PROBLEM, _("database"), text, mend)
        return
    yield Finding(Level.OK, _("database"), text)
    waiting = readiness.unapplied_migrations()
    if waiting:
        text = _("%(number)s not applied, the first is %(first)s") % {
            "number": len(waiting),
            "first": waiting[0],
        }
        yield Finding(Level.WARNING, _("migrations"), text, _("run: fairdue migrate"))
    else:
        yield Finding(Level.OK, _("migrations"), _("all applied"))


def mail() -> Iterator[Finding]:
    """E-mail can be sent, bounces are heard of, and nothing lies about for anyone to read."""
    subject = _("mail")
    if settings.SMTP_URL:
        try:
            found = smtp.mail_settings()
        except DeliveryError as error:
            mend = _("correct it; docs/operating/mail.md has examples")
            text = error.text.in_language(get_language() or "en")
            yield Finding(Level.PROBLEM, subject, text, mend)
        else:
            yield Finding(Level.OK, subject, f"{found.server.host}:{found.server.port}")
            yield from _returned_mail(found)
    elif not settings.OUTBOX:
        text = _("no server is set: cardholders can't sign in, and nothing is sent to them")
        mend = _("set FAIRDUE_SMTP_URL and FAIRDUE_MAIL_FROM, see docs/operating/mail.md")
        yield Finding(Level.WARNING, subject, text, mend)
    if settings.OUTBOX:
        text = _("messages with their codes are put into %(folder)s") % {"folder": outbox.folder()}
        mend = _("this is for demonstrations only: unset FAIRDUE_OUTBOX")
        yield Finding(Level.WARNING, subject, text, mend)


def _returned_mail(found: smtp.MailSettings) -> Iterator[Finding]:
    """What comes back reaches us, and can be read."""
    subject = _("returned mail")
    mend = _("see docs/operating/mail.md, Bounces and answers")
    if not found.bounces:
        text = _("FAIRDUE_MAIL_BOUNCES is not set: nobody learns which messages came back")
        yield Finding(Level.WARNING, subject, text, mend)
    elif not found.hears:
        text = _("neither FAIRDUE_MAIL_LISTEN nor FAIRDUE_MAIL_FOLDER is set: bounces are unread")
        yield Finding(Level.WARNING, subject, text, mend)
    elif found.maildir is not None and not os.access(found.maildir, os.R_OK | os.W_OK | os.X_OK):
        text = _("%(folder)s can't be read or written") % {"folder": found.maildir}
        yield Finding(Level.PROBLEM, subject, text, mend)
    else:
        yield Finding(Level.OK, subject, found.bounces)
    for place in filter(None, (found.own_maildir, found.maildir)):
        if aside := Maildir(place, found.bounces).kept_aside():
            text = _("%(number)s letters that can't be read lie in %(folder)s") % {
                "number": aside,
                "folder": place / ASIDE,
            }
            mend = _("open them with a mail program, deal with them, and delete them")
            yield Finding(Level.WARNING, subject, text, mend)


def telephone() -> Iterator[Finding]:
    """What carries calls is set well and there; without a setting collectors dial by hand."""
    language = get_language() or "en"
    try:
        told = telephony.described()
    except telephony.LineError as error:
        mend = _("correct it; docs/operating/telephone.md has examples")
        yield Finding(Level.PROBLEM, _("telephone"), error.text.in_language(language), mend)
    else:
        yield Finding(Level.OK, _("telephone"), told.in_language(language))


def telephones_for_tests() -> Iterator[Finding]:
    """baresip and sipp, without which the tests of telephone calls are skipped."""
    missing = [name for name in ("baresip", "sipp") if shutil.which(name) is None]
    if missing:
        text = _("none found: %(names)s; needed for the tests of telephone calls only")
        mend = _("Debian or Ubuntu: apt-get install baresip-core sip-tester")
        names = ", ".join(missing)
        yield Finding(Level.WARNING, _("test telephones"), text % {"names": names}, mend)
    else:
        yield Finding(Level.OK, _("test telephones"), "baresip, sipp")


def texts() -> Iterator[Finding]:
    """Texts can be sent: the gateway answers, and takes the name and password. None is sent."""
    subject = _("texts")
    if not settings.SMS_URL:
        text = _("no gateway is set: nothing is sent to telephone numbers")
        yield Finding(Level.OK, subject, text)
        return
    try:
        yield Finding(Level.OK, subject, sms.try_out())
    except DeliveryError as error:
        mend = _("correct it; docs/operating/sms.md has examples")
        text = error.text.in_language(get_language() or "en")
        yield Finding(Level.PROBLEM, subject, text, mend)
        return
    if not sms.signature():
        text = _("no signature is set; operators in China refuse texts without one")
        mend = _("add signature=… to FAIRDUE_SMS_URL, unless the gateway adds one itself")
        yield Finding(Level.WARNING, subject, text, mend)


def programs_of_tests() -> Iterator[Finding]:
    """Where tests can be run, the programs that their real gateways need are there."""
    if find_spec("pytest") is None:
        return
    missing = [name for name, program in TEST_PROGRAMS.items() if not Path(program).exists()]
    if missing:
        text = _("tests with real gateways are left out: %(packages)s") % {
            "packages": ", ".join(missing)
        }
        mend = _("Debian or Ubuntu: apt-get install %(packages)s") % {"packages": " ".join(missing)}
        yield Finding(Level.OK, _("tests"), text, mend)


def rule_packs(today: date) -> Iterator[Finding]:
    """Every pack can be read, and its values were looked at recently enough."""
    root: Path = settings.RULEPACKS
    folders = sorted(path for path in root.glob("*/*") if path.is_dir())
    if not folders:
        yield Finding(
            Level.PROBLEM,
            _("rule packs"),
            _("none under %(folder)s") % {"folder": root},
            _("name their folder: FAIRDUE_RULEPACKS"),
        )
    for folder in folders:
        name = str(folder.relative_to(root))
        subject = _("rules %(name)s") % {"name": name}
        try:
            pack = _as_used(root, folder, name)
        except RulePackError as error:
            yield Finding(Level.PROBLEM, subject, str(error), _("correct the file named"))
            continue
        if old := lint.past_review(pack, today):
            text = _("%(number)s values to be looked at again, the first is %(first)s")
            mend = _("read the source again, then set verified_on and verify_again_by")
            yield Finding(Level.WARNING, subject, _first_of(text, old), mend)
        if odd := lint.contradictions(pack, today):
            text = _("%(number)s values contradict themselves, the first is %(first)s")
            mend = _("correct the statuses in the file named")
            yield Finding(Level.WARNING, subject, _first_of(text, odd), mend)
        if not old and not odd:
            text = _("%(number)s rules, version %(version)s") % {
                "number": len(pack.rules),
                "version": pack.version,
            }
            yield Finding(Level.OK, subject, text)


def decision_table() -> Iterator[Finding]:
    """The table in use can be read, and the file says the same or was never replaced."""
    subject = _("decision table")
    try:
        live = tables_in_use(now())
        differs = file_differs(now())
    except TableError as error:
        said = error.text.in_language(get_language() or "en")
        yield Finding(Level.PROBLEM, subject, said, _("correct the file named"))
    except DjangoDatabaseError:
        return  # the database's own finding says why
    else:
        text = _("version %(version)s") % {"version": live.document.table.version}
        if differs:
            text = _("version %(version)s is live; the file of the rule packs differs") % {
                "version": live.document.table.version
            }
            mend = _("to bring the file in: fairdue strategy propose FILE --as NAME")
            yield Finding(Level.WARNING, subject, text, mend)
        else:
            yield Finding(Level.OK, subject, text)


def _as_used(root: Path, folder: Path, name: str) -> Pack:
    """A law pack as read and tightened here, another as it is written."""
    if folder.parent.name == "law":
        return load_law(root, folder.name)
    return load_pack(folder, name)


def _first_of(text: str, doubts: list[lint.Doubt]) -> str:
    return text % {"number": len(doubts), "first": doubts[0]}


def translations() -> Iterator[Finding]:
    """Every catalogue is compiled."""
    waiting = messages.stale()
    if waiting:
        names = ", ".join(path.relative_to(messages.PACKAGE).parts[0] for path in waiting)
        yield Finding(
            Level.WARNING,
            _("translations"),
            _("to compile: %(names)s") % {"names": names},
            _("run: fairdue translate"),
        )
    else:
        yield Finding(Level.OK, _("translations"), _("compiled"))


def chinese_font() -> Iterator[Finding]:
    """A font with Chinese characters, for PDF and charts."""
    font = _font()
    if font:
        yield Finding(Level.OK, _("Chinese font"), font)
    else:
        yield Finding(
            Level.WARNING,
            _("Chinese font"),
            _("none found: PDF and charts would show boxes"),
            _("Debian or Ubuntu: apt-get install fonts-noto-cjk; elsewhere Noto Sans CJK SC"),
        )


def score_library() -> Iterator[Finding]:
    """LightGBM can be loaded, for the scores; it needs the system's OpenMP library."""
    if why := openmp_missing():
        yield Finding(
            Level.WARNING,
            _("scores"),
            _("LightGBM can't be loaded, so nights run without scores: %(why)s") % {"why": why},
            _("Debian or Ubuntu: apt-get install libgomp1; elsewhere the OpenMP runtime of GCC"),
        )
    else:
        yield Finding(Level.OK, _("scores"), _("LightGBM can be loaded"))


def chromium() -> Iterator[Finding]:
    """Chromium, for the browser tests only."""
    found = _chromium()
    if found:
        yield Finding(Level.OK, "Chromium", found)
    else:
        yield Finding(
            Level.WARNING,
            "Chromium",
            _("none found: needed for the browser tests only"),
            _("Debian or Ubuntu: apt-get install chromium; elsewhere install Chromium or Chrome"),
        )


def bring_browser(tell: Callable[[str], None]) -> Finding | None:
    """Install Chromium and the font where we may; else the problem that remains, if any."""
    missing = []
    if _chromium() is None:
        missing.append(PACKAGES["chromium"])
    if _font() is None:
        missing.append(PACKAGES["font"])
    if not missing:
        return None
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        text = _("missing: %(names)s") % {"names": ", ".join(missing)}
        mend = _("as root on Debian or Ubuntu: %(command)s; elsewhere install the like") % {
            "command": " ".join(command)
        }
        return Finding(Level.PROBLEM, _("browser tests"), text, mend)
    tell(_("installing %(names)s") % {"names": ", ".join(missing)})
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update"], command):
        run = subprocess.run(
            step,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode and step is command:
            last = (run.stderr.strip() or run.stdout.strip()).splitlines()[-1:]
            text = _("%(command)s failed: %(why)s") % {
                "command": " ".join(command),
                "why": " ".join(last),
            }
            return Finding(Level.PROBLEM, _("browser tests"), text, _("run it by hand and see"))
    return None


def _chromium() -> str | None:
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def _font() -> str | None:
    """The name of some font file with Chinese characters."""
    for folder in FONT_FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[to]t[fc]")):
            if any(mark in path.name for mark in CJK_FONT_MARKS):
                return path.name
    return None
