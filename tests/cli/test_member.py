"""`pos-app member` on a real shop: who may do what, clear sentences, the person gone when erased."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from pos_app.cli.main import main
from pos_app.cli.member_page import shown
from pos_app.demo.people import CASHIER, EAN_CARD, MANAGER, PHONE_ONLY, REGULAR
from pos_app.demo.shop import build_demo
from pos_app.kernel.ids import AccountId, LotId, MemberId
from pos_app.kernel.messages import Parameter
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot
from pos_app.loyalty.settings import TierMeasure
from pos_app.storage.opening import open_storage
from pos_app.storage.verify import verify
from tests.support.tills import CountedIds, SetClock

Run = Callable[..., tuple[int, str]]
AS_CASHIER = ("--as", CASHIER.cashier.name)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop") / "till"
    build_demo(folder, SetClock(), use_keyring=False, real_products=False)
    return folder


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "till")


@pytest.fixture
def run(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `pos-app member`, typing `pin`; returns exit code and everything that was said."""

    def running(*words: str, pin: str = MANAGER.pin) -> tuple[int, str]:
        monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
        code = main(["member", *words, "--data", str(shop)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return running


@pytest.mark.parametrize("who", [REGULAR.phone, REGULAR.card, str(REGULAR.member_id)])
def test_a_member_is_shown_without_the_whole_name(run: Run, who: str) -> None:
    code, said = run("show", who)
    assert code == 0
    assert "Aoife B." in said
    assert "Byrne" not in said
    assert "points: " in said


def test_nobody_is_a_sentence(run: Run) -> None:
    assert run("show", "+353850999999") == (1, "No member has this phone number, card or id.\n")


def test_points_are_given_by_hand_with_a_reason(run: Run, shop: Path) -> None:
    code, said = run("adjust", REGULAR.card, "50", "--reason", "Waited long")
    assert (code, "The balance is" in said) == (0, True)
    _, shown = run("show", REGULAR.card)
    assert "Waited long" in shown
    code, said = run("adjust", REGULAR.card, "x", "--reason", "Typing")
    assert (code, "no number of points" in said) == (1, True)
    code, said = run("adjust", REGULAR.card, "5", "--reason", " ")
    assert (code, "reason" in said) == (1, True)
    assert verify(shop, use_keyring=False).is_whole


def test_a_cashier_gives_no_more_than_the_program_allows(run: Run) -> None:
    code, said = run("adjust", REGULAR.card, "5000", "--reason", "Friend", *AS_CASHIER, pin=CASHIER.pin)
    assert (code, "manager" in said) == (1, True)


def test_a_wrong_pin_changes_nothing(run: Run) -> None:
    code, said = run("birthday", REGULAR.card, "03-14", pin="000000")
    assert code == 1
    assert "PIN" in said
    assert run("birthday", REGULAR.card, "03-14", "--as", "Nobody")[0] == 1


@pytest.mark.parametrize("action", ["block", "erase", "unmerge"])
def test_some_things_are_for_managers(run: Run, action: str) -> None:
    code, said = run(action, REGULAR.card, *AS_CASHIER, pin=CASHIER.pin)
    assert (code, "manager" in said) == (1, True)


def test_groups_and_birthday_are_set(run: Run, shop: Path) -> None:
    assert run("segment", REGULAR.card, "vip, tea", *AS_CASHIER, pin=CASHIER.pin)[0] == 0
    assert run("birthday", REGULAR.card, "03-14")[0] == 0
    assert run("birthday", REGULAR.card, "31-12")[0] == 1
    assert "groups: tea, vip" in run("show", REGULAR.card)[1]
    assert verify(shop, use_keyring=False).is_whole


def test_two_memberships_become_one_and_two_again(run: Run, shop: Path) -> None:
    before = run("show", REGULAR.card)[1].splitlines()[0]
    assert run("merge", EAN_CARD.card, REGULAR.card)[0] == 0
    assert "Saoirse D." in run("show", REGULAR.card)[1]
    assert run("unmerge", EAN_CARD.card)[0] == 0
    assert run("show", REGULAR.card)[1].splitlines()[0] == before
    assert run("unmerge", EAN_CARD.card)[0] == 1
    assert verify(shop, use_keyring=False).is_whole


def test_a_card_is_blocked_and_opened(run: Run) -> None:
    code, said = run("block", REGULAR.card)
    assert (code, "blocked" in said) == (0, True)
    assert run("block", REGULAR.card, "--off")[0] == 0


def test_an_export_is_read_by_machines_and_people(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "aoife.json"
    code, said = run("export", REGULAR.card, "--out", str(out))
    assert (code, str(out) in said) == (0, True)
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["member"]["phone"] == REGULAR.phone
    assert told["sales"]
    page = out.with_suffix(".html").read_text(encoding="utf-8")
    assert "Aoife Byrne" in page
    assert "<script" not in page
    assert told["sales"][0]["receipt"] in page
    assert run("export", REGULAR.card, "--out", str(tmp_path / "no" / "x.json"))[0] == 1


def test_erasing_asks_first(run: Run, shop: Path) -> None:
    assert run("erase", REGULAR.phone)[0] == 1
    assert "Aoife" in run("show", REGULAR.phone)[1]
    assert run("erase", REGULAR.phone, "--yes")[0] == 0
    assert run("show", REGULAR.phone)[0] == 1
    assert "(erased)" in run("show", str(REGULAR.member_id))[1]
    assert verify(shop, use_keyring=False).is_whole


def test_an_unknown_activity_is_a_sentence(run: Run) -> None:
    code, said = run("activity", PHONE_ONLY.phone, "dancing")
    assert (code, "not rewarded" in said) == (1, True)


def test_no_till_may_be_open_meanwhile(run: Run, shop: Path) -> None:
    storage = open_storage(shop, SetClock(), CountedIds(), use_keyring=False)
    try:
        code, said = run("show", REGULAR.card)
    finally:
        storage.close()
    assert (code, "Close it" in said) == (1, True)


@pytest.mark.parametrize(
    ("measure", "counted"),
    [(TierMeasure.SPEND, "24.00 money"), (TierMeasure.VISITS, "2400"), (TierMeasure.POINTS, "2400 points")],
)
def test_accounts_are_written_in_what_they_hold(measure: TierMeasure, counted: str) -> None:
    """What counts towards a tier is money, visits or points; what is carried or given is money."""

    def said(code: str, /, **params: Parameter) -> str:
        if "amount_minor" in params:
            return f"{int(params['amount_minor']) / 100:.2f} money"
        if "shown_points" in params:
            return f"{params['shown_points']} points"
        return " ".join(map(str, (code, *params.values())))

    lot = Lot(LotId(UUID(int=9)), 1, None, 2400, 2400)
    accounts = tuple(AccountState(key, (lot,)) for key in ("qualifying", "remainder:ten", "donation:zoo"))
    who = MemberId(UUID(int=1))
    member = MemberSnapshot(who, AccountId(UUID(int=2)), "", (), 1, accounts=accounts)
    balances = [line for line in shown(said, None, member, (), measure) if "records.account" in line]
    assert [any(line.endswith(f" {counted}") for line in balances if "qualifying" in line)] == [True]
    for key in ("remainder", "donation"):
        assert any(line.endswith(" 24.00 money") for line in balances if key in line)
