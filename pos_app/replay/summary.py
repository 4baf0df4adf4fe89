"""What a replay says at its end, as lines of text."""

from __future__ import annotations

from pos_app.replay.rules import Odd
from pos_app.replay.run import Run
from pos_app.replay.totals import Totals

ODD_WORDS = {
    Odd.UNEVEN_PRICE: "lines whose shelf amount is not divisible by the quantity: the amount counts",
    Odd.NO_QUANTITY: "lines with quantity 0: sold with quantity 0 at their amount",
    Odd.THOUSANDTHS: "lines with quantities of 1,000 and more: thousandths of a unit",
    Odd.COUPON_OVER_SALE: "lines whose coupon exceeds the sales value: it pays for the rest of the basket",
    Odd.UNLISTED_PRODUCT: "lines whose product is missing from the catalogue: sold by its number",
    Odd.SHARED_INSTANT: "instants shared by several baskets: in the order of their ids",
    Odd.COUPON_CAPPED: "baskets worth less than their coupons: nobody is paid out",
}


def summary(done: Run, totals: Totals) -> list[str]:
    """Return the lines: what the books hold, how fast it went, what was odd."""
    lines = [
        f"{totals.sales:>14,}  sales of {len(totals.members):,} members",
        f"{totals.lines:>14,}  lines",
        f"{_money(totals.money_minor):>14}  money in all",
        f"{_money(totals.coupon_minor):>14}  of it paid by manufacturers' coupons",
        f"{totals.points:>14,}  points issued",
        "",
        f"{_per_second(done):>14,}  sales per second: {done.rung_up:,} in {done.elapsed_ms / 1000:,.1f} s",
        f"{done.scanned:>14,}  of them scan by scan, to the same figures",
    ]
    if done.known:
        lines.append(f"{done.known:>14,}  were in the books already")
    if len(done.tenths_us) > 1:
        first, last = done.tenths_us[0], done.tenths_us[-1]
        lines.append(
            f"{last / first:>14.2f}  times the cost of a sale in the last tenth ({first:,} us in the first)"
        )
    lines += ["", "Odd rows, none dropped:"]
    lines += [f"{done.tally.odd[odd]:>14,}  {words}" for odd, words in ODD_WORDS.items()]
    return lines


def _per_second(done: Run) -> int:
    return done.rung_up * 1000 // max(done.elapsed_ms, 1)


def _money(amount_minor: int) -> str:
    whole, cents = divmod(amount_minor, 100)
    return f"{whole:,}.{cents:02d}"
