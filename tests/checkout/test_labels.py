"""Labels that say zero are refused: a scale's mistake must never give goods away."""

from __future__ import annotations

from pathlib import Path

import pytest
from biip.checksums import gs1_price_weight_check_digit, gs1_standard_check_digit

from pos_app.kernel.errors import Refused
from tests.support.counters import counter


def checked(body: str) -> str:
    return f"{body}{gs1_standard_check_digit(body)}"


@pytest.mark.parametrize(
    "code",
    [
        checked("282000100000"),
        checked(f"2220001{gs1_price_weight_check_digit('0000')}0000"),
        "01040063813339313922000",
    ],
)
def test_a_label_that_says_zero(tmp_path: Path, code: str) -> None:
    with counter(tmp_path) as till:
        with pytest.raises(Refused) as refused:
            till.session.scan(code)
        assert refused.value.code == "label.empty"
        assert till.session.sale.lines == ()
