"""Images as raster bands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.devices.escpos.commands import split_commands
from pos_app.devices.escpos.lint import lint_job
from pos_app.devices.escpos.raster import raster
from pos_app.devices.simulated.symbols import raster_image
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import RASTER_BAND_ROWS, RASTER_ROWS_MAX
from tests.support.printers import entry

MUTED, PLAIN = entry("epson-80"), entry("clone-58")


def dots(data: bytes) -> list[bool]:
    """The bytes as dots."""
    return [bool(byte >> bit & 1) for byte in data for bit in range(7, -1, -1)]


def test_bytes_of_a_small_image() -> None:
    assert raster([[True, False, True], [False, True, False]], PLAIN) == b"\x1dv0\x00\x01\x00\x02\x00\xa0\x40"


def test_a_long_image_goes_in_bands() -> None:
    commands, _ = split_commands(raster([[True] * 8] * (RASTER_BAND_ROWS + 1), PLAIN))
    assert [command.args[3:5] for command in commands] == [
        RASTER_BAND_ROWS.to_bytes(2, "little"),
        b"\x01\x00",
    ]


def test_printers_that_can_are_told_to_ignore_real_time_commands() -> None:
    data = raster([[True]], MUTED)
    assert data.startswith(b"\x1d(D\x03\x00\x14\x01\x00")
    assert data.endswith(b"\x1d(D\x03\x00\x14\x01\x01")


def test_an_image_that_holds_a_command_moves_aside() -> None:
    data = raster([dots(b"\x10\x14\x01\x00\x05")], PLAIN)
    assert lint_job(data) == ()
    commands, _ = split_commands(data)
    assert commands[0].args[5:] == b"\x08\x0a\x00\x80\x02\x80"  # one dot to the right


@pytest.mark.parametrize("size", [(PLAIN.dots + 1, 1), (8, RASTER_ROWS_MAX + 1)])
def test_what_does_not_fit_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Refused, match=r"receipt\.image_too_large"):
        raster([[False] * size[0]] * size[1], PLAIN)


@given(st.lists(st.binary(min_size=7, max_size=7), min_size=1, max_size=20))
def test_the_picture_arrives_whole(rows: list[bytes]) -> None:
    data = raster([dots(row) for row in rows], PLAIN)
    assert lint_job(data) == ()
    (command,), _ = split_commands(data)
    picture = raster_image(int.from_bytes(command.args[1:3], "little"), command.args[5:])
    wanted = raster_image(7, b"".join(rows))
    lefts = range(picture.width - wanted.width + 1)
    crops = (picture.crop((left, 0, left + wanted.width, wanted.height)) for left in lefts)
    assert any(crop.tobytes() == wanted.tobytes() for crop in crops)
