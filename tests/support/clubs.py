"""A shop with a bit of every kind of program."""

from __future__ import annotations

from tests.support.counters import SHELF, item

PASS = item("900", 2000, "04006381333900", name="Club membership, 12 months")
CUP = item("901", 250, "04006381333917", name="Cup of coffee")
MUG = item("902", 990, "04006381333924", name="Enamel mug")
RESERVED = item("903", 5000, "04006381333948", name="Jubilee whisky")
CLUB_SHELF = (*SHELF, PASS, CUP, MUG, RESERVED)

CLUB = """
[program]
id = "club"
name = "Everything"
version = 1

[expiry]
kind = "after"
months = 12

[tiers]
measure = "spend"
include_current_sale = "next_sale"

[[tier]]
id = "base"
name = "Member"
letter = "M"
order = 1

[[tier]]
id = "gold"
name = "Gold"
letter = "G"
order = 2
threshold = "100.00"
perks = ["Free wrapping"]

[limits]
adjustment = 20

[[earn]]
id = "base"
name = "Points"
points = 1
per_spend = "1.00"

[[earn]]
id = "cups"
name = "A stamp a cup"
card = "coffee"
stamps = 1
per_units = 1
products = ["901"]

[[stamp_card]]
id = "coffee"
name = "Coffee card"
full = 3

[[reward]]
id = "free-cup"
name = "Free cup"
card = "coffee"
stamps = 3
free_item = true
products = ["901"]

[[reward]]
id = "mug"
name = "Enamel mug"
points = 10
gift = "902"
stock = 5

[[reward]]
id = "give"
name = "Give 1.00"
points = 5
charity = "hospital"
amount = "1.00"

[[promotion]]
id = "summer"
name = "Summer"
percent = 10
code = "SUMMER"

[[promotion]]
id = "winter"
name = "Winter"
percent = 10
code = "WINTER"
until = "2020-01-31"

[[price]]
id = "member-milk"
name = "Member price"
products = ["100"]
price = "1.00"
members = true

[[price]]
id = "club-beer"
name = "Club price"
products = ["300"]
price = "2.00"
plans = ["club"]

[[access]]
id = "reserved"
name = "For members"
products = ["903"]
members = true

[[coupon]]
id = "next"
name = "2.00 off next time"
amount = "2.00"
automatic = true
issued = {minimum_spend = "10.00"}
valid_days = 30

[[plan]]
id = "club"
name = "Corner Club"
product = "900"
months = 12
at_once = true

[[activity]]
id = "review"
name = "Review"
kind = "review"
points = 7
per_member = {times = 1, per = "month"}

[[activity]]
id = "hello"
name = "Welcome"
kind = "signup"
points = 20

[[activity]]
id = "friend"
name = "Bring a friend"
kind = "referral"
points = 15
friend_points = 5
minimum_spend = "5.00"

[[entitlement]]
id = "wrap"
name = "Gift wrapping"
tiers = ["gold"]
per_member = {times = 2, per = "year"}

[[charity]]
id = "hospital"
name = "Children's hospital"
percent = 1
"""
