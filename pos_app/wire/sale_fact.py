"""The fact of a completed sale."""

from __future__ import annotations

import msgspec

from pos_app.wire.fact import VERSION, FactKind

Why = tuple[str, dict[str, str | int]]
"""A reason as code and parameters: the sentence is made where it is read."""


class SaleFactAdjustment(msgspec.Struct, frozen=True):
    """A change of a line's amount in minor units."""

    kind: str
    source: str
    amount: int
    why: Why


class SaleFactLine(msgspec.Struct, frozen=True):
    """One product row: `qty` in thousandths, money in minor units, `product` the product's id, `sku` its
    number.
    """

    no: int
    product: str
    sku: str
    name: str
    code: str
    qty: int
    price: int
    ext: int
    adj: tuple[SaleFactAdjustment, ...]
    amt: int
    tax: str
    pts: int


class SaleFactTender(msgspec.Struct, frozen=True):
    """One means given: what counts towards the sale, what was handed over, and whose it is."""

    kind: str
    amt: int
    given: int
    ref: str


class SaleFactTax(msgspec.Struct, frozen=True):
    """One rate of the tax table; `rate` is numerator and denominator."""

    cls: str
    label: str
    rate: tuple[int, int]
    net: int
    tax: int
    gross: int


class SaleFactLot(msgspec.Struct, frozen=True):
    """Points put into or taken out of one lot."""

    lot: str
    points: int
    earned: int
    expires: int | None
    by: str = ""
    """The rule by which it ends, where it has no date of its own."""


class SaleFactEntry(msgspec.Struct, frozen=True):
    """One change of an account; (acct, device, fact id, leg) is its key everywhere. `key` says which account of which
    member (`own`, None: a bearer account) it is, `debt` what the owner owes more by it.
    """

    acct: str
    leg: str
    kind: str
    amount: int
    rule: str
    why: Why
    line: int
    lots: tuple[SaleFactLot, ...]
    key: str = "points"
    own: str | None = None
    debt: int = 0
    since: int = 0
    """The instant from which it counts, 0 = with the fact."""


class SaleFactReturnLine(msgspec.Struct, frozen=True):
    """A quantity that came back: `no` numbers it in this sale, `of` is the line of the earlier one (0 without a
    receipt); `gross` is its worth to the customer, all money positive in minor units.
    """

    no: int
    of: int
    product: str
    sku: str
    qty: int
    amt: int
    cls: str
    tax: int
    gross: int
    why: str
    swap: int = 0
    """The line of this sale that gives the same goods again (0 = none): then it stays with the earlier receipt."""
    rate: tuple[int, int] | None = None


class SaleFactReturn(msgspec.Struct, frozen=True):
    """What came back of one earlier sale (`sale` None and `receipt` empty without a receipt): `points` of its worth
    went back as points, `kept` was held back for points that are spent, `by` is the manager who was asked.
    """

    sale: str | None
    receipt: str
    lines: tuple[SaleFactReturnLine, ...]
    points: int = 0
    kept: int = 0
    void: bool = False
    by: str = ""
    coupon: int = 0
    """What a third party's coupon had paid of it."""


class Authority(msgspec.Struct, frozen=True):
    """By what right points were spent: `mode` is local (no server), hold, grant or risk (cut off), `res` the
    reservation of the member's points, `tried` those whose outcome is unknown, `holds` every reservation used: its id,
    the account, how much.
    """

    mode: str = "local"
    res: str | None = None
    tried: tuple[str, ...] = ()
    holds: tuple[tuple[str, str, int], ...] = ()


class SaleFact(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a sale, its fields in the order they are written; nothing in it names a customer.

    `at` and `started` are ms UTC, `op` the cashier's id, `rules` the hash of the program version, `card` the
    digest of the card shown, `receipt` the receipt number. `t` is "sale", "refund" when goods only came back, or
    "sale.void" when a whole sale was taken back.
    """

    v: int = VERSION
    id: str
    t: str = FactKind.SALE.value
    at: int
    op: str
    rules: str
    card: str | None
    lines: tuple[SaleFactLine, ...]
    tender: tuple[SaleFactTender, ...]
    entries: tuple[SaleFactEntry, ...]
    auth: Authority
    receipt: str
    sale: str
    started: int
    member: str | None
    tax: tuple[SaleFactTax, ...]
    total: int
    change: int
    more: str | None
    """SHA-256 of what the till keeps of the sale beyond this fact (chosen rewards, the member's statement).
    """
    ret: tuple[SaleFactReturn, ...] = ()
    back: int = 0
    """So many of the last entries are what returns did."""
    tier: str = ""
    """The member's tier when the sale was settled."""


_DECODER = msgspec.json.Decoder(SaleFact)


def read_sale(body: bytes) -> SaleFact:
    """Return what a sale's body says; raises msgspec.DecodeError when it says something else."""
    return _DECODER.decode(body)
