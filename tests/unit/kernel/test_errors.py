"""Errors carry a code with its parameters."""

from __future__ import annotations

import pytest

from pos_app.kernel.errors import PosError, Refused, Unavailable
from pos_app.kernel.messages import Message


@pytest.mark.parametrize("kind", [Refused, Unavailable])
def test_code_and_parameters_travel(kind: type[PosError]) -> None:
    error = kind("printer.fault", model="tm", tries=3)
    assert error.code == "printer.fault"
    assert error.message == Message("printer.fault", {"model": "tm", "tries": 3})
    assert str(error) == "printer.fault {'model': 'tm', 'tries': 3}"


def test_without_parameters_the_text_is_the_code() -> None:
    assert str(Refused("sale.full")) == "sale.full"


def test_a_parameter_may_be_called_code() -> None:
    """The code is positional only, so that messages about codes are possible."""
    assert Refused("code.unknown", code="123").message.params == {"code": "123"}


def test_the_two_kinds_are_told_apart() -> None:
    assert not issubclass(Refused, Unavailable)
    assert not issubclass(Unavailable, Refused)
