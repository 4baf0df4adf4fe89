"""What somebody sees who takes the disk away."""

from __future__ import annotations

from pathlib import Path

from tests.support.tills import CountedIds, enrolment, filing, opened


def _traces(folder: Path, secrets: list[str]) -> list[str]:
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return [
        f"{secret} in {path.name}"
        for path in folder.iterdir()
        for secret in secrets
        if any(secret.encode(encoding) in path.read_bytes() for encoding in encodings)
    ]


def test_no_file_gives_away_name_phone_or_card(folder: Path, ids: CountedIds) -> None:
    secrets = [
        "Öztürk",
        "Şule",
        "905321112233",
        "5321112233",
        "9000000017",
        "Ann Lee",
        "Peach",
        "CREATE TABLE",
    ]
    with opened(folder) as till:
        new = enrolment(ids)
        member = till.members.enrol(new)
        till.books.keep_draft(f"{new.name} {new.phone} {new.card}".encode())
        till.books.file_sale(filing(ids, member=member.member_id))
        names = {path.name for path in folder.iterdir()}
        assert {"books.db", "books.db-wal", "draft.db", "draft.db-wal"} <= names
        assert _traces(folder, secrets) == []
    assert _traces(folder, secrets) == []
    (folder / "note").write_text(new.phone, encoding="ascii")
    assert _traces(folder, secrets) == ["905321112233 in note", "5321112233 in note"]
