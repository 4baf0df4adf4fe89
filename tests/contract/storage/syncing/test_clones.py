"""A disk that was cloned: two machines with one key, and nothing of either is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.shops import Till, shop
from tests.support.tills import enrolment, filing


def test_both_clones_are_heard(tmp_path: Path) -> None:
    with shop(tmp_path) as opened:
        a = opened.till(1)
        member = a.storage.members.enrol(enrolment(a.ids)).member_id
        opened.settle()
        a.storage.books.file_sale(filing(a.ids, 1, member=member))
        a.storage.close()
        shutil.copytree(a.folder, tmp_path / "clone")
        a.reopen_closed()
        clone = Till(tmp_path / "clone", 7)
        opened.tills.append(clone)
        for till in (a, clone):
            till.storage.books.file_sale(filing(till.ids, 1, member=member))
            opened.push(till)
            opened.apply()
        for till in (clone, a, clone):
            till.storage.books.file_sale(filing(till.ids, 1, member=member))
            for _ in range(6):
                opened.push(till)
                opened.apply()
        assert opened.balance(member) == 6 * 20
        opened.pull(clone)
        assert clone.balance(member) == 6 * 20
        clone.whole()
        a.whole()
        assert len(clone.storage.outbox.streams()) >= 2
