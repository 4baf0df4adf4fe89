"""The real till against the real server, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import points_account
from pos_app.ports.gateway import Contact, HoldOutcome
from tests.support.served import Served, served
from tests.sync.shop import LinkedTill, linked, settle


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server with SQLite."""
    with served(tmp_path / "server") as one:
        yield one


@pytest.fixture
def first(tmp_path: Path, server: Served) -> Iterator[LinkedTill]:
    """The till that came first."""
    with linked(tmp_path / "one", server, "01") as till:
        yield till


@pytest.fixture
def second(tmp_path: Path, server: Served, first: LinkedTill) -> Iterator[LinkedTill]:
    """Another one."""
    with linked(tmp_path / "two", server, "02") as till:
        yield till


def enrolled(till: LinkedTill, card: str = "M00000001", phone: str = "030 901820") -> MemberId:
    """A new member."""
    till.session.enrol(phone, "Ayşe Yılmaz", True, card)
    member = till.session.sale.member_id
    assert member is not None
    return member


def test_points_earned_here_are_there_for_the_other_till(
    server: Served, first: LinkedTill, second: LinkedTill
) -> None:
    member = enrolled(first)
    first.sell(times=4)
    settle(server, first, second)
    assert second.points(member) == first.points(member) == 59
