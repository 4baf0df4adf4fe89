"""Every figure at the counter adds up in the sentence it answers with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from pos_app.loyalty.why import why_points
from pos_app.ui import explaining, samples
from pos_app.ui.checkout.explaining import why
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.checkout.state import Mode
from pos_app.ui.member import account
from pos_app.ui.theme.look import Look
from tests.support.counters import PROGRAM
from tests.support.desks import Desktop, desktop
from tests.support.returning import return_desk
from tests.support.tills import enrolment

MILK, COFFEE = "4006381333931", "8690526012346"
CARD = "M12345678"
TIERS = """
[[reward]]
id = "big"
name = "12.00 off"
points = 100
amount = "12.00"

[tiers]
measure = "spend"

[[tier]]
id = "base"
name = "Base"
order = 0

[[tier]]
id = "gold"
name = "Gold"
order = 1
threshold = "100.00"
"""


def first(text: str) -> int:
    """The amount a sentence begins with, in minor units."""
    return int(Decimal(text.split(maxsplit=1)[0].replace(",", "").replace("\u2212", "-")) * 100)


@pytest.fixture
def shopping(tmp_path: Path) -> Iterator[Desktop]:
    """A member with 80 points on a sale."""
    with desktop(tmp_path, program_text=PROGRAM + TIERS) as opened:
        opened.counter.storage.members.enrol(enrolment(opened.counter.ids, card=CARD))
        opened.scan(CARD, *[COFFEE] * 6)
        opened.enter()
        opened.presenter.paying.press_exact()
        opened.scan(MILK, MILK, COFFEE, CARD)
        yield opened


def test_items_saved_tax(shopping: Desktop) -> None:
    shopping.presenter.members.use_reward("five")
    figures = shopping.desk.session.evaluated.figures
    assert why(shopping.desk, "last_item") == "", "its line costs less by now"
    assert why(shopping.desk, "items").startswith("3 items: 3 by the piece, 0 ")
    saved = why(shopping.desk, "saved").split("\n")
    assert sum(map(first, saved[:-1])) == first(saved[-1]) == figures.saved_minor == 500
    tax = why(shopping.desk, "tax")
    for each in figures.taxes:
        assert shopping.desk.formats.money(each.tax_minor) in tax
    if len(figures.taxes) > 1:
        assert first(tax.split("\n")[-1]) == figures.tax_minor


def test_the_tile_adds_up_from_goods_to_change(shopping: Desktop) -> None:
    shopping.presenter.members.use_reward("five")
    total = shopping.desk.session.evaluated.figures.total_minor
    said = shopping.state().tile.why.split("\n")
    at = next(place for place, text in enumerate(said) if text.endswith("to pay"))
    assert sum(map(first, said[:at])) == first(said[at]) == total
    shopping.enter()
    shopping.presenter.paying.take_cash(500)
    assert shopping.state().mode is Mode.PAYING
    said = shopping.state().tile.why.split("\n")
    at = next(place for place, text in enumerate(said) if text.endswith("to pay"))
    paid = next(text for text in said if text.endswith("Cash"))
    assert first(said[at]) + first(paid) == first(said[-1]) == total - 500
    assert shopping.state().tile.amount == said[-1].split()[0]
    shopping.presenter.paying.take_cash(5000)
    tile = shopping.state().tile
    assert tile.mode is Mode.DONE
    assert tile.why.endswith(f"given for {shopping.desk.formats.money(total)}: {tile.amount} change")
    assert why(shopping.desk, "last_change") == tile.why.split("\n")[-1]


def test_points_of_the_sale_and_of_every_line(shopping: Desktop) -> None:
    quote = shopping.desk.session.evaluated.quote
    earning = why(shopping.desk, "earning")
    assert earning.endswith(why_points(quote, shopping.desk.translate))
    assert str(quote.earn_points) in earning
    shown = [row for row in shopping.state().rows if row.points]
    told = [why(shopping.desk, f"points:{row.line_no}") for row in shown]
    parts = [int(text.split()[0]) for text in told]
    assert sum(parts) == quote.earn_points
    assert [f"+{part} p" for part in parts] == [row.points for row in shown]


def test_the_balance_is_its_lots_less_what_was_chosen(shopping: Desktop) -> None:
    shopping.presenter.members.use_reward("five")
    said = why(shopping.desk, "balance").split("\n")
    assert said[0].split()[0] == shopping.banner().balance
    lots = sum(int(text.split()[0]) for text in said[1:] if " until " in text)
    assert said[-1] == "less 50 for the rewards chosen"
    assert lots - 50 == int(said[0].split()[0])


def test_the_way_to_the_next_tier(shopping: Desktop) -> None:
    tier = why(shopping.desk, "tier")
    assert "Base is where every member begins" in tier
    assert "89.40 spent of 100.00 for Gold: 10.60 to go" in tier
    assert "as it stood here" in tier, "when the balance was read is told beside it"


def test_nudges_and_rewards(shopping: Desktop) -> None:
    assert shopping.banner().nudge
    for part in shopping.banner().nudge.split("  ·  "):
        assert part in why(shopping.desk, "nudge")
    told = why(shopping.desk, "reward:five")
    assert told == "5.00 off costs 50 p\nIt takes 5.00 off this sale"
    shopping.presenter.members.use_reward("five")
    told = why(shopping.desk, "reward:five")
    assert "Chosen 1 time: 50 p" in told
    option = next(one for one in shopping.desk.session.evaluated.quote.rewards if one.reward_id == "five")
    assert option.why_not is not None
    assert told.endswith(shopping.desk.formats.say(option.why_not))


def test_the_last_item_tells_what_its_line_tells(shopping: Desktop) -> None:
    row = shopping.state().rows[-1]
    assert why(shopping.desk, "last_item") == row.why
    assert row.amount == shopping.state().last_item.amount


def test_nothing_to_tell_without_a_sale(till: Desktop) -> None:
    names = ("items", "saved", "tax", "last_change", "balance", "earning", "tier", "nudge", "reward:five")
    assert [why(till.desk, name) for name in (*names, "points:1")] == [""] * 10
    assert till.state().tile.why == ""


def test_a_line_tells_what_it_comes_to(shopping: Desktop) -> None:
    shopping.presenter.members.use_reward("five")
    for row in shopping.state().rows:
        said = row.why.split("\n")
        assert row.unit_price in said[0]
        if row.notes:
            assert said[-2].split()[0] == row.amount, "before the tax class stands what it comes to"


def test_rows_of_the_member_pane_add_up(shopping: Desktop) -> None:
    desk = shopping.desk
    compiled, snapshot = desk.session.tools.program, desk.session.evaluated.snapshot
    assert snapshot is not None
    now_ms = desk.clock.now_ms()
    rows = account.points_section(compiled, snapshot, now_ms, desk.formats).rows
    for row in rows:
        said = row.why.split("\n")
        earned = sum(int(text.split()[0]) for text in said if " earned on " in text)
        assert str(earned) == row.value
    tier = account.tier_section(compiled, snapshot, now_ms, desk.formats)
    assert tier is not None
    assert tier.rows[-1].why == explaining.progress(compiled, snapshot, now_ms, desk.formats)
    assert tier.rows[-1].value.split(" / ")[0] in tier.rows[-1].why


def test_money_back_is_the_goods_less_what_is_not_paid_out(tmp_path: Path) -> None:
    with return_desk(tmp_path) as counter:
        number = counter.sell(MILK, MILK, COFFEE)
        counter.scan(number)
        counter.scan(MILK)
        pick = counter.pane.picks[0]
        assert pick.why == f"1.29 is what was paid for 1 on receipt {number}, discounts taken off"
        counter.enter()
        goods, money = counter.pane.preview[:2]
        assert goods.why == pick.why
        assert money.why.split("\n") == ["1.29 for the goods", "1.29 in money"]
        counter.enter()
        assert counter.till.state().rows[0].why.endswith(pick.why)
        said = counter.till.state().tile.why.split("\n")
        assert sum(map(first, said[: said.index("1.29 goes back to the customer")])) == -129


def test_every_figure_of_the_screen_asks_by_its_name(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    told: list[str] = []
    screen.why_asked.connect(told.append)
    screen.explain = lambda figure: f"why {figure}"
    strip, alt = screen.side.member, Qt.KeyboardModifier.AltModifier
    opened: list[bool] = []
    screen.member_pressed.connect(lambda: opened.append(True))
    figures: list[QWidget] = [*screen.figures.values, strip.balance, strip.earning, strip.tier]
    for widget in figures:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, alt, QPoint(4, 4))
    names = ["items", "saved", "tax", "last_change", "balance", "earning", "tier"]
    assert told == [f"why {name}" for name in names]
    assert opened == [], "asking does not open the member"
    screen.bubble.hide()


def test_a_reward_that_was_asked_about_is_not_used(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    told: list[str] = []
    pressed: list[str] = []
    screen.why_asked.connect(told.append)
    screen.reward_pressed.connect(pressed.append)
    screen.reward_dropped.connect(pressed.append)
    screen.explain = lambda figure: f"why {figure}"
    button = screen.side.member.rewards._buttons[0]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier)
    assert told == [f"why reward:{samples.MEMBER.rewards[0].reward_id}"]
    assert pressed == []
    assert not button.isDown()
    screen.bubble.hide()
