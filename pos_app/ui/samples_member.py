"""States of a made-up member's pane, for pictures of the screens with tests of them."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.ui.member.state import Form, FormField, MemberPaneState, Row, Section, Tab
from pos_app.ui.tone import Tone

TABS = tuple(
    Tab(tab_id, label)
    for tab_id, label in (
        ("account", "Account"),
        ("rewards", "Rewards"),
        ("activities", "Extras"),
        ("history", "History"),
        ("care", "Manage"),
    )
)


def tabs(selected: str) -> tuple[Tab, ...]:
    """The tabs with one of them chosen."""
    return tuple(replace(tab, selected=tab.tab_id == selected) for tab in TABS)


ACCOUNT = MemberPaneState(
    "Ayşe Y•••••",
    "Silver",
    "S",
    1,
    "1,240 p",
    tabs("account"),
    (
        Section(
            "Points",
            (
                Row("To spend now", "1,240"),
                Row("Can be spent after 12 Dec 2026", "40"),
                Row("Good until 31 Mar 2027", "120"),
                Row("Good until 30 Jun 2027", "1,120"),
            ),
        ),
        Section(
            "Tier",
            (
                Row("Silver", detail="10 % off coffee  ·  Free wrapping  ·  Early access to the sale"),
                Row("Towards Gold", "320.00 / 500.00", percent=64),
            ),
        ),
        Section("Stamp cards", (Row("Coffee card", "7 of 10", percent=70),)),
        Section("Membership", (Row("Corner Club", "Until 3 Oct 2027", tone=Tone.GOOD),)),
        Section("Given", (Row("Children's hospital", "4.30"),)),
    ),
)
REWARDS = replace(
    ACCOUNT,
    tabs=tabs("rewards"),
    message="The reward is on the sale",
    tone=Tone.GOOD,
    sections=(
        Section("On this sale", (Row("5.00 off", "500 p", action="drop:five", label="Take off"),)),
        Section(
            "Gifts",
            (
                Row("Enamel mug", "800 p", "12 left", "use:mug", "Use"),
                Row("Coffee of the day", "10 stamps", "3 stamps are missing.", "use:cup", "Use", False),
                Row(
                    "Picnic blanket, wool, made by hand in the valley",
                    "4,000 p",
                    "2,760 points are missing.  ·  2 left",
                    "use:blanket",
                    "Use",
                    False,
                ),
            ),
        ),
        Section("Rewards", (Row("10 % off", "2,000 p", "760 points are missing.", "use:ten", "Use", False),)),
    ),
)
ACTIVITIES = replace(
    ACCOUNT,
    tabs=tabs("activities"),
    sections=(
        Section(
            "Included", (Row("Styling session", detail="1 of 2 left", action="entitlement:s", label="Use"),)
        ),
        Section(
            "Rewarded without a purchase",
            (
                Row("Review", detail="+50  ·  2 more", action="activity:review", label="Reward"),
                Row("Visit with your own bag", detail="+5", action="activity:bag", label="Reward"),
                Row(
                    "Tasting evening",
                    detail="Once a month; again from 1 Dec 2026.",
                    action="activity:t",
                    label="Reward",
                    enabled=False,
                ),
            ),
        ),
    ),
)
HISTORY = replace(
    ACCOUNT,
    tabs=tabs("history"),
    sections=(
        Section(
            "Newest first",
            (
                Row(
                    "1 point per 1.00: 24.00",
                    "+24",
                    "22 Nov 2026  ·  receipt 0001-02-A-0001233",
                    tone=Tone.GOOD,
                ),
                Row("5.00 off", "−500", "22 Nov 2026  ·  receipt 0001-02-A-0001233"),
                Row("Review", "+50", "15 Nov 2026  ·  waiting", tone=Tone.GOOD),
                Row("By hand: wrong price on the shelf", "+30", "2 Nov 2026", tone=Tone.GOOD),
                *(
                    Row(
                        "1 point per 1.00: 31.50",
                        "+31",
                        f"{day} Oct 2026  ·  receipt 0001-02-A-00010{day}",
                        tone=Tone.GOOD,
                    )
                    for day in range(29, 10, -2)
                ),
            ),
        ),
    ),
)
CARE = replace(
    ACCOUNT,
    tabs=tabs("care"),
    form=Form(
        "adjust",
        "How many points, and why? The reason stays in the books.",
        "adjust_now",
        "Adjust",
        (FormField("points", "Points: 50, or -50"), FormField("reason", "Reason")),
        can_submit=False,
    ),
    sections=(
        Section(
            "",
            (
                Row(
                    "Take off the sale",
                    detail="The sale goes on without this member",
                    action="detach",
                    label="Open",
                ),
                Row(
                    "Adjust points",
                    detail="Give or take points by hand, with a reason",
                    action="adjust",
                    label="Open",
                ),
                Row(
                    "Merge with another member",
                    detail="Two cards of one person become one",
                    action="merge",
                    label="Open",
                ),
                Row(
                    "Block",
                    detail="Lost or misused: no card and no phone number of this member works any more. It "
                    "can be undone here.",
                    action="block",
                    label="Open",
                ),
                Row(
                    "Export",
                    detail="Everything the shop keeps of this person, as a file to hand over",
                    action="export",
                    label="Open",
                ),
                Row(
                    "Erase",
                    detail="Deletes the person for good; the books stay",
                    action="erase",
                    label="Open",
                ),
            ),
        ),
    ),
)
ERASE = replace(
    CARE,
    form=Form(
        "erase",
        "Erase Ayşe Y•••••? Name, phone number, cards, birthday are deleted; points can no longer be used.",
        "erase_again",
        "Erase",
        loud=True,
    ),
)
