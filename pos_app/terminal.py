"""The composition root: the only file that knows every concrete class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace as settings_with

from pos_app.checkout import recover
from pos_app.checkout.printing import PrintListener, ReceiptPrinting, receipts_from
from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.devices.escpos.table import read_printer
from pos_app.devices.link import Link
from pos_app.devices.printer import EscPosPrinter
from pos_app.devices.simulated.printer import SimulatedPrinter
from pos_app.devices.transport_file import FileLink
from pos_app.devices.transport_serial import FlowControl, SerialLink
from pos_app.devices.transport_tcp import TcpLink
from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import IdSource, JobId, MemberId, SaleId
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.ports.documents import KeptDocument
from pos_app.ports.exchange_book import ExchangeBook
from pos_app.ports.gateway import Contact
from pos_app.ports.lanes import Lane
from pos_app.ports.printing import Printer, QueuedJob
from pos_app.ports.staff import Cashier, Staff
from pos_app.ports.sync_status import StatusListener
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.paths import resource_path
from pos_app.runtime.program_file import load_program
from pos_app.runtime.settings import PrinterKind, PrinterSettings, Settings, load_settings
from pos_app.runtime.system_clock import SystemClock
from pos_app.runtime.texts import Translator, load_translator
from pos_app.storage.cut_off import StoredCutOff
from pos_app.storage.exchange_book import StoredExchangeBook
from pos_app.storage.in_force import InForce
from pos_app.storage.opening import Storage, open_storage
from pos_app.storage.shown_cards import StoredShownCards
from pos_app.wire.reporting import ReportReply, ReportRequest

if TYPE_CHECKING:
    from pos_app.sync.running import Syncing


@dataclass(frozen=True, slots=True)
class Terminal:
    """One till, ready to sell."""

    folder: Path
    settings: Settings
    translator: Translator
    storage: Storage
    program: CompiledProgram
    tools: Tools
    printer_entry: PrinterEntry
    printer: Printer
    syncing: Syncing | None = None
    """The exchange with the server this till belongs to; None for a till on its own."""

    @property
    def paper(self) -> SimulatedPrinter | None:
        """The simulated printer, when that is what the till prints on."""
        return self.printer if isinstance(self.printer, SimulatedPrinter) else None

    @property
    def staff(self) -> Staff:
        """Who can sign on."""
        return self.storage.staff

    def preview(self, receipt_number: str) -> bytes:
        """Return a filed receipt as PNG, from the bytes the printer would get. Raises Refused `receipt.unknown`."""
        from pos_app.devices.preview import receipt_png  # draws: slow to import, and not needed to sell

        make = receipts_from(self.tools.books, self.tools.shop, self.translator)
        document = make(QueuedJob(JobId(self.tools.new_id()), receipt_number))
        return receipt_png(document, self.printer_entry)

    def newest_paper(self) -> bytes | None:
        """Return the newest paper of the simulated printer as PNG; None for a real one, or before anything came out."""
        from pos_app.devices.simulated.drawing import paper_png  # as above

        papers = self.paper.papers if self.paper else ()
        return paper_png(papers[-1]) if papers else None

    def session(self, cashier: Cashier) -> CheckoutSession:
        """Return a fresh sale for a cashier who has signed on."""
        return CheckoutSession(self.tools, cashier)

    def printing(self, storage_lane: Lane, printer_lane: Lane, listener: PrintListener) -> ReceiptPrinting:
        """Return the loop that brings receipts to paper."""
        return ReceiptPrinting(
            self.storage.print_queue,
            self.printer,
            storage_lane,
            printer_lane,
            receipts_from(self.tools.books, self.tools.shop, self.translator),
            self.tools.new_id,
            listener,
            has_drawer=self.settings.printer.drawer,
        )

    def start_exchange(self, members: Callable[[frozenset[MemberId]], None]) -> None:
        """Begin to keep in step with the server, if there is one; `members` hears whose accounts it changed."""
        if self.syncing is not None:
            self.syncing.start(members=members)

    def watch_exchange(self, listener: StatusListener) -> None:
        """Have `listener` hear how the exchange stands, on its thread; a till on its own never calls it."""
        if self.syncing is not None:
            self.syncing.watch(listener)

    def exchange_now(self) -> None:
        """Try to reach the server now, however often that failed."""
        if self.syncing is not None:
            self.syncing.try_now()

    @property
    def exchange_book(self) -> ExchangeBook | None:
        """What can be shown of the exchange; None for a till on its own."""
        return StoredExchangeBook(self.storage.database, self.storage.outbox) if self.syncing else None

    def report(self, from_ms: int, until_ms: int) -> ReportReply:
        """Ask the server for the morning's sums. Raises as `ports.hub`, Unavailable `sync.alone`."""
        if self.syncing is None:
            raise Unavailable("sync.alone")
        return self.syncing.hub.report(ReportRequest(from_ms=from_ms, until_ms=until_ms))

    def keep_file(self, name: str, data: bytes) -> str:
        """Write a file into the folder of exports and return where it is. Raises Unavailable `file.unwritable`."""
        place = self.folder / "exports" / name
        try:
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
        except OSError as error:
            raise Unavailable("file.unwritable", file=str(place), detail=error.strerror or "") from error
        return str(place)

    def close(self) -> None:
        """End the exchange, close the books, let another process in."""
        if self.syncing is not None:
            self.syncing.stop()
        self.storage.close()


