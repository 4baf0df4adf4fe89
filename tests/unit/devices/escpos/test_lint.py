"""Faults in a job."""

from __future__ import annotations

import pytest

from pos_app.devices.escpos.encoder import encode
from pos_app.devices.escpos.lint import Finding, lint_job
from pos_app.kernel.limits import PRINT_JOB_BYTES_MAX
from tests.support.printers import MODELS, entry, sample_receipt


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("language", ["en", "tr", "ru"])
def test_our_receipts_have_none(model: str, language: str) -> None:
    assert lint_job(encode(sample_receipt(language), entry(model)).data) == ()


@pytest.mark.parametrize(
    "hidden",
    [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x01\x00\x05", b"\x10\x14\x02\x01\x08", b"\x10\x14\x08\x01"],
)
def test_a_real_time_command_inside_an_image(hidden: bytes) -> None:
    image = b"\x1dv0\x00\x08\x00\x01\x00" + hidden.ljust(8, b"\x00")
    assert lint_job(b"\x1b@" + image) == (Finding("real_time_in_data", 10),)


def test_a_real_time_command_of_its_own_is_fine() -> None:
    assert lint_job(b"\x10\x04\x01\x10\x14\x01\x00\x01") == ()


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"ab\x07", Finding("unknown_command", 2)),
        (b"\x1b@\x1bp\x00", Finding("cut_short", 2)),
        (b" " * (PRINT_JOB_BYTES_MAX + 1), Finding("too_long", PRINT_JOB_BYTES_MAX)),
    ],
)
def test_other_faults(data: bytes, finding: Finding) -> None:
    assert lint_job(data) == (finding,)
