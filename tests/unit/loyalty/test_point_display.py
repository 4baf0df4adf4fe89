"""What people see of points with decimals."""

from __future__ import annotations

import pytest

from pos_app.loyalty.point_display import shown_decimals, shown_points
from pos_app.loyalty.settings import PointsDisplay


@pytest.mark.parametrize(
    ("display", "points", "shown"),
    [
        (PointsDisplay.TRUNCATE, 1299, 12),
        (PointsDisplay.ROUND, 1299, 13),
        (PointsDisplay.ROUND, 1249, 12),
        (PointsDisplay.ROUND, 1250, 13),
        (PointsDisplay.EXACT, 1299, 1299),
        (PointsDisplay.TRUNCATE, -1299, -12),
        (PointsDisplay.TRUNCATE, 99, 0),
    ],
)
def test_every_value_of_points_display(display: PointsDisplay, points: int, shown: int) -> None:
    assert shown_points(points, 2, display) == shown
    assert shown_decimals(2, display) == (2 if display is PointsDisplay.EXACT else 0)


@pytest.mark.parametrize("display", PointsDisplay)
def test_whole_points_are_shown_as_they_are(display: PointsDisplay) -> None:
    assert shown_points(1299, 0, display) == 1299
    assert shown_decimals(0, display) == 0
