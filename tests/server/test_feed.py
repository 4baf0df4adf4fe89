"""What changed reaches every terminal: nothing is missed, whoever writes meanwhile."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from uuid import UUID

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.server.documents import Documents
from pos_app.server.identity import renew_epoch
from pos_app.server.node import ServerNode
from pos_app.wire.enrolling import Document
from pos_app.wire.pull import Fed, FedAccount, FedDocument, FedMember, PullReply, PullRequest
from tests.support.bare_tills import AT_MS, ROOT, BareTill
from tests.support.tills import CountedIds, SetClock

ANN = UUID("0192f0c0-0000-7000-8000-00000000a001")
BOB = UUID("0192f0c0-0000-7000-8000-00000000a002")
CARD = "ab" * 32


class Reader:
    """A terminal that pulls: newest state by what it is."""

    def __init__(self, node: ServerNode, till: BareTill, limit: int = 50) -> None:
        self.node = node
        self.till = till
        self.limit = limit
        self.epoch = ""
        self.cursors: dict[int, int] = {}
        self.held: dict[object, Fed] = {}

    def page(self) -> PullReply:
        """One page, kept."""
        streams = (str(self.till.stream_id),)
        request = PullRequest(epoch=self.epoch, cursors=self.cursors, streams=streams, limit=self.limit)
        reply = self.node.pull(self.till.device_id, request)
        self.epoch, self.cursors = reply.server_epoch, reply.cursors
        for row in reply.changes:
            self.held[_key(row)] = row
        return reply

    def everything(self) -> dict[object, Fed]:
        """Pages until there are no more."""
        for _ in range(1000):
            if not self.page().more:
                return self.held
        raise AssertionError("it never ends")


def _key(row: Fed) -> object:
    if isinstance(row, FedAccount):
        return row.account
    return row.member if isinstance(row, FedMember) else (row.kind, row.doc_id, row.scope)


def document(number: int, body: str = "{}", scope: str = "shop") -> Document:
    """A document of its own bucket."""
    return Document(scope, "product", f"p{number}", body)


def test_nothing_is_missed_while_others_write(node: ServerNode, till: BareTill) -> None:
    """The gap that sequences have: a place is taken, the next one is committed first, the reader goes past."""
    stopped = threading.Event()
    reader = Reader(node, till, limit=7)

    def read() -> None:
        while not stopped.is_set():
            reader.page()

    def write(number: int) -> None:
        documents = Documents(node.database, SetClock(AT_MS))
        for turn in range(12):
            some = [document(each, f'{{"{number}":{turn}}}') for each in range(number, number + 30)]
            documents.publish(some, str(number))

    def post() -> None:
        for _ in range(25):
            till.earn(ANN, 1)
        till.push(node)
        node.apply_some()

    with ThreadPoolExecutor(5) as threads:
        reading = threads.submit(read)
        writing = [threads.submit(write, number) for number in (0, 10, 20)]
        writing.append(threads.submit(post))
        wait(writing)
        stopped.set()
        for each in (*writing, reading):
            each.result()
    seen = reader.everything()
    whole = Reader(node, till, limit=2000).everything()
    assert seen == whole
    assert len([row for row in whole.values() if isinstance(row, FedDocument)]) == 50
    account = whole[str(account_id(MemberId(ANN), POINTS))]
    assert isinstance(account, FedAccount)
    assert account.balance == 25


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_of_any_size_add_up(node: ServerNode, till: BareTill, limit: int) -> None:
    node.documents.publish([document(number) for number in range(40)], "a")
    node.documents.publish([document(number, "[1]") for number in range(0, 40, 3)], "a")
    reader = Reader(node, till, limit=limit)
    found = reader.everything()
    assert len(found) == 40
    assert {row.version for row in found.values() if isinstance(row, FedDocument)} == {1, 2}
    assert reader.page().changes == ()


def test_an_old_epoch_starts_anew(node: ServerNode, till: BareTill) -> None:
    node.documents.publish([document(1)], "a")
    reader = Reader(node, till)
    reader.everything()
    assert reader.page().changes == ()
    renewed = renew_epoch(node.database, CountedIds(500))
    reply = reader.page()
    assert (reply.server_epoch, len(reply.changes)) == (renewed, 1)
    assert reader.page().changes == ()


def test_documents_reach_their_scope(node: ServerNode, till: BareTill) -> None:
    other = BareTill(2)
    other.enrol(node)
    scopes = ("shop", "store:0001", "store:0002", f"terminal:{till.device_id}", f"terminal:{other.device_id}")
    node.documents.publish([document(1, scope=scope) for scope in scopes], "a")
    found = {row.scope for row in Reader(node, till).everything().values() if isinstance(row, FedDocument)}
    assert found == {"shop", "store:0001", f"terminal:{till.device_id}"}


def test_a_document_that_is_withdrawn_is_told(node: ServerNode, till: BareTill) -> None:
    reader = Reader(node, till)
    node.documents.publish([document(1)], "a")
    reader.everything()
    assert node.documents.withdraw("shop", "product", "p1", "a")
    assert not node.documents.withdraw("shop", "product", "p1", "a")
    (row,) = reader.page().changes
    assert isinstance(row, FedDocument)
    assert (row.gone, row.version, row.body) == (True, 2, "")
    node.documents.publish([document(1)], "a")
    (again,) = reader.page().changes
    assert isinstance(again, FedDocument)
    assert (again.gone, again.version) == (False, 3)


def test_a_large_document_goes_alone(node: ServerNode, till: BareTill) -> None:
    """A page has a bound in bytes, too."""
    large = '"' + "x" * 500_000 + '"'
    node.documents.publish([document(number, large) for number in range(40)], "a")
    reader = Reader(node, till, limit=2000)
    first = reader.page()
    assert first.more
    assert len(first.changes) < 25
    assert len(reader.everything()) == 40


def test_an_account_says_how_far_each_stream_counts(node: ServerNode, till: BareTill) -> None:
    till.write()
    till.earn(ANN, 30)
    till.earn(ANN, 12)
    till.push(node)
    node.apply_some()
    row = Reader(node, till).everything()[str(account_id(MemberId(ANN), POINTS))]
    assert isinstance(row, FedAccount)
    assert (row.balance, row.own, row.marks) == (42, str(ANN), {str(till.stream_id): 3})
    assert sorted(lot.open for lot in row.lots) == [12, 30]
    other = BareTill(2)
    other.enrol(node)
    theirs = Reader(node, other).everything()[str(account_id(MemberId(ANN), POINTS))]
    assert isinstance(theirs, FedAccount)
    assert theirs.marks == {}


def test_a_fact_that_comes_again_in_a_new_stream_counts_once_in_both_places(
    node: ServerNode, till: BareTill
) -> None:
    """Else the terminal would count its re-issued fact beside the balance for ever."""
    fact = till.earn(ANN, 30)
    till.push(node)
    node.apply_some()
    newer = BareTill(stream=2)
    newer.write_body(fact.body)
    newer.push(node)
    node.apply_some()
    row = Reader(node, newer).everything()[str(account_id(MemberId(ANN), POINTS))]
    assert isinstance(row, FedAccount)
    assert (row.balance, row.marks) == (30, {str(newer.stream_id): 1})


def test_two_facts_with_one_id_both_count(node: ServerNode, till: BareTill) -> None:
    """A disk was copied: both copies sold. Whichever comes again in a new stream is known again."""
    clone = BareTill(stream=2)
    first = till.earn(ANN, 30)
    other = clone.write_body(first.body.replace(":30,", ":50,").replace(": 30", ": 50"))
    assert other.body != first.body
    till.push(node)
    clone.push(node)
    third = BareTill(stream=3)
    third.write_body(other.body)
    third.write_body(first.body)
    third.push(node)
    node.apply_some()
    row = Reader(node, third).everything()[str(account_id(MemberId(ANN), POINTS))]
    assert isinstance(row, FedAccount)
    assert (row.balance, row.marks) == (80, {str(third.stream_id): 2})
    assert node.behind() == ()


def test_an_erased_member_is_a_tombstone(node: ServerNode, till: BareTill) -> None:
    till.enrol_member(BOB, CARD)
    till.push(node)
    node.apply_some()
    reader = Reader(node, till)
    member = reader.everything()[str(BOB)]
    assert isinstance(member, FedMember)
    assert [each.digest for each in member.ids] == [CARD]
    till.write("member.erase", member=str(BOB), op="")
    till.push(node)
    node.apply_some()
    gone = reader.everything()[str(BOB)]
    assert isinstance(gone, FedMember)
    assert (gone.status, gone.sealed, gone.key, gone.ids) == ("erased", "", "", ())


def test_a_question_that_makes_no_sense_is_refused(node: ServerNode, till: BareTill) -> None:
    for cursors, streams in (({256: 1}, ()), ({}, ("x",)), ({}, (str(ROOT),) * 65)):
        request = PullRequest(epoch="", cursors=cursors, streams=streams, limit=10)
        with pytest.raises(Refused, match=r"server\.bad_message"):
            node.pull(till.device_id, request)
