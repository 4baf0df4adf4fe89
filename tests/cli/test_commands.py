"""The command line on a real demo shop."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from pos_app.cli.main import COMMANDS, main
from pos_app.demo.shop import build_demo
from tests.support.tills import SetClock

CSV = "number,name,price,tax_class\n1,Milk,1.29,reduced\n2,Bread,x,reduced\n3,,1.00,reduced\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo shop with a few sales behind it."""
    folder = tmp_path_factory.mktemp("shop")
    build_demo(folder, SetClock(), use_keyring=False, real_products=False)
    return folder


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)
    assert main(["dance"]) == 2


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_receipt_as_text_at_every_width(
    shop: Path, capfdbinary: pytest.CaptureFixture[bytes], columns: int
) -> None:
    assert main(["receipt", "--last", "--columns", str(columns), "--data", str(shop)]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert any("TOTAL" in line for line in lines)
    assert any("COPY" in line for line in lines)
    assert max(len(line) for line in lines) <= columns


def test_a_receipt_by_number_as_bytes_and_picture(shop: Path, tmp_path: Path) -> None:
    number, job, picture = "0001-01-A-0000002", tmp_path / "job.bin", tmp_path / "receipt.png"
    assert main(["receipt", number, "--format", "escpos", "--out", str(job), "--data", str(shop)]) == 0
    assert job.read_bytes().startswith(b"\x1b@")
    assert number.encode() in job.read_bytes()
    assert main(["receipt", number, "--format", "png", "--out", str(picture), "--data", str(shop)]) == 0
    found = {one.text for one in zxingcpp.read_barcodes(Image.open(picture))}
    assert number in found


def test_a_receipt_says_why_figure_by_figure(shop: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["receipt", "--last", "--why", "--data", str(shop)]) == 0
    paper, _, why = capfdbinary.readouterr().out.decode().partition("figure by figure")
    assert "TOTAL" in paper
    assert "to pay" in why
    assert "discounts" in why or "Nothing was taken off" in why
    assert main(["receipt", "--last", "--why", "--format", "png", "--data", str(shop)]) == 1
    assert b"--why" in capfdbinary.readouterr().err


def test_an_unknown_receipt_is_a_sentence(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["receipt", "0001-01-A-9999999", "--data", str(shop)]) == 1
    assert "0001-01-A-9999999" in capsys.readouterr().err


def test_the_books_are_whole(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(shop)]) == 0
    assert "whole" in capsys.readouterr().out


def test_no_shop_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["verify"], ["receipt", "--last"], ["code", "123"], ["products", "none.csv"]):
        assert main([*words, "--data", str(tmp_path / "nothing")]) == 1
        assert str(tmp_path) in capsys.readouterr().err


def test_damaged_settings_name_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.toml").write_text('[shop]\nname = 5\nzone = "Nowhere/At all"\n', encoding="utf-8")
    assert main(["receipt", "--last", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "line 2" in said
    assert "line 3" in said
    assert (tmp_path / "shop.toml").read_text(encoding="utf-8").startswith("[shop]\nname = 5")


def test_a_foreign_database_is_left_alone(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shop.toml").write_bytes((shop / "shop.toml").read_bytes())
    plain = sqlite3.connect(tmp_path / "books.db")
    plain.execute("CREATE TABLE theirs (n)")
    plain.commit()
    plain.close()
    before = (tmp_path / "books.db").read_bytes()
    assert main(["receipt", "--last", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err
    assert (tmp_path / "books.db").read_bytes() == before


def test_every_bad_row_is_named_before_anything_is_imported(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, errors = tmp_path / "products.csv", tmp_path / "errors.csv"
    table.write_text(CSV.replace("reduced", "standard"), encoding="utf-8")
    words = ["products", str(table), "--apply", "--errors", str(errors), "--data", str(shop)]
    assert main(words) == 1
    said = capsys.readouterr().out
    assert "line 3" in said
    assert "line 4" in said
    assert errors.read_text(encoding="utf-8").count("\n") == 3
    table.write_text("number,name,price,tax_class\n900001,New thing,1.29,standard\n", encoding="utf-8")
    assert main(words) == 0
    assert "1 of them" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "said"), [("M10000011", "card"), ("POS-CASH", "CASH"), ("4006381333931", "04006381333931")]
)
def test_what_a_code_means(shop: Path, capsys: pytest.CaptureFixture[str], code: str, said: str) -> None:
    assert main(["code", code, "--data", str(shop)]) == 0
    assert said in capsys.readouterr().out


def test_a_payment_card_is_never_repeated(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", "4111111111111111", "--data", str(shop)]) == 1
    said = capsys.readouterr()
    assert "4111" not in said.out + said.err


def test_a_program_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "check", "resources/programs/corner-shop.toml"]) == 0
    assert "Corner Shop Club" in capsys.readouterr().out
    damaged = tmp_path / "program.toml"
    damaged.write_text(
        '[program]\nid = "x"\nname = "X"\nversion = 1\n[[earn]]\nid = "a"\npointz = 1\n', encoding="utf-8"
    )
    assert main(["program", "check", str(damaged)]) == 1
    assert "line 7" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["help"], ["program", "explain", "resources/programs/department-store.toml"]]
)
def test_a_reader_that_has_seen_enough_is_no_error(words: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pos_app", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 141
