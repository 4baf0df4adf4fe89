"""The story of two tills without a window: a member buys at both, a cable is pulled, nothing is lost."""

from __future__ import annotations

import time
from functools import partial

from pos_app.demo.cable import Cable
from pos_app.demo.chain import Chain, Say
from pos_app.demo.chain_counter import ASK_S, PATIENCE_S, ChainCounter, Sold, counter_at
from pos_app.demo.people import REGULAR
from pos_app.demo.scans import DEMO_REWARD, DEMO_SCANS
from pos_app.kernel.errors import Unavailable
from pos_app.ports.gateway import Contact

BASKET = tuple(scan.code for scan in DEMO_SCANS)
MEMBER = REGULAR.member_id


def play(chain: Chain, cable: Cable, show: Say, use_keyring: bool = True) -> bool:
    """Play it; True when both tills end with the same points as the server. Raises Unavailable `demo.stopped`."""
    with counter_at(chain.tills[0], use_keyring) as one, counter_at(chain.tills[1], use_keyring) as two:
        counters = (one, two)
        _in_step(counters)
        _tell(counters, show)
        show("")
        show(f"Till 1: {REGULAR.name} buys five things.")
        _sold(one.sell(BASKET, REGULAR.card), show)
        _in_step(counters)
        _tell(counters, show)
        show("")
        show(f"Till 2: she wants {DEMO_REWARD} for her points; the server holds them until the sale is paid.")
        sold = two.sell(BASKET, REGULAR.card, DEMO_REWARD)
        _sold(sold, show)
        if not sold.spent_points:
            show("    She has too few points for it now: none are used.")
        _in_step(counters)
        _tell(counters, show)
        show("")
        _pulled(counters, cable, show)
        _in_step(counters)
        _tell(counters, show)
        return _shown(one) == _shown(two) == one.asked(MEMBER)


def _pulled(counters: tuple[ChainCounter, ChainCounter], cable: Cable, show: Say) -> None:
    one, two = counters
    cable.pull()
    two.until(lambda: two.contact is Contact.CUT_OFF, "till 2 notices that its cable is out")
    show("The cable of till 2 is pulled: the relay between it and the server breaks every connection.")
    show("Till 2 sells on, till 1 sells to the same member meanwhile:")
    _sold(two.sell(BASKET, REGULAR.card), show)
    _sold(one.sell(BASKET[:2], REGULAR.card), show)
    one.until(partial(_is_told, one), "till 1 tells the server")
    show(f"    till 2 shows {_shown(two)} points, sales the server has not heard of: {two.waiting}")
    show(f"    till 1 shows {_shown(one)} points, the server {one.asked(MEMBER)}")
    show("")
    cable.plug()
    show("The cable is back in.")


def _in_step(counters: tuple[ChainCounter, ChainCounter]) -> None:
    """Wait until the server has heard everything and both tills show what it knows."""
    for each in counters:
        each.until(partial(_is_told, each), "the server hears of every sale")
    one, two = counters
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        one.until(partial(_nudged_to_the_same, one, two), "both tills show the same")
        asked = one.asked(MEMBER)
        if _shown(one) == _shown(two) == asked:
            return
        time.sleep(ASK_S)
    raise Unavailable("demo.stopped", what="both tills show what the server knows")


def _nudged_to_the_same(one: ChainCounter, two: ChainCounter) -> bool:
    two.terminal.exchange_now()
    return _shown(one) == _shown(two)


def _is_told(counter: ChainCounter) -> bool:
    return counter.waiting == 0 and counter.contact is Contact.CONNECTED


def _tell(counters: tuple[ChainCounter, ChainCounter], show: Say) -> None:
    shown = [f"till {number} shows {_shown(each)}" for number, each in enumerate(counters, 1)]
    show(f"    {REGULAR.name}: {', '.join(shown)}, the server says {counters[0].asked(MEMBER)} points")


def _shown(counter: ChainCounter) -> int:
    return counter.balance(MEMBER) or 0


def _sold(sold: Sold, show: Say) -> None:
    whole, cents = divmod(sold.total_minor, 100)
    spent = f", {sold.spent_points} points used" if sold.spent_points else ""
    show(f"    receipt {sold.receipt_number}: {whole}.{cents:02}{spent}")
