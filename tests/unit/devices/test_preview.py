"""A receipt as a picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pos_app.devices.preview import printed_papers, receipt_png
from pos_app.devices.simulated.drawing import MARGIN_DOTS
from pos_app.kernel.errors import Refused
from pos_app.receipts.document import Document
from tests.support.printers import SMALL, entry


@pytest.mark.parametrize(("columns", "dots"), [(None, 576), (48, 576), (42, 504), (32, 384)])
def test_the_picture_is_as_wide_as_its_columns(columns: int | None, dots: int) -> None:
    picture = Image.open(io.BytesIO(receipt_png(SMALL, entry(), columns)))
    assert picture.width == dots + 2 * MARGIN_DOTS


def test_nothing_makes_no_picture() -> None:
    with pytest.raises(Refused, match=r"receipt\.empty"):
        receipt_png(Document(()), entry())
    assert printed_papers(b"", entry()) == ()
