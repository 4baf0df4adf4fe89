"""What travels in the wheel: the packages, with `resources/` as pos_app/resources."""

from __future__ import annotations

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["pos_app", "pos_app.*"]), "pos_app.resources"],
    package_dir={"pos_app.resources": "resources"},
    package_data={"pos_app": ["py.typed"], "pos_app.resources": ["**/*"]},
    include_package_data=False,
)
