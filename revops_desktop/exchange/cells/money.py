"""Amounts of money in every form: ¥1,234,567, 1,234円, JPY 5,000, 120万円, 1億2,000万円, (1,000).

What is accepted beside digits and signs: ¥ ￥ $ € £ 円 元, the backslash that a yen sign often is,
the code of a currency (JPY), 税込 税抜 税別 in brackets or not, and every unit of `numbers`: 千円,
万円, 百万円, 千万円, 億円, 兆円, K, M, B. A heading such as 金額(千円) multiplies what stands below
it, apart from cells that name a unit themselves. 未定 and other words are refused, never 0.
"""

import re
from functools import lru_cache

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.cells.conversion import Convert, Note, remembering, unnoted
from revops_desktop.exchange.cells.numbers import (
    DecideSigns,
    NumberCell,
    is_bare,
    signs_of,
    sure_of_points,
)
from revops_desktop.exchange.cells.written_days import plain_text
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.rules.money import minor_digits, to_minor

# Digits of amounts that no currency is too small for.
_SURELY_SMALL = 15
_DOLLARS = frozenset(("USD", "AUD", "CAD", "SGD", "HKD", "NZD", "TWD", "MXN"))
# The currencies that a mark can stand for.
_OF_MARK = {
    "¥": frozenset(("JPY", "CNY")),
    "円": frozenset(("JPY",)),
    "$": _DOLLARS,
    "€": frozenset(("EUR",)),
    "£": frozenset(("GBP",)),
}
_CODES = "JPY|USD|EUR|GBP|CNY|KRW|AUD|CAD|CHF|HKD|SGD|TWD|THB|VND|INR|BRL|MXN|NZD|SEK|NOK|DKK"
_TAX = re.compile(
    r"[(\[]?\s*(税込み?|税抜き?|税別|消費税込|tax incl(?:uded|\.)?|tax excl(?:uded|\.)?)\s*[)\]]?",
    re.IGNORECASE,
)
_WITH_TAX = re.compile("税込|incl", re.IGNORECASE)


@lru_cache(maxsize=32)
def money_marks(currency: str) -> re.Pattern[str]:
    """The marks and codes of currencies, this one among them."""
    code = re.escape(currency)
    return re.compile(
        rf"[¥$€£円\\]|(?<![A-Za-z])(?:{code}|{_CODES})(?![A-Za-z])|yen(?![a-z])", re.IGNORECASE
    )


def decimal_cell(
    decimal: str, thousands: str, currency: str, decide: DecideSigns = sure_of_points
) -> NumberCell:
    """A number with the signs that the mapping names ("auto": that `decide` finds).

    Marks of currencies around it are left out.
    """
    return NumberCell(signs_of(decimal, thousands), decide, money_marks(currency))


def money_cell(
    number: NumberCell, unit: int, currency: str, amounts_include_tax: bool = False
) -> Convert[int]:
    """Minor units of the currency; `unit` multiplies amounts that name none themselves.

    Tax is never reckoned: a cell that says otherwise than the workspace is noted.
    """
    marks = money_marks(currency)
    minor = unit * 10 ** minor_digits(currency)

    most = _SURELY_SMALL - len(str(minor))

    def convert(text: str, note: Note = unnoted, /) -> int:
        # What most amounts are, at a tenth of the cost.
        if text.isdigit() and text.isascii() and len(text) <= most:
            return int(text) * minor
        return in_any_form(text, note)

    @remembering
    def in_any_form(text: str, note: Note = unnoted, /) -> int:
        if not is_bare(text):
            text = _looked_at(text, marks, currency, note)
            text = _without_tax(text, amounts_include_tax, note)
        value, is_scaled = number.read(text, note)
        amount = value.normalize() * (1 if is_scaled else unit)
        try:
            return to_minor(amount, currency)
        except RuleBroken:
            if abs(amount) < 1 or amount != amount.to_integral_value():
                raise _too_fine(currency) from None
            raise CellRefused(
                _("It has too many digits for an amount in {currency}. Please correct it.").format(
                    currency=currency
                )
            ) from None

    return convert


def _too_fine(currency: str) -> CellRefused:
    return CellRefused(
        _(
            "It has more decimals than {currency} has. Please correct it, or say in the mapping "
            "which sign is decimal, or the unit of amounts."
        ).format(currency=currency)
    )


def tax_doubt(text: str, amounts_include_tax: bool) -> str | None:
    """What is odd where a heading or a cell says 税込 or 税抜 and the workspace the other."""
    found = _TAX.search(text)
    if found is None or bool(_WITH_TAX.search(found[1])) == amounts_include_tax:
        return None
    if amounts_include_tax:
        return _("Amounts here include tax, these do not: they were taken as they stand.")
    return _("Amounts here are without tax, these include it: they were taken as they stand.")


def _without_tax(plain: str, amounts_include_tax: bool, note: Note) -> str:
    tax = _TAX.search(plain)
    if tax is None:
        return plain
    doubt = tax_doubt(plain, amounts_include_tax)
    if doubt:
        note(doubt)
    return (plain[: tax.start()] + plain[tax.end() :]).strip()


def _looked_at(text: str, marks: re.Pattern[str], currency: str, note: Note) -> str:
    """The text in narrow signs; another currency is noted."""
    plain = plain_text(text[:200])
    for found in marks.findall(plain):
        meant = _OF_MARK.get(found, frozenset((found.upper(),)))
        if found not in ("\\", "yen") and currency.upper() not in meant:
            note(
                _("It is in another currency ({mark}). The number was taken as it stands.").format(
                    mark=found
                )
            )
            break
    return plain


_UNITS = {
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "億": 10**8,
    "十億": 10**9,
    "k": 10**3,
    "m": 10**6,
    "mm": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "thousand": 10**3,
    "thousands": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "000": 10**3,
    "000s": 10**3,
}
_AROUND = " :/'’.,・"
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_AFTER_UNIT_WORD = re.compile(r"単位\s*[:/]?\s*(\S+)")


def unit_in_heading(heading: str, currency: str) -> int:
    """By what a heading multiplies the amounts below it: 金額(千円), Amount ($K), 単位:万円."""
    plain = plain_text(heading)
    for part in _BRACKETS.findall(plain) + _AFTER_UNIT_WORD.findall(plain):
        unit = _UNITS.get(_unit_word(part, currency))
        if unit is not None:
            return unit
    return 1


def plain_heading(heading: str, currency: str) -> str:
    """A heading without what it says in brackets of unit, currency and tax: 金額(千円) is 金額."""

    def kept(found: re.Match[str]) -> str:
        left = _unit_word(found[1], currency)
        return "" if not left or left in _UNITS else found[0]

    return _BRACKETS.sub(kept, plain_text(heading)).strip()


def _unit_word(part: str, currency: str) -> str:
    """What is left of the words in brackets without those for currency and tax."""
    word = money_marks(currency).sub("", _TAX.sub("", part.lower())).replace("単位", "")
    return word.strip(_AROUND).removeprefix("in ").strip(_AROUND)
