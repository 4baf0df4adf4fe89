"""What a sale did to a member who was merged since is the other's."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.accounts import account_id, points_account
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lifecycle.merging import merge
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.reversing.handed_over import handed_over
from tests.support.loyalty import NOON_MS, basket, compiled, line, member
from tests.support.sold_baskets import everything, give_back, sell

HEIR, MERGE = MemberId(UUID(int=8)), EventId(UUID(int=0x500))


def test_a_return_finds_the_lots_of_the_sale_where_the_merge_put_them() -> None:
    story = sell(compiled(), member(), basket(line(1, amount=3000), line(2, "pen", amount=2000)))
    gone = story.member.member_id
    other = MemberSnapshot(HEIR, points_account(HEIR), "", (), NOON_MS)
    moved = merge(story.compiled, story.member, other, NOON_MS, MERGE)
    heir = apply(other, [entry for entry in moved if entry.owner == HEIR], NOON_MS)
    assert heir.balance_points == story.member.balance_points > 0
    sold = handed_over(story.sold, gone, HEIR, MERGE)
    assert {entry.owner for entry in sold.entries} <= {HEIR, None}
    found, after = give_back(story._replace(member=heir, sold=sold), *everything(story))
    assert {entry.owner for entry in found.entries} <= {HEIR, None}
    assert (after.member.lots, after.member.debt_points) == ((), 0)
    assert after.member.accounts == ()


def test_other_members_keep_what_is_theirs() -> None:
    story = sell(compiled(), member(), basket(line(1, amount=3000)))
    assert handed_over(story.sold, MemberId(UUID(int=77)), HEIR, MERGE) == story.sold


def test_entries_of_both_keep_names_of_their_own() -> None:
    """A friend and who brought the friend have the same leg in the sale that paid both."""
    story = sell(compiled(), member(), basket(line(1, amount=3000)))
    gone = story.member.member_id
    mine = story.sold.entries[0]
    theirs = replace(mine, owner=HEIR, account_id=account_id(HEIR, mine.key))
    both = replace(story.sold, entries=(*story.sold.entries, theirs))
    moved = handed_over(both, gone, HEIR, MERGE)
    names = [(entry.account_id, entry.leg) for entry in moved.entries]
    assert len(set(names)) == len(names)
    assert {entry.owner for entry in moved.entries} == {HEIR}
