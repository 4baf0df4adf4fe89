"""The scripted demo sale: what `make run` plays without a display."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.cli.main import main
from pos_app.storage.verify import verify
from tests.support.windows import demo_shop


def test_the_demo_sale_ends_with_a_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, pictures = tmp_path / "shop", tmp_path / "pictures"
    demo_shop(data)
    for played in (1, 2):
        assert main(["demo", "--data", str(data), "--pictures", str(pictures)]) == 0
        said = capsys.readouterr().out
        assert "TOTAL" in said
        assert f"0001-01-A-000000{5 + played}" in said
    assert len(list(pictures.glob("*.png"))) >= 12
    assert verify(data, use_keyring=False).is_whole
