"""A folder without a shop becomes the demo shop."""

from __future__ import annotations

from pathlib import Path

SETTINGS_FILE = "shop.toml"
"""As in `runtime.settings`, which is too slow to import before the first frame."""


def has_shop(folder: Path) -> bool:
    """Return True when the folder holds a shop."""
    return (folder / SETTINGS_FILE).exists()


def make_demo_shop(folder: Path) -> int:
    """Make the demo shop; returns 0. Raises what `build_demo` raises."""
    from pos_app.cli.telling import plain_translator
    from pos_app.demo.shop import build_demo
    from pos_app.runtime.system_clock import SystemClock

    print(plain_translator()("run.making_demo", folder=str(folder)), flush=True)
    build_demo(folder, SystemClock())
    return 0
