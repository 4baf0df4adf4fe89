"""How many decimals of points are shown to people."""

from __future__ import annotations

from pos_app.kernel.money import Rounding, divide, power_of_ten
from pos_app.loyalty.settings import PointsDisplay


def shown_points(points: int, decimals: int, display: PointsDisplay) -> int:
    """Return point units of 10**-`decimals` as they are shown, in units of 10**-`shown_decimals`."""
    if display is PointsDisplay.EXACT or not decimals:
        return points
    rounding = Rounding.DOWN if display is PointsDisplay.TRUNCATE else Rounding.HALF_UP
    return divide(points, power_of_ten(decimals), rounding)


def shown_decimals(decimals: int, display: PointsDisplay) -> int:
    """Return the decimals that are shown of points with `decimals`."""
    return decimals if display is PointsDisplay.EXACT else 0
