"""States of the return pane in a made-up shop, for pictures of the screens with tests of them."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.ui.approval.state import ApprovalState
from pos_app.ui.checkout.state import LineRow, Mode, Notice, QuickAmount, RowNote, Tile
from pos_app.ui.returns.state import Choice, PickRow, PreviewRow, ReturnState, SaleRow, Stage
from pos_app.ui.samples import EMPTY, LINES, MEMBER
from pos_app.ui.sign_on.state import Person
from pos_app.ui.tone import Tone

FIND = ReturnState(
    title="Return goods",
    lead="Scan the receipt, type its number, or choose the sale.",
    sales=(
        SaleRow("0001-02-A-0001233", "22 Nov 2026 13:58", "Ayşe Y•••••", "33.71"),
        SaleRow("0001-02-A-0001232", "22 Nov 2026 13:51", "", "5.08"),
        SaleRow("0001-02-A-0001231", "22 Nov 2026 13:40", "", "−12.30", "return"),
        SaleRow("0001-02-A-0001230", "21 Nov 2026 19:02", "Maximiliane-Theodora v•• H•••••••", "1,267.90"),
    ),
    can_void=True,
    can_without=True,
)
CHOOSE = ReturnState(
    stage=Stage.CHOOSE,
    title="Return from 0001-02-A-0001233",
    lead="Scan what comes back, or choose it.",
    picks=(
        PickRow(1, "Whole milk 1 l", "2 sold for 2.38", "0", "", can_more=True, can_less=False),
        PickRow(2, "Bananas", "1.245 sold for 2.48", "0", "", can_more=True, can_less=False),
        PickRow(3, "Espresso beans 1 kg", "1 sold for 13.41", "1", "13.41", False, True, True),
        PickRow(4, "Mineral water 0.75 l", "6 sold for 6.24, 2 back already", "4", "4.16", False, True, True),
        PickRow(5, "Rye bread 500 g", "1 sold for 3.20", "0", "", can_more=True, can_less=False),
    ),
    reasons=(
        Choice("changed_mind", "Changed mind"),
        Choice("faulty", "Faulty", chosen=True),
        Choice("wrong_item", "Wrong item"),
    ),
    next_label="Show what happens",
    can_next=True,
    can_all=True,
)
PREVIEW = ReturnState(
    stage=Stage.PREVIEW,
    title="Return from 0001-02-A-0001233",
    lead="Nothing has been done yet. Read it out, then agree.",
    preview=(
        PreviewRow("1 × Espresso beans 1 kg", "13.41"),
        PreviewRow("4 × Mineral water 0.75 l", "4.16"),
        PreviewRow("Money back", "15.07", strong=True),
        PreviewRow("15.07 back to the card"),
        PreviewRow("2.50 was paid with points: it comes back as points."),
        PreviewRow("30 points are taken back."),
        PreviewRow("250 points go back to the member, good until 31 March."),
        PreviewRow("Silver stays until the next review."),
    ),
    next_label="Agree: 15.07 back",
    can_next=True,
)
BACK = (
    LineRow(
        21,
        "−1",
        "Espresso beans 1 kg",
        "",
        "−13.41",
        notes=(RowNote("Returned from 0001-02-A-0001233 · Faulty", tone=Tone.WARN),),
        selected=True,
        returned=True,
    ),
    LineRow(
        22,
        "−4",
        "Mineral water 0.75 l",
        "",
        "−4.16",
        notes=(RowNote("Returned from 0001-02-A-0001233 · Faulty", tone=Tone.WARN),),
        returned=True,
    ),
)
EXCHANGE = replace(
    EMPTY,
    rows=(*BACK, replace(LINES[4], line_no=23)),
    member=replace(MEMBER, balance="1,460", earning="+3", nudge=""),
    tile=Tile("Goes back", "11.87", Mode.SELLING),
    items="1",
    saved="0.00",
    tax="−2.59",
    can_pay=True,
    can_undo=True,
    can_cancel=True,
)
PAYOUT = replace(
    EXCHANGE,
    mode=Mode.PAYING,
    paying_out=True,
    notice=Notice("11.87 goes back to the customer. Press Cash to pay it out, or Card.", Tone.INFO),
    quick_amounts=(QuickAmount("Pay out in cash", 1187, exact=True),),
    tile=Tile("Pay out", "11.87", Mode.PAYING),
)
APPROVAL = ApprovalState(
    asked="The 30 days in which goods can be returned are over. May they come back all the same?",
    people=(Person("2", "Jonas", "Manager"), Person("3", "Maria", "Manager")),
    chosen="2",
    prompt="The manager types the PIN here. You stay signed on.",
)
