"""Ids sort by time, differ by chance, follow from others."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.ids import RANDOM_BYTES, compose_uuid7, derived_id, id_text

INSTANTS = st.integers(0, 2**48 - 1)
RANDOM = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def test_example_of_the_standard() -> None:
    """RFC 9562, appendix A.6: the same instant and random bits give the same id."""
    rand_a, rand_b = 0xCC3, 0x18C4DC0C0C07398F
    random = (rand_a << 68 | rand_b).to_bytes(RANDOM_BYTES, "big")
    assert id_text(compose_uuid7(0x017F22E279B0, random)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(INSTANTS, RANDOM)
def test_version_and_variant(at_ms: int, random: bytes) -> None:
    made = compose_uuid7(at_ms, random)
    assert made.version == 7
    assert made.int >> 62 & 0b11 == 0b10
    assert made.int >> 80 == at_ms


@given(INSTANTS, INSTANTS, RANDOM, RANDOM)
def test_later_ids_sort_later(one_ms: int, other_ms: int, one: bytes, other: bytes) -> None:
    if one_ms < other_ms:
        assert compose_uuid7(one_ms, one).bytes < compose_uuid7(other_ms, other).bytes


@pytest.mark.parametrize("length", [0, 9, 11])
def test_wrong_randomness_is_a_bug(length: int) -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        compose_uuid7(0, bytes(length))


@given(st.uuids(), st.text(max_size=20), st.text(max_size=20))
def test_derived_ids(parent: UUID, label: str, other: str) -> None:
    made = derived_id(parent, label)
    assert made == derived_id(parent, label)
    assert made.int >> 76 & 0xF == 8
    assert made.int >> 62 & 0b11 == 0b10
    assert (made == derived_id(parent, other)) == (label == other)
