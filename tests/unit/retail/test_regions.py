"""Countries whose phone numbers can be read."""

from __future__ import annotations

import pytest
from phonenumbers import SUPPORTED_REGIONS

from pos_app.retail.regions import REGIONS, is_region


def test_the_list_is_that_of_the_library() -> None:
    """A newer library may know more: then the list is written down anew."""
    assert REGIONS.split() == sorted(SUPPORTED_REGIONS)
    assert all(is_region(code) for code in SUPPORTED_REGIONS)


@pytest.mark.parametrize("code", ["", "D", "de", "XX", "DEU", "E ", " D", "49", "UK"])
def test_what_is_no_country(code: str) -> None:
    assert not is_region(code)
