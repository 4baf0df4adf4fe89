"""What is posted to."""

from __future__ import annotations

from tests.support.books import book, booked


def test_the_balance_is_what_is_open_less_what_is_owed() -> None:
    assert book(booked(1, 30, expired=50), booked(3, 5), debt=40).balance_points == -5
