"""How much of a sale is back: figures in proportion, counted over all its returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pos_app.kernel.money import divide
from pos_app.loyalty.reversing.sold import SoldBasket, SoldPart


class Back:
    """The thousandths of each line that are back at one moment."""

    __slots__ = ("_milli", "sold")

    def __init__(self, sold: SoldBasket, milli: Mapping[int, int]) -> None:
        self.sold = sold
        self._milli = milli

    def milli(self, part: SoldPart) -> int:
        """Return how much of a line is back, at most all of it."""
        return min(self._milli.get(part.line.line_no, 0), max(part.line.quantity_milli, 0))

    @property
    def is_any(self) -> bool:
        """True when anything is back."""
        return any(self.milli(part) for part in self.sold.parts)

    @property
    def is_everything(self) -> bool:
        """True when nothing of the sale is left with the customer."""
        return all(self.has_all_of(part) for part in self.sold.parts)

    def has_all_of(self, part: SoldPart) -> bool:
        """Say whether a line is back as a whole."""
        return self.milli(part) >= part.line.quantity_milli

    def of(self, part: SoldPart, figure: int) -> int:
        """Return the share of a line's figure that is back."""
        if part.line.quantity_milli <= 0:
            return 0
        return divide(figure * self.milli(part), part.line.quantity_milli)

    def share(self, figure: int, weigh: Callable[[SoldPart], int]) -> int:
        """Return the share of a figure of the whole sale that is back, lines weighed as told; all of it when
        everything that weighs is back.
        """
        whole = sum(weigh(part) for part in self.sold.parts)
        if whole <= 0:
            return figure if self.is_everything else 0
        return divide(figure * sum(self.of(part, weigh(part)) for part in self.sold.parts), whole)

    def has_all_under(self, sources: Iterable[str]) -> bool:
        """Say whether every line that one of `sources` made cheaper is back; the whole sale when none did."""
        names = set(sources)
        touched = [part for part in self.sold.parts if any(each.source in names for each in part.off)]
        return all(self.has_all_of(part) for part in touched) if touched else self.is_everything


def before_and_after(sold: SoldBasket, returned: Iterable[tuple[int, int]]) -> tuple[Back, Back]:
    """Return what was back before, and what is with `returned` (line number, thousandths)."""
    before: dict[int, int] = {}
    for line_no, milli in sold.returned:
        before[line_no] = before.get(line_no, 0) + milli
    after = dict(before)
    for line_no, milli in returned:
        after[line_no] = after.get(line_no, 0) + milli
    return Back(sold, before), Back(sold, after)


def worth(part: SoldPart) -> int:
    """Return what a line was worth to the customer, in minor units."""
    return max(part.gross_minor, 0)
