"""Small facts."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from pos_app.wire.note import note_body


def test_details_follow_the_head_in_their_order() -> None:
    body = note_body(UUID(int=1), "op.login", 5, {"op": "x", "tries": 2})
    assert (
        body
        == b'{"v":1,"id":"00000000-0000-0000-0000-000000000001","t":"op.login","at":5,"op":"x","tries":2}'
    )


@pytest.mark.parametrize("name", ["v", "id", "t", "at"])
def test_a_detail_never_hides_the_head(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        note_body(UUID(int=1), "op.login", 5, {name: 1})


def test_text_is_utf8_as_it_stands() -> None:
    body = note_body(UUID(int=1), "sale.cancel", 5, {"why": "Ağaç"})
    assert "Ağaç".encode() in body
    assert msgspec.json.decode(body)["why"] == "Ağaç"
