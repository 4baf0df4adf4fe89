"""The program of the simulated worlds: something of everything that two tills can disagree about."""

from __future__ import annotations

PROGRAM = """
[program]
id = "worlds"
name = "Worlds"
version = 1

[expiry]
kind = "after"
days = 43

[pending]
kind = "days"
days = 1

[offline]
mode = "risk"
points_per_sale = 60

[[earn]]
id = "base"
name = "Points"
points = 4
per_spend = "1.00"

[[reward]]
id = "five"
name = "5.00 off"
points = 40
amount = "5.00"

[[reward]]
id = "pay"
name = "Pay with points"
per_point = "0.05"
as = "tender"

[[coupon]]
id = "back"
name = "1.00 off your next purchase"
amount = "1.00"
automatic = true
issued = { minimum_spend = "20.00" }
valid_days = 30
"""
