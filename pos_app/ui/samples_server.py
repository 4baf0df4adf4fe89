"""States of a till that asks its server, for pictures of the screens with tests of them."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.ui import samples
from pos_app.ui.checkout.state import Notice, RewardButton
from pos_app.ui.tone import Tone

HOLDING = replace(
    samples.SELLING, status=replace(samples.STATUS, message="Asking the server for the points …")
)
LOOKING_UP = replace(samples.NO_MEMBER, status=replace(samples.STATUS, message="Looking the member up …"))
RESERVED = replace(
    samples.SELLING,
    notice=Notice("140 of 1,240 points are reserved at another till. 1,100 can be spent here."),
)
OFFLINE = replace(
    samples.SELLING,
    member=replace(
        samples.MEMBER,
        as_of="as of 14:02, +32 waiting",
        cut_off=True,
        rewards=(
            RewardButton("r1", "5.00 off", "500 p", usable=True, used=1),
            RewardButton(
                "r2",
                "Free coffee",
                "300 p",
                usable=False,
                why_not="The server cannot be reached: at most 500 points can be spent in this sale.",
            ),
        ),
    ),
    notice=Notice("Offline: up to 500 points may be used.", Tone.INFO),
)
TOO_LONG = replace(
    samples.SELLING,
    notice=Notice(
        "The server has been out of reach for more than 24 hours: a manager must agree before points are spent.",
        Tone.WARN,
        "extend_offline",
        "Ask a manager",
        "dismiss",
        "Close",
    ),
)
