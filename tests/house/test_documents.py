"""Paths that the documents name exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, house_files, none_of, shown

FOLDERS = "pos_app|resources|tests|installer|docs|bench|tools|requirements|\\.ci"
QUOTED = re.compile(rf"`((?:{FOLDERS})/[A-Za-z0-9_./*-]*)`")
LINKED = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
FEWEST_PATHS = 10
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    """Every page for people in the tree."""
    return [path for path in house_files() if path.suffix == ".md"]


def named_paths(page: Path) -> Iterator[Path]:
    """Paths below the tree that a page names in `code` or as a link, patterns included."""
    text = page.read_text(encoding="utf-8")
    yield from (ROOT / name for name in QUOTED.findall(text))
    yield from (page.parent / name for name in LINKED.findall(FENCE.sub("", text)))


def exists(path: Path) -> bool:
    """Whether a named path, or something that fits a named pattern, is there."""
    if path.is_relative_to(ROOT) and "*" in path.name:
        return any(ROOT.glob(path.relative_to(ROOT).as_posix()))
    return path.exists()


def test_named_paths_exist() -> None:
    none_of(
        f"{shown(page)} names {path}"
        for page in documents()
        for path in named_paths(page)
        if not exists(path)
    )


def test_architecture_walks_through_the_code() -> None:
    assert len(set(named_paths(ROOT / "ARCHITECTURE.md"))) >= FEWEST_PATHS
