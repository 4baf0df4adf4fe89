"""A program that has one of everything."""

from __future__ import annotations

from pos_app.kernel.money import Currency
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program

EVERYTHING = """
[program]
id = "all"
name = "Everything"
version = 1
[earning]
base = "net"
rounding = "half_up"
[redemption]
step = 10
floor = 100
cap_percent = 50
cap_amount = "20.00"
[expiry]
kind = "after"
days = 90
[tiers]
grace_days = 10
[limits]
points_per_sale = 500
card_uses_per_hour = 3
[[tier]]
id = "base"
name = "Base"
order = 1
[[tier]]
id = "upper"
name = "Upper"
order = 2
threshold = "500.00"
multiplier = 1.5
perks = ["Coffee"]
[[exclude]]
id = "gift-cards"
name = "gift card"
tags = ["gift-card"]
[[earn]]
id = "spend"
name = "Spend"
points = 1
per_spend = "1.00"
except_brands = ["Own"]
[[earn]]
id = "unit"
name = "Unit"
points = 2
per_units = 0.5
categories = ["Food > Cheese"]
minimum_quantity = 2
[[earn]]
id = "sale"
name = "Sale"
points = 5
per_sale = true
weekdays = ["tue", "sat"]
hours = ["22:00-02:00"]
from = 2026-01-01
until = 2026-12-31
stores = ["0001"]
channels = ["counter"]
tenders = ["cash"]
minimum_spend = "15.00"
[[earn]]
id = "cash"
name = "Cash back"
percent = 2.5
segments = ["staff"]
[[earn]]
id = "double"
name = "Double"
multiplier = 2
tiers = ["upper"]
every_visit = 10
[[earn]]
id = "stamp"
name = "Stamp"
card = "coffee"
per_units = 1
tags = ["coffee"]
[[stamp_card]]
id = "coffee"
name = "Coffee card"
full = 10
months = 6
[[promotion]]
id = "set"
name = "Set"
set_of = 3
price = "20.00"
tags = ["book"]
[[promotion]]
id = "bogo"
name = "Bogo"
buy = 2
get = 1
get_percent = 50
products = ["a", "b"]
get_products = ["c"]
[[promotion]]
id = "code"
name = "Code"
amount = "5.00"
code = "SPRING"
minimum_spend = "30.00"
per_member = 1
total = { times = 100, per = "day" }
[[promotion]]
id = "asked"
name = "Asked"
percent = 10
automatic = false
referred = true
first_purchase = true
cap = "9.00"
[[promotion]]
id = "tea"
name = "Tea"
percent = 50
scope = "cheapest"
categories = ["Tea"]
bought = { categories = ["Coffee"], days = 90 }
never_bought = { categories = ["Tea"] }
birthday_days = 3
[[price]]
id = "six"
name = "Half a dozen"
price = "0.99"
products = ["water"]
minimum_quantity = 6

[[price]]
id = "oil"
name = "Oil"
products = ["oil"]
price = "7.99"
members = true
[[price]]
id = "cheese"
name = "Cheese"
categories = ["Cheese"]
percent = 15
plans = ["plus"]
[[access]]
id = "new"
name = "New"
tags = ["new"]
tiers = ["upper"]
public_from = 2026-09-08
[[access]]
id = "wine"
name = "Wine"
tags = ["wine"]
members = true
[[reward]]
id = "off"
name = "Off"
points = 500
amount = "5.00"
[[reward]]
id = "pay"
name = "Pay"
per_point = "0.01"
as = "tender"
[[reward]]
id = "cup"
name = "Cup"
card = "coffee"
stamps = 10
free_item = true
tags = ["coffee"]
[[reward]]
id = "mug"
name = "Mug"
points = 300
gift = "mug"
stock = 5
[[reward]]
id = "paper"
name = "Paper"
points = 200
coupon = "back"
[[reward]]
id = "give"
name = "Give"
points = 500
charity = "school"
amount = "5.00"
[[coupon]]
id = "back"
name = "Come back"
amount = "5.00"
minimum_spend = "20.00"
automatic = true
issued = { minimum_spend = "40.00" }
starts_days = 1
valid_days = 14
[[activity]]
id = "join"
name = "Welcome"
kind = "signup"
points = 100
[[activity]]
id = "friend"
name = "Friend"
kind = "referral"
points = 500
friend_coupon = "back"
friend_points = 200
minimum_spend = "25.00"
[[activity]]
id = "party"
name = "Birthday"
kind = "birthday"
coupon = "back"
days = 7
[[activity]]
id = "vote"
name = "Vote"
kind = "vote"
card = "coffee"
stamps = 1
per_member = { times = 1, per = "week" }
[[plan]]
id = "plus"
name = "Plus"
product = "plus"
months = 12
tier = "upper"
[[entitlement]]
id = "styling"
name = "Styling"
per_member = { times = 2, per = "year" }
plans = ["plus"]
[[charity]]
id = "school"
name = "School"
[[charity]]
id = "shelter"
name = "Shelter"
percent = 1
"""


def program(text: str = EVERYTHING) -> Program:
    """The program of a text that has no mistakes."""
    found = read_program(text, Currency("EUR"))
    assert isinstance(found, Program), found
    return found
