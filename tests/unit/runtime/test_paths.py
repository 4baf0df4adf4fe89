"""Where files are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pos_app.runtime import paths
from pos_app.runtime.paths import data_folder, resource_path


def test_resources_of_this_checkout() -> None:
    assert resource_path("translations", "en.toml").is_file()


def test_a_bundle_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pos_app" / "resources").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("a", "b") == tmp_path / "pos_app" / "resources" / "a" / "b"


def test_an_installed_package_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pos_app" / "resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "pos_app")
    assert resource_path("a") == tmp_path / "pos_app" / "resources" / "a"


def test_missing_resources_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "pos_app")
    with pytest.raises(FileNotFoundError, match="install it again"):
        resource_path("a")


def test_the_folder_that_was_wished_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert data_folder("till") == tmp_path / "till"
    assert data_folder("~/till") == tmp_path / "till"


def test_the_usual_folder_is_the_users_own() -> None:
    folder = data_folder()
    assert folder.is_absolute()
    assert folder.name == "pos_app"
    assert data_folder("") == folder
