"""The member's block."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.notation import figures_of
from pos_app.loyalty.quote import PointsStatement
from pos_app.receipts.document import Document
from pos_app.receipts.member_block import member_rows
from pos_app.receipts.text import as_text
from tests.support.receipts import Words, sample_statement

FIGURES = figures_of("en_GB", "UTC", 2)


def shown(statement: PointsStatement) -> list[str]:
    """The block at 32 columns, without its blank line."""
    rows = tuple(member_rows(statement, Words("en"), FIGURES))
    return as_text(Document(rows), 32).splitlines()[1:]


def test_everything_a_member_wants_to_know() -> None:
    assert shown(sample_statement()) == [
        "=" * 32,
        "A. Y******                Silver",
        "1 point per 1.00           +1239",
        "5.00 off                    -500",
        "Points balance              1240",
        "Valid until 22 Dec 2025      120",
        "60 more for a free coffee",
        "=" * 32,
    ]


def test_only_the_balance_when_nothing_moved() -> None:
    quiet = PointsStatement("B. C***", "", (), (), 0)
    assert shown(quiet) == ["=" * 32, "B. C***", "Points balance                 0", "=" * 32]


def test_points_that_never_expire_are_not_announced() -> None:
    lasting = msgspec.structs.replace(sample_statement(), expires_at_ms=None)
    assert not any("Valid until" in line for line in shown(lasting))


@pytest.mark.parametrize(
    ("on_it", "said"), [(2, "2 of 9"), (9, "9 of 9"), (10, "1 full, 1 of 9"), (20, "2 full, 2 of 9")]
)
def test_stamps_beyond_a_full_card_begin_the_next(on_it: int, said: str) -> None:
    statement = msgspec.structs.replace(sample_statement(), stamps=(("Cup card", on_it, 9),))
    line = next(each for each in shown(statement) if each.startswith("Cup card"))
    assert line.removeprefix("Cup card").strip() == said
