"""What a selector says of itself."""

from __future__ import annotations

from pos_app.loyalty.rules import Selector


def test_limited_means_that_it_names_what_it_wants() -> None:
    assert not Selector().is_limited
    assert not Selector(except_tags=("x",)).is_limited
    assert Selector(brands=("x",)).is_limited


def test_exceptions() -> None:
    assert Selector(except_brands=("x",)).has_exceptions
    assert not Selector(products=("x",)).has_exceptions
