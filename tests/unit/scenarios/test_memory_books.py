"""Books in memory know what was sold, what came back."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.scenarios.play import Play
from pos_app.scenarios.playing import steps

STEPS = '[[step]]\nname = "a"\nlines = ["2 pan"]\n[[step]]\ndo = "return"\nof = "a"\nlines = ["pan"]\n'


def test_a_sale_is_found_with_what_came_back(opened: Callable[[str], Play]) -> None:
    play = opened(STEPS)
    for _ in steps(play):
        pass
    sold = play.books.sold(play.receipts["a"])
    assert sold is not None
    assert [back.gross_minor for back in sold.returns] == [2000]
    assert sum(entry.points for entry in sold.entries if entry.key == "points") == 40
    assert sum(entry.points for entry in sold.return_entries if entry.key == "points") == -20
    assert play.books.by_receipt("0001-01-A-9999999") is None
    last = play.books.last_sale()
    assert last is not None
    assert last.completed.receipt_number == "0001-01-A-0000002"
