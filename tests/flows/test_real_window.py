"""A real window on a real X server: real keys at a scanner's speed, a foreign printer, the books afterwards."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from pos_app.demo.people import REGULAR
from pos_app.demo.scans import DEMO_CARD, DEMO_SCANS
from pos_app.devices.escpos.table import read_printer
from pos_app.devices.preview import printed_papers
from pos_app.kernel.clock import DAY_MS
from pos_app.loyalty.accounts import points_account
from pos_app.retail.tender import TenderKind
from pos_app.runtime.paths import resource_path
from pos_app.runtime.settings import SETTINGS_FILE
from pos_app.runtime.system_clock import SystemClock
from pos_app.storage.verify import verify
from pos_app.terminal import build
from tests.support import emupos
from tests.support.displays import MISSING, WHY_MISSING, Display, display
from tests.support.till_process import TillProcess, till_process
from tests.support.windows import demo_shop
from tests.support.wiretap import Wiretap, wiretap

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=WHY_MISSING),
    pytest.mark.timeout(300),
]
PIN = "1234"
CODES = [scan.code for scan in DEMO_SCANS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, made once."""
    folder = tmp_path_factory.mktemp("made")
    demo_shop(folder)
    return folder


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    """A demo shop of its own for each test."""
    return Path(shutil.copytree(made, tmp_path / "shop"))


@pytest.fixture
def screen() -> Iterator[Display]:
    """A display with a US keyboard."""
    with display() as shown:
        yield shown


def sign_on(screen: Display, till: TillProcess) -> None:
    """Type the first person's PIN."""
    till.until(lambda seen: seen["ready"] and seen["active"])
    screen.type(PIN)
    till.until(lambda seen: seen["state"] and seen["focus"].startswith("Entry"))


def print_over(folder: Path, port: int) -> None:
    """Let the shop print over the network."""
    page = folder / SETTINGS_FILE
    text = page.read_text(encoding="utf-8")
    text = text.replace('kind = "simulated" ', f'kind = "tcp"\nhost = "127.0.0.1"\nport = {port}\n')
    page.write_text(text.replace('model = "epson-80" ', 'model = "emupos" '), encoding="utf-8")


def points_of(folder: Path) -> int:
    """The balance of the demo's member in the books."""
    till = build(folder, use_keyring=False)
    try:
        now_ms = till.tools.clock.now_ms()
        return till.tools.members.snapshot(REGULAR.member_id, now_ms).balance_points
    finally:
        till.close()


@pytest.mark.skipif(emupos.IS_MISSING, reason=emupos.WHY_MISSING)
def test_sale_from_sign_on_to_paper(tmp_path: Path, shop: Path, screen: Display) -> None:
    folder = shop
    before = points_of(folder)
    facts_before = verify(folder, use_keyring=False).facts
    with emupos.emulator(tmp_path) as printer, wiretap(printer.port) as tap:
        print_over(folder, tap.port)
        with till_process(screen, folder) as till:
            sign_on(screen, till)
            screen.scan(*CODES)
            state = till.until_state(lambda one: len(one["rows"]) == len(CODES))
            assert not any(row["unsold"] for row in state["rows"])
            assert till.seen["entry"] == ""
            screen.scan(DEMO_CARD.code)
            state = till.until_state(lambda one: one["member"])
            assert state["member"]["balance"] == str(before)
            screen.key("F8")
            state = till.until_state(lambda one: one["saved"] != "0.00")
            assert state["saved"] == "5.00"
            total = state["tile"]["amount"]
            screen.type("50", enter=False)
            screen.key("F12")
            state = till.until_state(lambda one: one["mode"] == "done")
            change = state["tile"]["amount"]
            state = till.until_state(lambda one: one["status"]["message"].endswith(" printed"))
            number = state["status"]["message"].split()[1]
            till.close()
        receipt = printer.wait_for(1)[0]
    check_paper(receipt, tap, number, total, change)
    check_books(folder, number, before, facts_before)


def check_paper(receipt: emupos.Receipt, tap: Wiretap, number: str, total: str, change: str) -> None:
    """What the foreign printer made of our bytes, and what our own reading of them says."""
    lines = [" ".join(line.split()) for line in receipt.text.splitlines()]
    assert f"TOTAL EUR {total}" in lines
    assert f"Change {change}" in lines
    assert "Cash 50.00" in lines
    assert any(REGULAR.name.split()[0] in line for line in lines)
    codes = {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(receipt.png)))}
    assert number in codes
    assert any(code.startswith(f"R1:{number}") for code in codes)
    entry = read_printer(resource_path("printers"), "emupos")
    papers = [paper for job in tap.jobs for paper in printed_papers(bytes(job), entry)]
    assert len(papers) == 1
    ours = [" ".join(line.split()) for line in papers[0].text().splitlines() if line.strip()]
    assert ours == [line for line in lines if line and not line.startswith(("[barcode", "[qr"))]
    pulses = sum(bytes(job).count(b"\x1bp") + bytes(job).count(b"\x10\x14\x01") for job in tap.jobs)
    assert pulses == 1


