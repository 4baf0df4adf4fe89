"""Opens a till's data folder."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Unavailable
from pos_app.kernel.ids import IdSource
from pos_app.storage.books import StoredBooks
from pos_app.storage.catalogue import StoredCatalogue
from pos_app.storage.database import Database
from pos_app.storage.documents import StoredDocuments
from pos_app.storage.drafts import Drafts
from pos_app.storage.engine import check_library
from pos_app.storage.guard import Guard
from pos_app.storage.identity import take_up_stream
from pos_app.storage.keyring import ShopKeyring
from pos_app.storage.lock import ProcessLock
from pos_app.storage.members import StoredMembers
from pos_app.storage.print_jobs import StoredPrintQueue
from pos_app.storage.product_versions import ProductVersions
from pos_app.storage.programs import StoredPrograms
from pos_app.storage.purchases import Purchases
from pos_app.storage.records import StoredRecords
from pos_app.storage.schema import bring_up_to_date
from pos_app.storage.secrets import Secrets, load_secrets
from pos_app.storage.signing import HmacSigning
from pos_app.storage.snapshots import Snapshots
from pos_app.storage.staff import StoredStaff
from pos_app.storage.syncing.linking import Parts
from pos_app.storage.syncing.outbox import StoredOutbox

DATABASE = "books.db"
DRAFT = "draft.db"
KEY = "books.key"
GUARD = "books.guard"
LOCK = "books.lock"


@dataclass(frozen=True, slots=True)
class Storage:
    """Everything that is kept, behind the ports."""

    books: StoredBooks
    members: StoredMembers
    staff: StoredStaff
    catalogue: StoredCatalogue
    print_queue: StoredPrintQueue
    database: Database
    drafts: Drafts
    records: StoredRecords
    programs: StoredPrograms
    signing: HmacSigning
    outbox: StoredOutbox
    documents: StoredDocuments
    guard: Guard
    lock: ProcessLock

    def close(self) -> None:
        """Close the files and let another process in."""
        self.drafts.close()
        self.database.close()
        self.guard.close()
        self.lock.release()


def open_storage(
    folder: Path,
    clock: Clock,
    ids: IdSource,
    *,
    store_no: str = "0001",
    terminal_no: str = "01",
    zone: tzinfo = UTC,
    use_keyring: bool = True,
) -> Storage:
    """Open the data folder, making or migrating its database.

    `store_no`, `terminal_no` begin every receipt number; `zone` is the shop's, for business days. Raises
    Unavailable with nothing changed: `storage.in_use`, `storage.read_only`, `storage.old_sqlite`,
    `storage.newer`, `storage.damaged`, `storage.key_missing`, `storage.key_damaged`, `storage.full`.
    """
    check_library()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable("storage.read_only", detail=str(error)) from error
    lock = ProcessLock(folder / LOCK)
    try:
        path = folder / DATABASE
        secrets = load_secrets(folder / KEY, not path.exists(), use_keyring)
        bring_up_to_date(path, secrets.database)
        return _wire(folder, secrets, lock, clock, ids, f"{store_no}-{terminal_no}", zone)
    except BaseException:
        lock.release()
        raise


def _wire(
    folder: Path,
    secrets: Secrets,
    lock: ProcessLock,
    clock: Clock,
    ids: IdSource,
    till: str,
    zone: tzinfo,
) -> Storage:
    with ExitStack() as opened:
        database = Database(folder / DATABASE, secrets.database)
        opened.callback(database.close)
        guard = Guard(folder / GUARD)
        opened.callback(guard.close)
        drafts = Drafts(folder / DRAFT, secrets.database)
        opened.callback(drafts.close)
        journal = take_up_stream(database, guard, clock, ids, till)
        keys = ShopKeyring(secrets)
        parts = Parts(database, journal, keys, clock, ids, folder, secrets.database)
        outbox = StoredOutbox(parts)
        versions = ProductVersions()
        database.watch(versions)
        snapshots = Snapshots(database, Purchases(database, versions))
        storage = Storage(
            books=StoredBooks(database, drafts, journal, versions, ids, zone),
            members=StoredMembers(database, journal, snapshots, keys),
            staff=StoredStaff(database, journal, ids, keys),
            catalogue=StoredCatalogue(database, versions),
            print_queue=StoredPrintQueue(database),
            database=database,
            drafts=drafts,
            records=StoredRecords(database, journal, folder, secrets.database, zone),
            programs=StoredPrograms(database, journal, clock, ids, zone),
            signing=HmacSigning(keys),
            outbox=outbox,
            documents=StoredDocuments(database, outbox),
            guard=guard,
            lock=lock,
        )
        opened.pop_all()
    return storage
