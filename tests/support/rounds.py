"""How many examples the invariants of the engine get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

_EXAMPLES = {"quick": 60, "ci": 2_000, "long": 200_000}
"""By profile: while somebody types, in CI, in `make faults`."""

Test = TypeVar("Test", bound=Callable[..., Any])


def examples() -> int:
    """Return the examples of one invariant under the profile in force."""
    return _EXAMPLES[settings.get_current_profile_name()]


def invariant(test: Test) -> Test:
    """Mark a property as an invariant: so many examples, a campaign that `make faults` runs for long."""
    bounded: Test = settings(max_examples=examples())(test)
    pytest.mark.faults(bounded)
    return bounded
