"""Every text can be read, every control seen, in both themes."""

from __future__ import annotations

import pytest

from pos_app.ui.theme.contrast import contrast, luminance
from pos_app.ui.theme.tokens import DARK, LIGHT, Palette

TEXT = 4.5
CONTROL = 3.0


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_can_be_read(palette: Palette) -> None:
    surfaces = [
        palette.surface_0,
        palette.surface_1,
        palette.surface_2,
        palette.surface_3,
        palette.accent_fill,
    ]
    pairs = [(ink, ground) for ink in (palette.text, palette.text_soft) for ground in surfaces]
    pairs += [(palette.accent_text, ground) for ground in [*surfaces[:3], palette.accent_fill]]
    pairs += [(palette.on_accent, palette.accent), (palette.on_accent, palette.accent_press)]
    pairs += [(palette.on_tile, palette.tile), (palette.on_tile_soft, palette.tile)]
    for signal in (palette.good, palette.warn, palette.bad, palette.info):
        pairs += [(signal.text, ground) for ground in [signal.fill, *surfaces[:3], palette.accent_fill]]
    pairs += [(tier.letter, tier.fill) for tier in palette.tiers]
    too_weak = [(ink, ground, contrast(ink, ground)) for ink, ground in pairs if contrast(ink, ground) < TEXT]
    assert not too_weak


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_controls_can_be_seen(palette: Palette) -> None:
    pairs = [(palette.edge, palette.surface_0), (palette.edge, palette.surface_1)]
    pairs += [(palette.accent, ground) for ground in (palette.surface_0, palette.surface_1)]
    pairs += [
        (palette.text_off, ground) for ground in (palette.surface_0, palette.surface_1, palette.surface_2)
    ]
    for signal in (palette.good, palette.warn, palette.bad, palette.info):
        pairs += [(signal.border, ground) for ground in (signal.fill, palette.surface_0, palette.surface_1)]
    pairs += [(tier.fill, palette.surface_1) for tier in palette.tiers]
    too_weak = [
        (ink, ground, contrast(ink, ground)) for ink, ground in pairs if contrast(ink, ground) < CONTROL
    ]
    assert not too_weak


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert luminance("#ffffff") == pytest.approx(1.0)
