"""How many random cases the invariants of the engine get."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import settings

CASES_PER_EXAMPLE = 10
"""Cases that a quick property makes from one seed of hypothesis: a seed costs more than a small case."""
_CASES = {"quick": 60, "ci": 2_000, "long": 200_000}
"""By profile: while somebody types, in CI, in `make faults`."""

Test = TypeVar("Test", bound=Callable[..., Any])


def cases() -> int:
    """Return the cases of one invariant under the profile in force."""
    return _CASES[settings.get_current_profile_name()]


def seeds(seed: int) -> Iterator[int]:
    """Yield the seeds of the cases of one example of a `tenfold` invariant."""
    yield from range(seed, seed + CASES_PER_EXAMPLE)


def invariant(test: Test) -> Test:
    """Mark a property as an invariant: so many examples, and a campaign that `make faults` runs for long."""
    return _bounded(test, cases())


def tenfold(test: Test) -> Test:
    """Mark a property that looks at all `seeds` of what it is given as an invariant: a tenth of the examples, as many
    cases.
    """
    return _bounded(test, cases() // CASES_PER_EXAMPLE)


def _bounded(test: Test, examples: int) -> Test:
    bounded: Test = settings(max_examples=examples)(test)
    pytest.mark.faults(bounded)
    return bounded
