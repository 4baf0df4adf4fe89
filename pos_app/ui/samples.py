"""States of a made-up shop, for pictures of the screens with tests of them."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.ui.checkout.state import (
    Hint,
    LastItem,
    LineRow,
    MemberBanner,
    Mode,
    Notice,
    QuickAmount,
    QuickKey,
    RewardButton,
    RowNote,
    SearchRow,
    State,
    Status,
    TenderRow,
    Tile,
)
from pos_app.ui.enrolment.state import EnrolmentState
from pos_app.ui.sign_on.state import Person, SignOnState
from pos_app.ui.tone import Tone

LINES = (
    LineRow(1, "2", "Whole milk 1 l", "1.29", "2.38", "+2 p", (RowNote("Member price", "−0.20", Tone.GOOD),)),
    LineRow(2, "1.245", "Bananas", "1.99/kg", "2.48", "+2 p"),
    LineRow(
        3,
        "1",
        "Espresso beans 1 kg",
        "14.90",
        "13.41",
        "+26 p",
        (RowNote("Silver: 10 % off coffee", "−1.49", Tone.GOOD, "Program rule: coffee for Silver members"),),
        selected=True,
        why="14.90 × 1 = 14.90\nSilver: 10 % off coffee −1.49\nTax class A, 19 % included",
    ),
    LineRow(4, "6", "Mineral water 0.75 l", "0.79", "6.24", "+4 p", (RowNote("Deposit 6 × 0.25", "1.50"),)),
    LineRow(5, "1", "Rye bread 500 g", "3.20", "3.20", "+3 p"),
    LineRow(
        6, "3", "Dark chocolate 85 %", "2.49", "6.00", "+6 p", (RowNote("3 for 6.00", "−1.47", Tone.GOOD),)
    ),
)
UNSOLD = LineRow(7, "", "Not sold: 4006381333931", "", "", unsold=True)
REWARDS = (
    RewardButton("r1", "5.00 off", "500 p", usable=True),
    RewardButton("r2", "Free coffee", "300 p", usable=True),
    RewardButton("r3", "10 % off", "2,000 p", usable=False, why_not="760 points are missing."),
)
MEMBER = MemberBanner(
    "Ayşe Y•••••",
    "Silver",
    "S",
    1,
    "1,240",
    "as of 14:01",
    "+43",
    "2.30 more for a free coffee  ·  120 points expire 31 March",
    REWARDS,
)
KEYS = tuple(
    QuickKey(str(number), label, price)
    for number, (label, price) in enumerate(
        (
            ("Apples", "2.49/kg"),
            ("Tomatoes", "3.29/kg"),
            ("Potatoes", "1.19/kg"),
            ("Bag", "0.10"),
            ("Croissant", "1.40"),
            ("Coffee", "2.20"),
            ("Flowers", ""),
            ("Newspaper", "1.80"),
            ("Pears", "2.99/kg"),
            ("Onions", "1.49/kg"),
            ("Rolls", "0.45"),
            ("Tea", "1.90"),
            ("Ice cream", "1.50"),
            ("Lemons", "0.40"),
            ("Batteries", "4.99"),
            ("Stamps", "0.95"),
        )
    )
)
STATUS = Status("", "Printer ready", Tone.GOOD, "Ayşe", "14:02")

EMPTY = State(
    "Corner Shop",
    "Till 2",
    Mode.SELLING,
    quick_keys=KEYS,
    tile=Tile("Total", "0.00", Mode.SELLING),
    last_change="2.64",
    can_reprint=True,
    status=replace(STATUS, message="Receipt 02-001233 printed"),
)
SELLING = replace(
    EMPTY,
    rows=LINES,
    last_item=LastItem("Dark chocolate 85 %", "6.00"),
    member=MEMBER,
    hint=Hint("3 × Whole milk 1 l — Enter to add"),
    tile=Tile("Total", "33.71", Mode.SELLING, "36.87 for the goods\n−3.16 discounts\n2.11 tax included"),
    items="14",
    saved="3.16",
    tax="2.11",
    can_pay=True,
    can_undo=True,
    can_cancel=True,
    status=STATUS,
)
NO_MEMBER = replace(SELLING, member=None, hint=Hint())
UNKNOWN = replace(
    SELLING,
    rows=(*LINES, UNSOLD),
    notice=Notice("4006381333931 is not known. Nothing was added."),
    hint=Hint(),
    can_pay=False,
)
ASKED = replace(
    SELLING,
    notice=Notice(
        "Cancel the whole sale? 6 lines will be given up.",
        Tone.WARN,
        "confirm_cancel",
        "Cancel sale",
        "keep",
        "Keep it",
    ),
    hint=Hint(),
)
SEARCH = replace(
    SELLING,
    hint=Hint("4 found — arrow keys, Enter"),
    search=(
        SearchRow("100", "Whole milk 1 l", "1.29", "100 · Dairy"),
        SearchRow("101", "Oat milk, organic, unsweetened 1 l", "2.19", "101 · Dairy > Plant drinks"),
        SearchRow("102", "Milk chocolate with whole hazelnuts 100 g", "1.79", "102 · Sweets"),
        SearchRow("103", "Milk frother", "24.90", "103 · Kitchen"),
    ),
    search_selected=1,
)
AMOUNTS = (
    QuickAmount("Exact", 3371, exact=True),
    QuickAmount("34.00", 3400),
    QuickAmount("35.00", 3500),
    QuickAmount("40.00", 4000),
    QuickAmount("50.00", 5000),
)
USED = (
    RewardButton("r1", "5.00 off", "500 p", usable=True, used=1),
    RewardButton("r2", "Free coffee", "300 p", usable=True),
)
PAYING = replace(
    SELLING,
    mode=Mode.PAYING,
    hint=Hint(),
    quick_amounts=AMOUNTS,
    tile=Tile("Still due", "33.71", Mode.PAYING),
)
SPLIT = replace(
    PAYING,
    member=replace(MEMBER, rewards=USED, balance="740"),
    tenders=(TenderRow(1, "Card", "10.00"), TenderRow(2, "Cash", "5.00")),
    tile=Tile("Still due", "13.71", Mode.PAYING),
    quick_amounts=(
        QuickAmount("Exact", 1371, exact=True),
        QuickAmount("15.00", 1500),
        QuickAmount("20.00", 2000),
    ),
)
DONE = replace(
    EMPTY,
    mode=Mode.DONE,
    tile=Tile("Change", "16.29", Mode.DONE),
    last_change="16.29",
    status=replace(STATUS, message="Receipt 02-001234 is being printed"),
)
LONG = replace(
    SELLING,
    shop="Delicatessen Schmidt & Söhne, Inhaber Karl-Friedrich Schmidt",
    terminal="Till 2, beside the entrance",
    rows=(
        LineRow(
            1,
            "1",
            "Extra virgin olive oil from hand-picked late-harvest olives, cold pressed, unfiltered, 0.75 l",
            "1,234.50",
            "1,234.50",
            "+12,345 p",
            (
                RowNote(
                    "Platinum members: 10 % off all olive oils of the season, at most once a day", "−123.45"
                ),
            ),
            selected=True,
        ),
        *(replace(row, selected=False) for row in LINES[1:]),
    ),
    last_item=LastItem(
        "Extra virgin olive oil from hand-picked late-harvest olives, cold pressed", "1,234.50"
    ),
    member=replace(
        MEMBER,
        masked_name="Maximiliane-Theodora v•• H••••••••••••••••••",
        tier_name="Platinum Founding Member",
        tier_letter="P",
        tier_shape=3,
        balance="1,234,567",
        earning="+12,388",
        rewards=(
            RewardButton("a", "A bottle of sparkling wine of your choice", "12,000 p", usable=True),
            RewardButton("b", "25 % off the whole basket", "8,000 p", usable=True),
            *REWARDS,
        ),
    ),
    tile=Tile("Total", "1,267,891.55", Mode.SELLING),
    hint=Hint("Member found: Maximiliane-Theodora, Platinum Founding Member"),
)
ARABIC = replace(
    SELLING,
    shop="متجر الزاوية",
    terminal="صندوق 2",
    rows=(
        replace(LINES[0], name="حليب كامل الدسم 1 لتر", notes=(RowNote("سعر الأعضاء", "−0.20", Tone.GOOD),)),
        replace(LINES[1], name="موز"),
        replace(LINES[2], name="حبوب قهوة إسبريسو", notes=(RowNote("فضي: خصم 10 %", "−1.49", Tone.GOOD),)),
        LINES[3],
        replace(UNSOLD, name="لم يُبع: 4006381333931"),
    ),
    last_item=LastItem("حبوب قهوة إسبريسو", "13.41"),
    notice=Notice("الرمز 4006381333931 غير معروف.", Tone.BAD, "search", "بحث"),
    hint=Hint(),
)
MANY = replace(
    SELLING,
    rows=tuple(replace(LINES[at % 6], line_no=at + 1, selected=at == 199) for at in range(200)),
    items="466",
    hint=Hint(),
)
ENROLMENT = EnrolmentState(
    shown=True,
    card="Card 2600000012345",
    phone="+49 30 1234567",
    name="Jana",
    consent_text="The customer agrees that purchases are stored under this number to collect points.",
    problem="",
    can_enrol=True,
)
SIGN_ON = SignOnState(
    "Corner Shop",
    "Till 2",
    (Person("1", "Ayşe", "Cashier"), Person("2", "Jonas", "Manager")),
    chosen="1",
    prompt="PIN of Ayşe",
    time="14:02",
)
