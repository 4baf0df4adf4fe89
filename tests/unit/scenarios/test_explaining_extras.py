"""What a program has beside points, in plain words."""

from __future__ import annotations

import pytest

from pos_app.cli.plain_words import words_for
from pos_app.scenarios.explaining import explain
from tests.unit.scenarios.programs import program

SAID = {
    "tier:base": "where every member begins",
    "tier:upper": "reached with 500.00 spent; points times 1.5; Coffee",
    "card:coffee": "full with 10 stamps; each stamp ends after 6 months",
    "coupon:back": (
        "5.00 off the sale; good for 14 days; good from 1 day after it was printed; printed after a sale of "
        "40.00 or more; from 20.00 on"
    ),
    "activity:join": "100 points for joining",
    "activity:friend": (
        "500 points for a friend brought along; the friend gets 200 points; the friend gets the coupon “Come back”; "
        "after the friend's first purchase of at least 25.00"
    ),
    "activity:party": "the coupon “Come back” for the birthday; from 7 days before until as long after",
    "activity:vote": "1 × coffee for a vote; at most 1 time a week for each member",
    "plan:plus": (
        "bought as product plus; one piece lasts 12 months; its benefits begin with the next sale; brings the "
        "level Upper; returned: the fee less the benefits used"
    ),
    "entitlement:styling": "2 times a year; for holders of Plus",
    "charity:school": "members give points",
    "charity:shelter": "the shop gives 1 % of each member's sale",
}


@pytest.mark.parametrize("key", SAID)
def test_said(key: str) -> None:
    found = program()
    rules = {rule.key: rule for section in explain(found, words_for(found, "en")) for rule in section.rules}
    assert "; ".join((rules[key].text, *rules[key].details)) == SAID[key]
