"""Sales that are left open, cards that are shown while money is taken."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.scenarios.answer import Answer

Playing = Callable[[str], list[Answer]]
KEEP = '[[step]]\ndo = "keep"\nname = "open"\nlines = ["pan"]\n'
RECALL = '[[step]]\ndo = "recall"\nof = "open"\n'
CHEAPER = """[[step]]
do = "program"
adds = '''
[[promotion]]
id = "spring"
name = "Spring"
percent = 10
'''
"""


def test_a_sale_left_open_is_no_sale_yet(played: Playing) -> None:
    kept, recalled = played(KEEP + RECALL)
    assert (kept["done"], kept["total"], kept["entries"], kept["balance"]) == (True, "20.00", [], 150)
    assert (recalled["done"], recalled["total"], recalled["preview"]) == (True, "20.00", [])
    assert recalled["balance"] == 170


def test_what_changed_meanwhile_is_said(played: Playing) -> None:
    recalled = played(KEEP + CHEAPER + RECALL)[-1]
    assert [each["code"] for each in recalled["preview"]] == ["notice.total_changed"]
    assert recalled["total"] == "18.00"


def test_nothing_was_left_open(played: Playing) -> None:
    recalled = played('[[step]]\nname = "open"\nlines = ["pan"]\n' + RECALL)[-1]
    assert [each["code"] for each in recalled["refusals"]] == ["scenario.not_kept"]


def test_a_card_in_payment_earns_for_the_whole_sale(played: Playing) -> None:
    (answer,) = played('[[step]]\nlines = ["pan"]\ncard_in_payment = true\ntenders = { card = "5.00" }\n')
    assert [(each["kind"], each["amount"]) for each in answer["tenders"]] == [
        ("card", "5.00"),
        ("cash", "15.00"),
    ]
    assert answer["earned"] == 20
