"""What to scan in the demo shop: the codes that `make demo` drives, that the README tells."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.demo.people import BLOCKED, EXPIRED, REGULAR


class DemoScan(NamedTuple):
    """A code with what it is; both come with the program, with or without the extra `data`."""

    code: str
    what: str


DEMO_SCANS = (
    DemoScan("4006381333931", "Whole milk 1 l"),
    DemoScan("2000101012450", "Bananas, 1.245 kg by the label of the scale"),
    DemoScan("5391234000207", "Coffee beans, house blend 500 g"),
    DemoScan("5391234000023", "Brown soda bread 500 g"),
    DemoScan("4006381000116", "Dark chocolate 70 % 100 g"),
)
"""Five products, one of them weighed."""

DEMO_CARD = DemoScan(REGULAR.card, "the card of a member with points to spend")
DEMO_REWARD = "five-off"
"""The reward that the demo sale takes."""

REFUSED_SCANS = (
    DemoScan(BLOCKED.card, "a blocked card"),
    DemoScan(EXPIRED.card, "an expired card"),
    DemoScan("4006381333932", "a code with a wrong check digit"),
    DemoScan("5391234999990", "a code that the shop does not have"),
)
"""What the till says no to."""
