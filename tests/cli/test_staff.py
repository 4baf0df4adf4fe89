"""`pos-app staff` on a new shop: the first manager, cashiers, new PINs, nothing without a manager."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.cli.main import main
from pos_app.kernel.errors import Refused
from pos_app.ports.staff import Role
from pos_app.runtime.paths import resource_path
from pos_app.storage.verify import verify
from pos_app.terminal import build
from tests.support.tills import SetClock

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with settings alone: what an owner begins with."""
    shutil.copy(resource_path("shop", "shop.toml"), tmp_path / "shop.toml")
    return tmp_path


@pytest.fixture
def run(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*words: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
        monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{each}\n" for each in typed)))
        code = main(["staff", *words, "--data", str(shop)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return running


def with_mina(run: Run) -> None:
    assert run("add", "Mina", "--manager", typed=("123456", "123456"))[0] == 0


def test_a_new_shop_gets_its_people(run: Run, shop: Path) -> None:
    assert run("list") == (0, "Nobody can sign on yet. Begin with: pos-app staff add NAME --manager\n")
    with_mina(run)
    assert run("add", " Jonas  B. ", typed=("123456", "4321", "4321"))[0] == 0
    assert run("list") == (0, "Jonas B.\nMina, manager\n")
    assert signs_on(shop, "Jonas B.", "4321") is Role.CASHIER
    assert signs_on(shop, "Mina", "123456") is Role.MANAGER
    assert verify(shop, use_keyring=False).is_whole


def test_a_new_pin_ends_the_old_one(run: Run, shop: Path) -> None:
    with_mina(run)
    assert run("pin", "Mina", typed=("123456", "777777", "777777"))[0] == 0
    assert signs_on(shop, "Mina", "777777") is Role.MANAGER
    with pytest.raises(Refused, match=r"sign_on\.wrong_pin"):
        signs_on(shop, "Mina", "123456")


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (("add", "Mina", "--manager"), (), "can sign on already"),
        (("add", " "), (), "A name has 1 to"),
        (("pin", "Nobody"), (), "Known here: Mina"),
        (("add", "Jonas"), ("999999",), "Wrong PIN"),
        (("add", "Jonas"), ("123456", "4321", "4322"), "not the same"),
        (("add", "Jonas"), ("123456", "12", "12"), "A PIN has 4 to"),
        (("add", "Eva", "--manager"), ("123456", "4321", "4321"), "A PIN has 6 to"),
    ],
)
def test_what_is_refused_changes_nothing(
    run: Run, words: tuple[str, ...], typed: tuple[str, ...], sentence: str
) -> None:
    with_mina(run)
    code, said = run(*words, typed=typed)
    assert code == 1
    assert sentence in said
    assert run("list") == (0, "Mina, manager\n")


def test_the_first_one_may_everything(run: Run) -> None:
    assert run("add", "Jonas", typed=("4321", "4321")) == (
        1,
        "The first one must be a manager: add --manager.\n",
    )


def test_a_cashier_lets_nobody_in(run: Run) -> None:
    with_mina(run)
    run("add", "Jonas", typed=("123456", "4321", "4321"))
    code, said = run("add", "Eva", "--as", "Jonas", typed=("4321", "5555", "5555"))
    assert (code, "Only a manager" in said) == (1, True)


def signs_on(shop: Path, name: str, pin: str) -> Role:
    till = build(shop, use_keyring=False)
    try:
        person = next(each for each in till.staff.cashiers() if each.name == name)
        return till.staff.sign_on(person.cashier_id, pin, SetClock().now_ms()).role
    finally:
        till.close()
