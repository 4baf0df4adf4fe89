"""One lot of points on the server."""

from __future__ import annotations


class Lot:
    """Points that came in together: `earned` so far, `asked` back, `open`, `gone` without being spent.

    `ended`, `matured` are marks, not amounts: whoever says them first is right, saying them again changes nothing.
    `moved` has gone to the lot that this one matured into, `chased` was asked back from there.
    """

    __slots__ = ("asked", "chased", "earned", "ended", "gone", "known", "matured", "moved", "open")

    def __init__(self) -> None:
        self.earned = self.asked = self.open = self.gone = self.moved = self.chased = 0
        self.known = self.ended = self.matured = False

    def copy(self) -> Lot:
        """Return the lot as a backup keeps it."""
        other = Lot()
        other.earned, other.asked, other.open, other.gone = self.earned, self.asked, self.open, self.gone
        other.moved, other.chased, other.known = self.moved, self.chased, self.known
        other.ended, other.matured = self.ended, self.matured
        return other

    def due_back(self) -> tuple[int, int]:
        """Return what is to be given back now: out of what is open, beyond it. What has ended counts as given back."""
        need = min(self.earned, self.asked) - self.gone - self.chased
        if need <= 0:
            return 0, 0
        own = min(self.open, need)
        return own, need - own

    def join(self, other: Lot) -> None:
        """Take over the same lot of an account that was merged."""
        self.earned += other.earned
        self.asked += other.asked
        self.open += other.open
        self.gone += other.gone
        self.moved += other.moved
        self.chased += other.chased
        self.known |= other.known
        self.ended |= other.ended
        self.matured |= other.matured
