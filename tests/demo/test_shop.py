"""The demo shop: made once, always the same, ready for the scans that the README tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout.outcome import Added, Identified
from pos_app.demo.people import CASHIER, EAN_CARD, MANAGER, PHONE_ONLY, REGULAR
from pos_app.demo.scans import DEMO_CARD, DEMO_REWARD, DEMO_SCANS, REFUSED_SCANS
from pos_app.demo.shop import build_demo, is_made
from pos_app.kernel.errors import Refused
from pos_app.runtime.system_clock import SystemClock
from pos_app.storage.verify import verify
from pos_app.terminal import Terminal, build
from tests.support.tills import START_MS, SetClock
from tests.support.years import installed_data


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop without the extra, made at a set instant."""
    folder = tmp_path_factory.mktemp("demo") / "shop"
    build_demo(folder, SetClock(), use_keyring=False, real_products=False)
    return folder


@pytest.fixture
def terminal(made: Path) -> Iterator[Terminal]:
    """The till of that shop, a minute after it was made."""
    opened = build(made, clock=SetClock(START_MS + 60_000), use_keyring=False)
    yield opened
    opened.close()


def test_it_is_whole(made: Path) -> None:
    assert is_made(made)
    report = verify(made, use_keyring=False)
    assert report.first_wrong is None
    assert report.sales == 5


def test_the_demo_sale_scans_earns_redeems(terminal: Terminal) -> None:
    session = terminal.session(CASHIER.cashier)
    for scan in DEMO_SCANS:
        assert isinstance(session.scan(scan.code), Added)
    assert isinstance(session.scan(DEMO_CARD.code), Identified)
    assert session.evaluated.snapshot is not None
    # What is short of a full step of one sale counts in the next: 3 points more than the sales give one by one.
    assert session.evaluated.snapshot.balance_points == 785
    session.choose_reward(DEMO_REWARD)
    assert session.evaluated.figures.total_minor == 1341
    assert session.evaluated.quote.spent_points == 500


@pytest.mark.parametrize("scan", REFUSED_SCANS, ids=lambda scan: scan.what)
def test_what_is_refused(terminal: Terminal, scan: object) -> None:
    assert isinstance(scan, tuple)
    with pytest.raises(Refused):
        terminal.session(CASHIER.cashier).scan(scan[0])


def test_the_scans_say_what_they_are(terminal: Terminal) -> None:
    session = terminal.session(CASHIER.cashier)
    for scan in DEMO_SCANS:
        outcome = session.scan(scan.code)
        assert isinstance(outcome, Added)
        assert scan.what.startswith(outcome.product.name)


def test_people_sign_on_with_their_pins(terminal: Terminal) -> None:
    staff = terminal.storage.staff
    for one in (CASHIER, MANAGER):
        assert staff.sign_on(one.cashier.cashier_id, one.pin, START_MS) == one.cashier


def test_members_are_found_by_phone_and_by_a_bought_card(terminal: Terminal) -> None:
    session = terminal.session(CASHIER.cashier)
    for code, member in ((PHONE_ONLY.phone, PHONE_ONLY), (EAN_CARD.card, EAN_CARD), (REGULAR.phone, REGULAR)):
        outcome = session.scan(code)
        assert isinstance(outcome, Identified)
        assert outcome.found.member_id == member.member_id


def test_making_it_again_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    build_demo(folder, SetClock(), use_keyring=False, real_products=False)
    first = verify(folder, use_keyring=False)
    (folder / "shop.toml").unlink()
    assert not is_made(folder)
    build_demo(folder, SetClock(START_MS + 5_000), use_keyring=False, real_products=False)
    assert verify(folder, use_keyring=False) == first


def test_real_products_join_the_shop(tmp_path: Path) -> None:
    if installed_data() is None:
        pytest.skip("the extra `data` is not installed")
    folder = tmp_path / "shop"
    build_demo(folder, SystemClock(), use_keyring=False)
    terminal = build(folder, use_keyring=False)
    try:
        catalogue = terminal.tools.catalogue
        assert terminal.storage.catalogue.count() > 2_000
        found = catalogue.search("white bread", 5)
        assert any("Bread" in one.name for one in found)
        code = catalogue.search("chocolate milk", 1)[0].codes[0]
        outcome = terminal.session(CASHIER.cashier).scan(code[1:])
        assert isinstance(outcome, Added)
    finally:
        terminal.close()
