"""The first baskets of a real year through session, engine and storage, beside sums by polars."""

from __future__ import annotations

import csv
import dataclasses
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pos_app.cli.main import main
from pos_app.kernel.errors import Refused
from pos_app.loyalty.compiled import compile_program
from pos_app.replay import dataset
from pos_app.replay.dataset import baskets
from pos_app.replay.members import households
from pos_app.replay.opening import Opened
from pos_app.replay.plain_points import plain_points
from pos_app.replay.run import book_totals
from pos_app.replay.shop import ZONE
from pos_app.replay.straight import straight_totals
from pos_app.replay.summary import summary
from pos_app.replay.totals import MemberTotal, Totals, differences, write_members
from pos_app.storage.verify import verify
from tests.support.years import PROGRAM, cut_out, installed_data, opened_till, replayed, the_program

BASKETS = 300
COMMITTED = 500

pytestmark = pytest.mark.skipif(installed_data() is None, reason="the extra `data` is not installed")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first 700 baskets of the data."""
    return cut_out(tmp_path_factory.mktemp("year"), 700)


def in_the_books(opened: Opened, year: Path) -> Totals:
    return book_totals(opened.storage, (one.household_id for one in households(year, ())))


def straight(year: Path, limit: int) -> Totals:
    return straight_totals(year, limit, plain_points(year, limit, PROGRAM.read_bytes()))


def test_history_comes_out_as_polars_sums_it_up(tmp_path: Path, year: Path) -> None:
    opened = opened_till(tmp_path / "till", year)
    try:
        done = replayed(opened, year, BASKETS)
        totals = in_the_books(opened, year)
    finally:
        opened.storage.close()
    assert (done.rung_up, done.scanned, done.known) == (BASKETS, BASKETS // 20, 0)
    assert differences(totals, straight(year, BASKETS)) == []
    assert totals.sales == BASKETS
    assert totals.points > 0
    report = verify(tmp_path / "till", use_keyring=False)
    assert report.first_wrong is None
    assert report.sales == BASKETS
    text = "\n".join(summary(done, totals))
    assert f"{BASKETS:>14,}  sales of" in text
    assert "Odd rows, none dropped:" in text


def test_a_replay_goes_on_where_it_was(tmp_path: Path, year: Path) -> None:
    for total, rung_up, known in [(60, 60, 0), (100, 40, 60), (100, 0, 100), (80, 0, 80)]:
        opened = opened_till(tmp_path / "till", year)
        try:
            done = replayed(opened, year, total)
            totals = in_the_books(opened, year)
        finally:
            opened.storage.close()
        assert (done.rung_up, done.known) == (rung_up, known)
        assert differences(totals, straight(year, totals.sales)) == []


def test_a_killed_replay_counts_nothing_twice(tmp_path: Path, year: Path) -> None:
    code = "import sys; from tests.support.years import main; main(*sys.argv[1:])"
    words = [sys.executable, "-c", code, str(tmp_path / "till"), str(year), "700"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == COMMITTED + 40:
                process.kill()
                break
    opened = opened_till(tmp_path / "till", year)
    try:
        done = replayed(opened, year, 700)
        totals = in_the_books(opened, year)
    finally:
        opened.storage.close()
    assert done.known == COMMITTED
    assert differences(totals, straight(year, 700)) == []
    assert verify(tmp_path / "till", use_keyring=False).first_wrong is None


def test_filing_a_basket_again_changes_nothing(tmp_path: Path, year: Path) -> None:
    opened = opened_till(tmp_path / "till", year)
    try:
        first = next(baskets(year))
        filed = opened.till.ring_up(first)
        before = in_the_books(opened, year)
        again = opened.till.ring_up(first)
        assert again.completed.receipt_number == filed.completed.receipt_number
        assert in_the_books(opened, year) == before
    finally:
        opened.storage.close()


def test_other_figures_scan_by_scan_stop_with_the_basket(tmp_path: Path, year: Path) -> None:
    opened = opened_till(tmp_path / "till", year)
    try:
        program = the_program().program
        dearer = msgspec.structs.replace(program, earn=program.earn[:1], exclusions=())
        till = opened.till
        till._tools = dataclasses.replace(till._tools, program=compile_program(dearer, ZONE))
        basket = next(one for one in baskets(year) if len(one.lines) > 20)
        with pytest.raises(Refused) as refused:
            till.ring_up_by_scans(basket)
        assert refused.value.message.params == {"basket": basket.basket_id}
        assert refused.value.code == "replay.scans_differ"
    finally:
        opened.storage.close()


def test_another_program_is_refused(tmp_path: Path, year: Path) -> None:
    opened_till(tmp_path / "till", year).storage.close()
    program = msgspec.structs.replace(the_program().program, version=9)
    with pytest.raises(Refused, match=r"replay\.other_history"):
        opened_till(tmp_path / "till", year, compile_program(program, ZONE))


def test_other_sales_are_refused(tmp_path: Path, year: Path) -> None:
    opened = opened_till(tmp_path / "till", year)
    try:
        replayed(opened, year, 3)
        later = next(one for number, one in enumerate(baskets(year)) if number == 20)
        opened.till.ring_up(msgspec.structs.replace(later, basket_id=1))
        with pytest.raises(Refused, match=r"replay\.other_sales"):
            replayed(opened, year, 100)
    finally:
        opened.storage.close()
    (tmp_path / "till" / "replay.json").unlink()
    with pytest.raises(Refused, match=r"replay\.other_sales"):
        opened_till(tmp_path / "till", year)


def test_members_are_written_as_csv(tmp_path: Path) -> None:
    totals = Totals(3, 9, 1_205, 0, 12, {20: MemberTotal(1, 5, 0), 3: MemberTotal(2, 1_200, 12)})
    write_members(tmp_path / "members.csv", totals)
    rows = list(csv.reader((tmp_path / "members.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["household_id", "card", "sales", "money", "points"]
    assert rows[1:] == [["3", "CJ00000003", "2", "12.00", "12"], ["20", "CJ00000020", "1", "0.05", "0"]]


def test_differences_are_named() -> None:
    ours = Totals(3, 9, 1_205, 0, 12, {20: MemberTotal(1, 5, 0)})
    theirs = Totals(3, 9, 1_206, 0, 12, {20: MemberTotal(1, 6, 0), 4: MemberTotal()})
    found = differences(ours, theirs)
    assert found[0] == "money_minor: 1,205 in the books, 1,206 in the data"
    assert [line.split(":")[0] for line in found] == ["money_minor", "household 20"]


def test_a_program_beyond_the_sums_is_named(year: Path) -> None:
    words = (
        PROGRAM.read_bytes()
        + b'\n[[earn]]\nid = "x"\nname = "X"\npoints = 1\nper_sale = true\nhours = ["1"]\n'
    )
    with pytest.raises(Refused) as refused:
        plain_points(year, None, words)
    assert refused.value.message.params == {"key": "earn.hours"}


def test_households_are_found_by_their_card(tmp_path: Path, year: Path) -> None:
    opened = opened_till(tmp_path / "till", year)
    try:
        members = opened.storage.members
        one = next(iter(households(year, ("member", "plus"))))
        found = members.by_card(one.card)
        assert found is not None
        assert found.member_id == one.member_id
        assert members.snapshot(one.member_id, 0).tier == one.tier
    finally:
        opened.storage.close()


def test_the_command_says_what_it_did(
    tmp_path: Path, year: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dataset, "data_folder", lambda: year)
    words = [
        "replay",
        "--program",
        str(PROGRAM),
        "--data",
        str(tmp_path / "till"),
        "--limit",
        "40",
        "--check",
    ]
    assert main([*words, "--members-csv", str(tmp_path / "members.csv")]) == 0
    said = capsys.readouterr()
    assert "sales of" in said.out
    assert "The same as polars sums up straight from the data" in said.out
    assert "2469 members written." not in said.err
    assert "100 %  40/40 baskets" in said.err
    assert (
        (tmp_path / "members.csv")
        .read_text(encoding="utf-8")
        .startswith("household_id,card,sales,money,points")
    )
    damaged = tmp_path / "program.toml"
    damaged.write_text("[program]\nid = 3\n", encoding="utf-8")
    assert main([*words, "--members-csv", str(tmp_path)]) == 1
    assert "cannot be written" in capsys.readouterr().err
    (tmp_path / "till" / "replay.json").write_text("{", encoding="utf-8")
    assert main(words) == 1
    assert "another program or dataset" in capsys.readouterr().err
    words[2] = str(damaged)
    assert main(words) == 1
    assert "line 2" in capsys.readouterr().err
