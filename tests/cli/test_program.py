"""The owner's tools for a program file."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pos_app.cli.main import main
from tests.house.tree import ROOT

PROGRAMS = sorted((ROOT / "resources" / "programs").glob("*.toml"))
SCENARIO = ROOT / "tests" / "scenarios" / "earning" / "carry_remainder_true.toml"
BROKEN = """
[program]
id = "नमस्ते"
name = "متجر"
version = 1
[[earn]]
id = "a"
name = "قهوة"
points = "1,5"
per_spend = "1.00"
[[earn]]
id = "a"
name = "B"
pints = 1
per_spend = "1.00"
"""

WORTH = """
[program]
id = "w"
name = "Worth"
version = 1
[[earn]]
id = "a"
name = "A"
points = 1
per_spend = "1.00"
[[reward]]
id = "five"
name = "5.00 off"
points = 100
amount = "5.00"
"""


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_every_program_that_comes_along_can_be_used(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "check", str(path)]) == 0
    assert main(["program", "explain", str(path), "--language", "de"]) == 0
    said = capsys.readouterr().out
    assert "Drei Einkäufe als Beispiel" in said
    assert "plain." not in said


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("", "tills × 10,000 points = 500.00 for each till and day"),
        ("[offline]\npoints_per_day = 2000", "tills × 2,000 points = 100.00 for each till and day"),
        ('[offline]\nmode = "strict"', ""),
        ('[offline]\nmode = "escrow"', ""),
    ],
)
def test_the_worst_case_is_said_before_it_can_happen(
    added: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f"{WORTH}\n{added}\n", encoding="utf-8")
    for command in ("check", "explain"):
        assert main(["program", command, str(path)]) == 0
        told = capsys.readouterr().out
        assert said in told
        assert ("Worst case" in told) is bool(said)


def test_every_program_that_comes_along_has_a_scenario() -> None:
    played = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "scenarios").rglob("*.toml")
    )
    shown_elsewhere = {"complete-journey"}  # the replay of its year
    missing = [path.stem for path in PROGRAMS if f'program = "{path.stem}"' not in played]
    assert set(missing) == shown_elsewhere


def test_all_mistakes_at_once_in_any_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.toml").write_text(BROKEN, encoding="utf-8")
    assert main(["program", "check", str(tmp_path / "p.toml")]) == 1
    said = capsys.readouterr().err
    assert "line 9" in said
    assert "1.5 instead of 1,5" in said
    assert "Did you mean points?" in said
    assert "odd_id" not in said


@pytest.mark.parametrize("data", [b"\xff\xfe[\x00", b"\xc4", b"[[[", b"x = " + b"[" * 3000], ids=repr)
def test_rubbish_is_a_sentence(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["check"], ["explain"], ["try", "-"]):
        path = tmp_path / "p.toml"
        path.write_bytes(data)
        assert main(["program", *command, str(path)]) == 1
        assert "line 1" in capsys.readouterr().err


def test_a_scenario_as_a_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "try", "-", str(SCENARIO)]) == 0
    assert "met" in capsys.readouterr().out


def test_a_scenario_under_another_program_fails_with_a_readable_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["program", "try", "points", str(SCENARIO), "--json"]) == 1
    captured = capsys.readouterr()
    assert "earned should be 0, is 30" in captured.err
    assert [step["earned"] for step in msgspec.json.decode(captured.out)["steps"]] == [30, 20, 30]


def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "try", "nowhere", str(SCENARIO)]) == 1
    assert "nowhere" in capsys.readouterr().err
    (tmp_path / "s.toml").write_text("[[step]]\nlines = []\n", encoding="utf-8")
    assert main(["program", "try", "-", str(tmp_path / "s.toml")]) == 1
    assert "names no program" in capsys.readouterr().err


def test_a_difference_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = ROOT / "resources" / "programs" / "points.toml"
    new = tmp_path / "new.toml"
    new.write_text(old.read_text(encoding="utf-8").replace('"0.01"', '"0.02"'), encoding="utf-8")
    assert main(["program", "diff", str(old), str(new), "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "100 points pay 1.00 → 100 points pay 2.00" in said
    assert "The version is still 1" in said


def test_what_looks_odd_is_told_and_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "resources" / "programs" / "points.toml").read_text(encoding="utf-8")
    path = tmp_path / "p.toml"
    path.write_text(text + '\n[expiry]\nkind = "never"\n', encoding="utf-8")
    assert main(["program", "check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Worth a second look:\n  Points never end" in said
