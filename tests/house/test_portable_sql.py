"""The server's statements run on every engine that its data may grow to.

P1 every unique key begins with the bucket. P2 whatever writes names its bucket. P3 no sequences, no clock. P4 no locks
beside rows, no triggers, no procedures, no savepoints. P5 inserts take values, a clash names its whole key. P8 one
change of the schema a statement. P9 few types.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from pos_app.server.migrations import versions as migrations
from tests.house.tree import modules, none_of, shown, tree_of

SMALL = frozenset({"meta", "lane", "operator"})
"""Tables that do not grow: `lane` has the bucket as its key, the others are the same on every node."""
NO_BUCKET = SMALL - {"lane"}
INTO_AN_EMPTY_DATABASE = frozenset({"DELETE FROM lane"})
"""What a restore does before anybody else may look."""
ALLOWED_TYPES = frozenset({"TEXT", "BIGINT", "INT", "SMALLINT", "BYTEA"})
FORBIDDEN = {
    "a sequence": r"\b(serial|bigserial|nextval|setval|currval|identity|autoincrement|generated)\b",
    "the database's clock or dice": r"(?<!:)\b(now|random|clock_timestamp|gen_random_uuid|datetime|strftime)\b"
    r"|\bcurrent_(timestamp|date|time)\b",
    "a lock beside rows": r"\b(advisory|lock table|pg_[a-z_]+|for update|for share|skip locked|nowait)\b",
    "listen, notify": r"\b(listen|notify)\b",
    "a trigger, a procedure": r"\b(trigger|procedure|plpgsql|create function)\b",
    "a temporary table": r"\b(temp|temporary|unlogged)\b",
    "truncate": r"\btruncate\b",
    "a savepoint": r"\bsavepoint\b",
    "a foreign key": r"\b(references|foreign key)\b",
    "an upsert of one engine": r"\binsert or\b|\breplace into\b",
    "a name of one engine": r"\b(rowid|ctid|oid|xmin|glob|ilike|json_each|jsonb|unnest)\b|::",
}
WRITES = re.compile(
    r"^(?:INSERT INTO (?P<into>\w+)|UPDATE (?P<update>\w+)|DELETE FROM (?P<delete>\w+))", re.IGNORECASE
)
CONFLICT = re.compile(r"ON CONFLICT\s*\((?P<key>[^)]*)\)", re.IGNORECASE)
NAMES_BUCKET = re.compile(r"\bWHERE\b.*\bbucket = :\w+", re.IGNORECASE | re.DOTALL)
BEGINS = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|TRUNCATE|SAVEPOINT|LOCK)\b")
KEY = re.compile(r"PRIMARY KEY\s*\(([^)]*)\)", re.IGNORECASE)


class Statement(NamedTuple):
    """A statement with where it stands."""

    place: str
    text: str


def statements() -> Iterator[Statement]:
    """Every statement of the server, those of its schema aside."""
    for path in modules("pos_app/server"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and BEGINS.match(node.value):
                yield Statement(shown(path, node.lineno), plain(node.value))


def plain(text: str) -> str:
    """A statement on one line, without what it quotes."""
    return " ".join(re.sub(r"'[^']*'", "''", text).split())


def keys_of_tables() -> dict[str, tuple[str, ...]]:
    """Primary key by table."""
    keys = {}
    for version in migrations.VERSIONS:
        for statement in version.STATEMENTS:
            text = plain(statement)
            if text.startswith("CREATE TABLE"):
                name = text.split()[2].split("(")[0]
                found = KEY.search(text)
                inner = text[text.index("(") + 1 :].split()[0]
                keys[name] = tuple(each.strip() for each in found[1].split(",")) if found else (inner,)
    return keys


def wrong(text: str, keys: dict[str, tuple[str, ...]]) -> list[str]:
    """What a statement does that not every engine can."""
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]
    writes = WRITES.match(text)
    if writes is None:
        return found
    table = writes["into"] or writes["update"] or writes["delete"]
    if table not in keys:
        return [*found, f"a table nobody made: {table}"]
    if writes["into"]:
        found += wrong_insert(text, table, keys[table])
    elif table not in NO_BUCKET and text not in INTO_AN_EMPTY_DATABASE and not NAMES_BUCKET.search(text):
        found.append("a write without its bucket")
    return found


def wrong_insert(text: str, table: str, key: tuple[str, ...]) -> list[str]:
    """What is wrong with an insert."""
    found = []
    columns = re.match(r"INSERT INTO \w+ \(([^)]*)\) VALUES \(", text, re.IGNORECASE)
    if columns is None:
        return ["an insert that is no list of values for named columns"]
    if table not in NO_BUCKET and columns[1].split(",")[0].strip() != "bucket":
        found.append("an insert without its bucket first")
    clash = CONFLICT.search(text)
    if "ON CONFLICT" in text.upper() and clash is None:
        found.append("a clash with no matter what")
    if clash is not None and tuple(each.strip() for each in clash["key"].split(",")) != key:
        found.append("a clash with less than the whole key")
    return found


def test_every_statement_runs_on_every_engine() -> None:
    keys = keys_of_tables()
    found = [(one, problem) for one in statements() for problem in wrong(one.text, keys)]
    none_of(f"{one.place}: {problem}" for one, problem in found)


def test_there_are_statements() -> None:
    texts = [one.text for one in statements()]
    assert len(texts) > 40
    assert any(text.startswith("INSERT INTO fact") for text in texts)


def test_the_schema_runs_on_every_engine() -> None:
    problems = [
        f"version {version.VERSION}: {text[:60]}: {problem}"
        for version in migrations.VERSIONS
        for text in map(plain, version.STATEMENTS)
        for problem in wrong_schema(text)
    ]
    none_of(problems)


def wrong_schema(text: str) -> list[str]:
    """What a change of the schema does that not every engine can."""
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]
    if ";" in text:
        found.append("more than one statement")
    table = re.match(r"CREATE TABLE (\w+) \((.*)\)$", text)
    if table is None:
        is_known = re.match(r"CREATE INDEX \w+ ON \w+ \(|ALTER TABLE \w+ ADD COLUMN|DROP (INDEX|TABLE)", text)
        return found if is_known else [*found, "neither a table nor a plain index"]
    if table[1] not in SMALL:
        key = KEY.search(table[2])
        if key is None or key[1].split(",")[0].strip() != "bucket":
            found.append("a key that does not begin with the bucket")
        if re.search(r"\bUNIQUE\b", table[2], re.IGNORECASE):
            found.append("a second unique key")
    columns = KEY.sub("", table[2]).split(",")
    words = [each.split() for each in columns if each.strip()]
    return found + [f"a type: {' '.join(word)}" for word in words if word[1].upper() not in ALLOWED_TYPES]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE account SET balance = 0 WHERE account_id = :account",
        "DELETE FROM fact WHERE stream_id = :stream",
        "INSERT INTO fact (stream_id, bucket) VALUES (:stream, :bucket)",
        "INSERT INTO lot (bucket, account_id) SELECT bucket, account_id FROM account WHERE bucket = :bucket",
        "INSERT INTO lot (bucket) VALUES (:bucket) ON CONFLICT DO NOTHING",
        "INSERT INTO lot (bucket, lot_id) VALUES (:bucket, :lot) ON CONFLICT (bucket, lot_id) DO NOTHING",
        "INSERT OR IGNORE INTO meta (name) VALUES (:name)",
        "SELECT nextval('x')",
        "SELECT value FROM meta WHERE name = now()",
        "SELECT pg_advisory_lock(1)",
        "SELECT * FROM account WHERE bucket = :bucket FOR UPDATE",
        "SELECT '1'::int",
        "SAVEPOINT a",
        "UPDATE nowhere SET a = 1 WHERE bucket = :bucket",
    ],
)
def test_the_check_sees_each(text: str) -> None:
    assert wrong(plain(text), keys_of_tables())


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE a (bucket INT, b SERIAL, PRIMARY KEY (bucket, b))",
        "CREATE TABLE a (bucket INT, b UUID, PRIMARY KEY (bucket, b))",
        "CREATE TABLE a (b BYTEA, bucket INT, PRIMARY KEY (b, bucket))",
        "CREATE TABLE a (bucket INT, b TEXT UNIQUE, PRIMARY KEY (bucket, b))",
        "CREATE TABLE a (bucket INT, b TEXT REFERENCES meta, PRIMARY KEY (bucket, b))",
        "CREATE UNIQUE INDEX a ON account (balance)",
        "CREATE TRIGGER a AFTER INSERT ON account BEGIN SELECT 1",
    ],
)
def test_the_check_sees_each_of_the_schema(text: str) -> None:
    assert wrong_schema(plain(text))
