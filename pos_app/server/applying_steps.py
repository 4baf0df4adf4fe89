"""Which accounts facts change, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

import msgspec

from pos_app.kernel.exchange_limits import APPLY_STEPS_MAX
from pos_app.kernel.ids import AccountId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.posting.following import followed
from pos_app.server.applying_facts import MERGES, Fact
from pos_app.server.database import ServerDatabase
from pos_app.server.member_rows import Known, known, note_accounts, path_of
from pos_app.server.merged_members import carry, moved_draft
from pos_app.server.posting_rows import Results, post_steps
from pos_app.server.posting_steps import VISITS, Account, Step

Done = dict[tuple[AccountId, UUID, str], int]
"""What entries did (points), by account, event, leg."""
_VISIT: Final = "visit"


def post_facts(database: ServerDatabase, facts: Sequence[Fact], now_ms: int) -> None:
    """Post what these facts of one stream say to every account they touch, each account in its own bucket; posting
    again changes nothing. Waiting points come first: what matures there bounds what comes to the others.
    """
    owners = _owners(database, facts)
    steps = _drafted(database, facts, owners)
    _note(database, steps, owners)
    waiting, others = _parted(steps)
    follow: list[Step] = []
    matured: Done = {}
    for account, each in waiting.items():
        results = _post(database, account, each, now_ms)
        for step in each:
            result = results[step.fact.event_id, step.draft.leg]
            matured[account.account_id, step.fact.event_id, step.draft.leg] = result.points
            after = followed(step.draft, result.effect())
            if after is not None:
                follow.append(Step(step.fact, after))
    for account, each in _bounded(others, follow, matured).items():
        _post(database, account, each, now_ms)
    _straightened(database, facts, owners, now_ms)


def drafted_steps(database: ServerDatabase, fact: Fact) -> list[tuple[EntryDraft, Step]]:
    """Return each entry of a fact with the step that posted it."""
    steps = _drafted(database, [fact], _owners(database, [fact]))
    return list(zip(fact.entries, steps, strict=False))


def _post(database: ServerDatabase, account: Account, steps: Sequence[Step], now_ms: int) -> Results:
    results: Results = {}
    for some in _portions(steps):
        results |= database.write(partial(post_steps, account=account, steps=some, now_ms=now_ms))
    return results


def _portions(steps: Sequence[Step]) -> Iterable[Sequence[Step]]:
    """Short transactions; the entries of one fact stay together."""
    if len(steps) <= APPLY_STEPS_MAX:
        return [steps]
    found: list[list[Step]] = [[]]
    for step in steps:
        last = found[-1]
        if len(last) >= APPLY_STEPS_MAX and last[-1].fact.seq != step.fact.seq:
            found.append([])
        found[-1].append(step)
    return found


def _owners(database: ServerDatabase, facts: Sequence[Fact]) -> dict[MemberId, Known]:
    """Return who the owners of all entries are now."""
    found = {entry.owner: None for fact in facts for entry in fact.entries if entry.owner is not None}
    found |= {fact.member: None for fact in facts if fact.member is not None}
    return {owner: known(database, owner) for owner in found}


def _drafted(database: ServerDatabase, facts: Sequence[Fact], owners: dict[MemberId, Known]) -> list[Step]:
    """Return the entries of all facts, those of members who are gone as entries of who they are now. What a merge
    takes from the member it closes is taken there.
    """
    found: list[Step] = []
    for fact in facts:
        stays = UUID(fact.merge.gone) if fact.merge is not None and fact.kind in MERGES else None
        for entry in (*fact.entries, *_visits(fact)):
            owner = entry.owner
            if owner is None or owner == stays or not owners[owner].is_gone:
                found.append(Step(fact, entry, is_quiet=owner is not None and owner == stays))
            else:
                found.append(Step(fact, moved_draft(database, entry, owners[owner].path)))
    return found


def _visits(fact: Fact) -> Iterable[EntryDraft]:
    """A sale is a visit; one that is taken back as a whole was none."""
    sale, member = fact.sale, fact.member
    if sale is None or member is None:
        return
    count = int(bool(sale.lines)) - sum(each.void for each in sale.ret)
    if count:
        reason = Message(_VISIT)
        account = account_id(member, VISITS)
        yield EntryDraft(account, _VISIT, EntryKind.ISSUE, count, "", reason, (), 0, VISITS, member)


def _note(database: ServerDatabase, steps: Sequence[Step], owners: dict[MemberId, Known]) -> None:
    """Note new accounts of members before anything is posted to them."""
    wanted: dict[MemberId, dict[UUID, str]] = {}
    for step in steps:
        if step.draft.owner is not None:
            wanted.setdefault(step.draft.owner, {})[step.draft.account_id] = step.draft.key
    for owner, accounts in wanted.items():
        have = (owners[owner] if owner in owners else known(database, owner)).accounts
        note_accounts(database, owner, [each for each in accounts.items() if each[0] not in have])


def _parted(steps: Sequence[Step]) -> tuple[dict[Account, list[Step]], dict[Account, list[Step]]]:
    waiting: dict[Account, list[Step]] = {}
    others: dict[Account, list[Step]] = {}
    for step in steps:
        draft = step.draft
        account = Account(draft.account_id, draft.key, draft.owner)
        (waiting if draft.key == PENDING else others).setdefault(account, []).append(step)
    return waiting, others


def _bounded(
    others: dict[Account, list[Step]], follow: Sequence[Step], matured: Done
) -> dict[Account, list[Step]]:
    """Return the steps of all accounts but the waiting ones: nothing matures twice, what had matured is taken."""
    found: dict[Account, list[Step]] = {}
    for account, steps in others.items():
        pending = account_id(account.owner, PENDING)
        found[account] = [
            _most(step, matured.get((pending, step.fact.event_id, step.draft.leg))) for step in steps
        ]
    for step in follow:
        draft = step.draft
        found.setdefault(Account(draft.account_id, draft.key, draft.owner), []).append(step)
    for steps in found.values():
        steps.sort(key=lambda step: step.fact.seq)
    return found


def _most(step: Step, taken: int | None) -> Step:
    if step.draft.kind is not EntryKind.MATURE or taken is None:
        return step
    return msgspec.structs.replace(step, most=-taken)


def _straightened(
    database: ServerDatabase, facts: Sequence[Fact], owners: dict[MemberId, Known], now_ms: int
) -> None:
    """Carry over what was posted to somebody who was merged away, be it at the same moment. It is done on behalf of
    the first fact that is not applied yet: that one is the same when it is done again.
    """
    for known_owner in owners.values():
        path = known_owner.path
        now = path_of(database, path[-1])
        for gone in (*path[:-1], *now[:-1]):
            carry(database, facts[0], gone, now_ms)
