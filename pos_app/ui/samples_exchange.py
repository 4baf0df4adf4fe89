"""States of the exchange with a server, for pictures of the screens with tests of them."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.ui import samples
from pos_app.ui.checkout.state import Notice
from pos_app.ui.exchange.state import ExchangeState, Figure, KeptRow, Line
from pos_app.ui.tone import Tone

WELL = replace(
    samples.SELLING,
    status=replace(samples.STATUS, exchange="Server 14:02", exchange_tone=Tone.GOOD),
)
AWAY = replace(
    samples.SELLING,
    status=replace(samples.STATUS, exchange="Offline since 13:40 – 12 records wait", exchange_tone=Tone.WARN),
)
HELD_BACK = replace(
    samples.SELLING,
    status=replace(
        samples.STATUS,
        message="Receipt 02-001234 is being printed",
        exchange="This till does not belong to the server any more.",
        exchange_tone=Tone.WARN,
    ),
)
MORNING = replace(
    samples.EMPTY,
    status=WELL.status,
    notice=Notice(
        "Since 21 Nov 2026: offline overdraft: 3 members, 4.20",
        Tone.WARN,
        "show_report",
        "Show",
        "dismiss",
        "Close",
    ),
)
_LEAD = "https://server.corner.shop:8731 · this is till 0001-02"
CONNECTED = ExchangeState(
    title="Server: Corner Shop",
    lead=_LEAD,
    figures=(
        Figure("State", "Connected", Tone.GOOD),
        Figure("Last exchange", "14:02"),
        Figure("Next try", "in 18 seconds"),
        Figure("Offline today", "0 of 10,000 points given (0.00)"),
    ),
    report_title="Found since 21 Nov 2026, in the whole shop",
    report=(
        Line("Offline overdraft: 3 members, 420 points", "4.20", Tone.WARN),
        Line("Goods back, their points spent already: 1 member, 80 points", "0.80", Tone.WARN),
        Line("Goods that came back twice: 2 lines", "", Tone.WARN),
    ),
    kept_title="The server keeps these and cannot apply them",
    kept=(
        KeptRow(
            "1",
            "1042 · Points corrected · 13:11",
            "This record is of a kind that the server does not know yet. It is kept; update the server, then run "
            "`pos-app server replay`.",
        ),
        KeptRow(
            "2",
            "998 · Sale · 21 Nov 2026 18:40",
            "The amounts in this record do not add up. It is kept, nothing of it is booked; have the till looked at.",
            "Seen by Maria, 09:05",
        ),
    ),
    queue_title="Everything is told.",
)
_WAITING = (
    ("14:01", "Sale", "0001-02-A-0001233"),
    ("13:58", "Sale", "0001-02-A-0001232"),
    ("13:58", "Drawer opened", ""),
    ("13:55", "New member", ""),
    ("13:51", "Return", "0001-02-A-0001231"),
    ("13:44", "Sale", "0001-02-A-0001230"),
    ("13:40", "Signed on", ""),
)
OUT_OF_REACH = ExchangeState(
    title="Server: Corner Shop",
    lead=_LEAD,
    figures=(
        Figure("State", "Out of reach: the till sells on", Tone.WARN),
        Figure("Last exchange", "13:40"),
        Figure("Next try", "in 42 seconds"),
        Figure("Clock", "7 minutes ahead. Set this till's clock.", Tone.WARN),
        Figure("Offline today", "1,240 of 10,000 points given (12.40)"),
    ),
    problem="The server server.corner.shop does not answer. The till sells on and tells it everything later.",
    extend="Give more offline ...",
    queue_title="12 records wait to be told",
    queue=tuple(Line(f"{at} · {kind}", receipt) for at, kind, receipt in _WAITING),
)
STRIPS = {"90-server": WELL, "91-away": AWAY, "92-held-back": HELD_BACK, "93-morning": MORNING}
PANES = {"94-exchange": (WELL, CONNECTED), "95-exchange-away": (AWAY, OUT_OF_REACH)}