def build(
    folder: Path,
    *,
    settings: Settings | None = None,
    clock: Clock | None = None,
    new_id: IdSource | None = None,
    use_keyring: bool = True,
) -> Terminal:
    """Open the till whose data lies in `folder`.

    Raises what `load_settings`, `load_program`, `read_printer`, `open_storage` raise: each a Refused or an
    Unavailable with a sentence, and nothing is changed.
    """
    clock = clock or SystemClock()
    new_id = new_id or FreshIds(clock)
    settings = settings or load_settings(folder)
    shop = settings.shop
    zone = ZoneInfo(shop.zone)
    program = compile_program(load_program(folder, settings.program, shop.currency), zone)
    entry = read_printer(resource_path("printers"), settings.printer.model)
    printer = make_printer(settings.printer, entry)
    storage = open_storage(
        folder,
        clock,
        new_id,
        store_no=shop.store_no,
        terminal_no=shop.terminal_no,
        zone=zone,
        use_keyring=use_keyring,
    )
    force = InForce(storage.documents, storage.outbox.link, shop, program)
    settings, program = settings_with(settings, shop=force.shop), force.program
    storage.programs.keep(program.program)
    syncing = _syncing(storage, clock)
    tools = _tools(settings, zone, program, storage, clock, new_id)
    return Terminal(
        folder=folder,
        settings=settings,
        translator=translator_for(settings, program),
        storage=storage,
        program=program,
        tools=connected(tools, storage, syncing, force) if syncing is not None else tools,
        printer_entry=entry,
        printer=printer,
        syncing=syncing,
    )


def connected(tools: Tools, storage: Storage, syncing: Syncing, force: InForce) -> Tools:
    """Return the tools of a till that belongs to a server."""
    gateway = syncing.gateway
    syncing.watch_documents(force.heard)

    def newer(before: Tools) -> Tools | None:
        if force.has_changed():
            storage.programs.keep(force.program.program)
        if before.program is force.program and before.shop is force.shop:
            return None
        return replace(before, shop=force.shop, program=force.program)

    return replace(
        tools, gateway=gateway, is_connected=lambda: gateway.contact() is not Contact.CUT_OFF, newer=newer
    )


def _syncing(storage: Storage, clock: Clock) -> Syncing | None:
    """A till on its own pays nothing for what only one with a server needs."""
    if storage.outbox.link() is None:
        return None
    from pos_app import __version__
    from pos_app.storage.document_appliers import appliers
    from pos_app.storage.document_bodies import PROGRAM, SETTINGS
    from pos_app.sync.running import Syncing  # HTTP: slow to import
    from pos_app.wire.push import PROTOCOL

    taking = {**appliers(storage.database, storage.catalogue), PROGRAM: _later, SETTINGS: _later}
    app = f"{__version__} p{PROTOCOL}"
    syncing = Syncing(storage.outbox, clock, app, storage.documents, taking)
    storage.outbox.watch_filed(syncing.wake)
    storage.outbox.release_left(_open_sale(storage))
    return syncing


def _open_sale(storage: Storage) -> SaleId | None:
    """The sale that was open when the program ended: what is held for it is still wanted."""
    try:
        draft = recover.offered(storage.books)
    except Refused:
        return None
    return draft.sale.sale_id if draft is not None else None


def _later(documents: Sequence[KeptDocument]) -> None:
    """Program and settings are read where they lie when they come into force; a sale that is open keeps its own."""


def _tools(
    settings: Settings,
    zone: ZoneInfo,
    program: CompiledProgram,
    storage: Storage,
    clock: Clock,
    new_id: IdSource,
) -> Tools:
    return Tools(
        settings.shop,
        zone,
        program,
        storage.catalogue,
        storage.members,
        storage.books,
        clock,
        new_id,
        records=storage.records,
        programs=storage.programs,
        signing=storage.signing,
        cut_off=StoredCutOff(storage.database),
        shown_cards=StoredShownCards(storage.database),
    )


def make_printer(wished: PrinterSettings, entry: PrinterEntry) -> Printer:
    """Return the printer that the settings name; nothing is opened before the first receipt."""
    if wished.kind is PrinterKind.SIMULATED:
        return SimulatedPrinter(entry)
    return EscPosPrinter(_link(wished), entry)


def translator_for(settings: Settings, program: CompiledProgram) -> Translator:
    """Return the texts in the language of the screen."""
    rules = program.program
    return load_translator(
        settings.screen.language, settings.shop, rules.decimals, points_display=rules.display
    )


def _link(wished: PrinterSettings) -> Link:
    match wished.kind:
        case PrinterKind.TCP:
            return TcpLink(wished.host, wished.port)
        case PrinterKind.SERIAL:
            return SerialLink(wished.device, wished.baud, FlowControl(wished.flow.value))
        case _:
            return FileLink(Path(wished.device))
