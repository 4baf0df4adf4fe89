"""The member's block."""

from __future__ import annotations

import msgspec

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