def check_books(folder: Path, number: str, before: int, facts_before: int) -> None:
    """Sale, ledger and journal after the window is gone."""
    report = verify(folder, use_keyring=False)
    assert report.is_whole, report
    assert report.facts > facts_before
    till = build(folder, use_keyring=False)
    try:
        filed = till.tools.books.last_sale()
        assert filed is not None
        sale = filed.completed.sale
        assert filed.completed.receipt_number == number
        assert sale.member_id == REGULAR.member_id
        assert [line.code for line in sale.lines] == CODES
        assert [(one.kind, one.given_minor) for one in sale.tenders] == [(TenderKind.CASH, 5000)]
        assert filed.completed.figures.saved_minor == 500
        assert filed.statement is not None
        earned = sum(points for _, points in filed.statement.earned)
        spent = sum(points for _, points in filed.statement.spent)
        assert spent == 500
        assert earned > 0
        assert filed.statement.balance_points == before + earned - spent
        entries = till.storage.database.rows(
            "SELECT points FROM ledger WHERE account_id = ? AND event_id = ?",
            (points_account(REGULAR.member_id).bytes, sale.sale_id.bytes),
        )
        assert min(points for (points,) in entries) == -500
        assert sum(points for (points,) in entries) == earned - spent
        newest = till.storage.database.row("SELECT kind FROM journal ORDER BY seq DESC LIMIT 1")
        assert newest is not None
        assert newest[0].startswith("sale")
        assert till.tools.books.draft() is None
        assert abs(SystemClock().now_ms() - filed.completed.completed_at_ms) < DAY_MS
    finally:
        till.close()


@pytest.mark.parametrize("layout", ["us", "tr", "fr"])
def test_scans_under_every_layout(shop: Path, screen: Display, layout: str) -> None:
    with till_process(screen, shop) as till:
        sign_on(screen, till)
        screen.layout(layout)
        screen.scan("POS-CANCEL", CODES[0], DEMO_CARD.code, CODES[2])
        state = till.until_state(lambda one: len(one["rows"]) == 2 and one["member"])
        assert state["rows"][0]["name"] == "Whole milk 1 l"
        assert till.seen["entry"] == ""
        screen.scan("POS-CASH", "POS-EXACT")
        till.until_state(lambda one: one["mode"] == "done")
        till.close()


def test_scans_never_land_in_the_form(shop: Path, screen: Display) -> None:
    with till_process(screen, shop) as till:
        sign_on(screen, till)
        screen.scan("M55554444")
        till.until_state(lambda one: one["notice"] and one["notice"]["action"] == "enrol")
        screen.key("F2")
        till.until(lambda seen: seen["form"])
        screen.type("0850123499", enter=False)
        till.until(lambda seen: seen["form"] == ["0850123499", ""])
        screen.scan(*CODES[:3])
        till.until_state(lambda one: len(one["rows"]) == 3)
        assert till.seen["form"] == ["0850123499", ""]
        screen.key("Tab")
        screen.type("ann", enter=False)
        till.until(lambda seen: seen["form"] == ["0850123499", "ann"])
        screen.type("", enter=True)
        state = till.until_state(lambda one: one["member"])
        assert state["member"]["masked_name"].startswith("an")
        till.until(lambda seen: seen["focus"].startswith("Entry"))
        screen.key("F10")
        till.until_state(lambda one: one["mode"] == "done")
        till.close()


def test_open_sale_survives_a_kill(shop: Path, screen: Display) -> None:
    with till_process(screen, shop) as till:
        sign_on(screen, till)
        screen.scan(*CODES[:2])
        till.until_state(lambda one: len(one["rows"]) == 2)
    with till_process(screen, shop) as till:
        sign_on(screen, till)
        state = till.until_state(lambda one: len(one["rows"]) == 2)
        assert state["notice"]["action"] == "resume_draft"
        screen.scan(CODES[2])
        till.until_state(lambda one: len(one["rows"]) == 3)
        screen.key("F10")
        till.until_state(lambda one: one["mode"] == "done")
        till.close()
    assert verify(shop, use_keyring=False).is_whole
