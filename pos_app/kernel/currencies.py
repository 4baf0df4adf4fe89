"""Currencies with the digits of their minor unit (ISO 4217)."""

from __future__ import annotations

import re

from pos_app.kernel.money import Currency

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
"""Currencies whose minor unit is not a hundredth."""
_CODE = re.compile(r"[A-Z]{3}")


def is_currency(code: str) -> bool:
    """True for what can be a currency code: three capital letters."""
    return _CODE.fullmatch(code) is not None


def currency_of(code: str) -> Currency:
    """Return the currency of a code; two digits unless ISO 4217 says otherwise."""
    if code in _NO_DECIMALS:
        return Currency(code, 0)
    return Currency(code, 3 if code in _THREE_DECIMALS else 2)
