"""Lines, columns."""

from __future__ import annotations

import pytest

from pos_app.loyalty.positions import Positions

TEXT = """# remark
top = 1
[a.b]
  key = [1,
    2]
"quoted ä" = 5
[[list]]
id = "x"
deep.er = { one = 1, two = 2 }
[[list]]
id = "y"
  [list.sub]
  z = 1
[[list.inner]]
w = 1
ä = 1; b = 2
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("top",), (2, 1)),
        (("a", "b"), (3, 1)),
        (("a", "b", "key"), (4, 3)),
        (("a", "b", "key", 1), (5, 5)),
        (("a", "b", "quoted ä"), (6, 1)),
        (("list", 0), (7, 1)),
        (("list", 0, "id"), (8, 1)),
        (("list", 0, "deep", "er", "two"), (9, 22)),
        (("list", 1, "id"), (11, 1)),
        (("list", 1, "sub", "z"), (13, 3)),
        (("list", 1, "inner", 0, "w"), (15, 1)),
        (("list", 1, "missing"), (10, 1)),
        (("nothing",), (1, 1)),
        ((), (1, 1)),
    ],
)
def test_where_keys_stand(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert Positions(TEXT).of(path) == place


def test_columns_count_characters_not_bytes() -> None:
    assert Positions('x = { "ää" = 1, b = 2 }').of(("x", "b")) == (1, 17)


def test_broken_places() -> None:
    assert [line for line, _ in Positions("a = 1\nb = 0,5\nc = 2\n").broken] == [2]


def test_places_on_one_long_line_are_found_quickly() -> None:
    text = "x = [" + ", ".join(f'"ä{number}"' for number in range(20_000)) + "]"
    assert Positions(text).of(("x", 19_999)) == (1, text.index('"ä19999"') + 1)
