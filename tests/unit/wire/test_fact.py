"""Making and reading the bytes of facts."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import FACT_BYTES_MAX
from pos_app.wire.fact import encode, read_head


def test_a_fact_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        encode({"v": 1, "x": "a" * FACT_BYTES_MAX})
    assert refused.value.code == "fact.too_large"


def test_the_head_is_read_from_any_kind_of_fact() -> None:
    head = read_head(b'{"v":1,"id":"a","t":"of.tomorrow","at":7,"more":[1,2]}')
    assert (head.v, head.id, head.t, head.at) == (1, "a", "of.tomorrow", 7)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"v":"1","id":"a","t":"x","at":1}', b"\xff"])
def test_what_is_no_fact_is_not_taken_for_one(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        read_head(body)
