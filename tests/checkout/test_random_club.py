"""Returns, papers, late cards, merges, kills, new programs in any order: after every key the books add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from pos_app.checkout.printing import claimable
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.ports.books import FiledSale
from pos_app.receipts.layout import lay_out
from pos_app.receipts.lines import Line
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.retail.tender import TenderKind
from pos_app.runtime.texts import Translator, read_sentences
from pos_app.storage.entry_facts import entry_draft
from pos_app.storage.verify import verify
from pos_app.wire.posting_fact import read_entries
from tests.support.club_cashier import ClubCashier
from tests.support.counters import SHOP
from tests.support.receipts import RESOURCES

_FACTS = "SELECT entry_no, at_ms, body FROM journal WHERE entry_no > ? ORDER BY entry_no"
_SALES = "SELECT receipt_number FROM sale WHERE entry_no > ? ORDER BY entry_no"
_BALANCES = """SELECT a.key, a.balance_points, a.debt_points,
    (SELECT coalesce(sum(points), 0) FROM ledger l WHERE l.account_id = a.account_id),
    (SELECT coalesce(sum(open_points), 0) FROM lot o WHERE o.account_id = a.account_id) FROM account a"""
WIDTHS = (48, 42, 32)


def held(who: MemberSnapshot) -> tuple[object, ...]:
    """Tier, every account with its lots and debts. What a lot held before it was empty, no snapshot knows."""
    states = (AccountState(POINTS, who.lots, who.debt_points), *who.accounts)
    return who.tier, [
        (state.key, state.debt_points, tuple(replace(lot, earned_points=0) for lot in state.lots))
        for state in states
        if state.lots or state.debt_points
    ]


class Auditor:
    """Looks at the books after every key."""

    def __init__(self, cashier: ClubCashier) -> None:
        self.cashier = cashier
        self.entry_no = 0
        self.known: dict[MemberId, MemberSnapshot] = {}
        self.translate = Translator("en", read_sentences(RESOURCES / "translations", "en"), SHOP)

    def look(self) -> None:
        """Nothing is written without a fact, nothing adds up to something else, nobody is named."""
        database = self.cashier.till.storage.database
        facts = database.rows(_FACTS, (self.entry_no,))
        if not facts:
            return
        for _, _, body in facts:
            text = bytes(body).decode()
            assert not [secret for secret in self.cashier.secrets if secret in text]
        for key, balance, debt, told, left in database.rows(_BALANCES):
            assert balance == told == left - debt, key
        for (number,) in database.rows(_SALES, (self.entry_no,)):
            filed = self.cashier.till.tools.books.by_receipt(number)
            assert filed is not None
            self.paper(filed)
        self.fold([(at_ms, bytes(body)) for _, at_ms, body in facts])
        self.entry_no = facts[-1][0]

    def fold(self, facts: list[tuple[int, bytes]]) -> None:
        """The member in the books is the one that the entries make."""
        for member_id in self.cashier.members:
            now = self.cashier.snapshot(member_id)
            then = self.known.get(member_id, now)
            if member_id in self.known:
                for at_ms, body in facts:
                    then = apply(then, entries_of(body), at_ms)
            assert held(then) == held(now)
            self.known[member_id] = now

    def paper(self, filed: FiledSale) -> None:
        """The receipt fits every paper; refunds never come to more than was paid."""
        completed = filed.completed
        claim = claimable(filed.claim_code)
        document = sale_receipt(completed, filed.statement, SHOP, self.translate, claim=claim)
        for columns in WIDTHS:
            for laid in lay_out(document, columns):
                assert not isinstance(laid, Line) or len(laid.text) <= columns
        figures, tenders = completed.figures, completed.sale.tenders
        assert figures.total_minor == sum(each.amount_minor for each in tenders)
        backs = completed.sale.returns
        no_money = sum(each.by_points_minor + each.by_coupon_minor + each.deducted_minor for each in backs)
        assert figures.total_minor == sum(each.gross_minor for each in figures.taxes) + no_money
        for back in backs:
            assert back.refund_minor >= 0
            if back.sale_id is None:
                continue
            sold = self.cashier.till.tools.books.sold(back.receipt_number)
            assert sold is not None
            bought = sold.filed.completed
            paid = bought.figures.total_minor + sum(one.refund_minor for one in bought.sale.returns)
            paid -= sum(
                one.amount_minor
                for one in bought.sale.tenders
                if one.kind in {TenderKind.POINTS, TenderKind.COUPON}
            )
            moved = [line for each in sold.returns for line in each.lines if not line.replaced_by]
            swapped = sum(
                line.gross_minor for each in sold.returns for line in each.lines if line.replaced_by
            )
            assert sum(each.refund_minor for each in sold.returns) - swapped <= paid
            for line in bought.sale.lines:
                gone = sum(one.quantity_milli for one in moved if one.of_line_no == line.line_no)
                assert gone <= line.quantity_milli


def entries_of(body: bytes) -> list[EntryDraft]:
    """The entries a fact tells of, in the order they were written: what came back first."""
    told = read_entries(body)
    return [entry_draft(each, told.member) for each in told.entries]


@pytest.fixture
def cashier(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ClubCashier]:
    opened = ClubCashier(tmp_path, request.param)
    yield opened
    opened.close()


@pytest.mark.faults
@pytest.mark.parametrize("cashier", [1, 2, 3], indirect=True)
def test_nothing_a_cashier_does_in_any_order_breaks_the_books(
    cashier: ClubCashier, rounds: Callable[[int, int], int]
) -> None:
    auditor = Auditor(cashier)
    for number in range(rounds(250, 5_000)):
        cashier.press()
        auditor.look()
        if number % 100 == 99:
            assert verify(cashier.folder, use_keyring=False).first_wrong is None
    assert verify(cashier.folder, use_keyring=False).first_wrong is None
    numbers = [int(number[-7:]) for number in cashier.receipts]
    assert all(later == one + 1 for one, later in pairwise(numbers))
