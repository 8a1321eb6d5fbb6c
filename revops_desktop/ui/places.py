"""Currencies, countries and time zones as a person chooses them; any other can be typed."""

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter

from revops_desktop.i18n import N_, _

CURRENCIES = ("JPY", "USD", "EUR", "GBP", "AUD", "CAD", "CHF", "CNY", "HKD", "KRW", "SGD", "TWD")
COUNTRIES = (
    ("JP", N_("Japan")),
    ("US", N_("United States")),
    ("GB", N_("United Kingdom")),
    ("DE", N_("Germany")),
    ("FR", N_("France")),
    ("IT", N_("Italy")),
    ("ES", N_("Spain")),
    ("CH", N_("Switzerland")),
    ("AU", N_("Australia")),
    ("NZ", N_("New Zealand")),
    ("CA", N_("Canada")),
    ("CN", N_("China")),
    ("HK", N_("Hong Kong")),
    ("TW", N_("Taiwan")),
    ("KR", N_("South Korea")),
    ("SG", N_("Singapore")),
    ("IN", N_("India")),
    ("TH", N_("Thailand")),
    ("VN", N_("Vietnam")),
    ("BR", N_("Brazil")),
)


@cache
def zones() -> tuple[str, ...]:
    """Every time zone that this machine knows; looked for in hundreds of files the first time."""
    from zoneinfo import available_timezones

    return tuple(sorted(name for name in available_timezones() if "/" in name))


def _box(name: str, editable: bool) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMaxVisibleItems(16)
    box.setEditable(editable)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    return box


def currency_box(chosen: str) -> QComboBox:
    """A currency by its three letters."""
    box = _box(_("Currency"), True)
    box.addItems(CURRENCIES)
    box.setCurrentText(chosen)
    return box


def country_box(chosen: str) -> QComboBox:
    """A country; its public holidays are those of the business calendar."""
    box = _box(_("Country"), False)
    for code, name in COUNTRIES:
        box.addItem(f"{_(name)} ({code})", code)
    if box.findData(chosen) < 0:
        box.addItem(chosen, chosen)
    box.setCurrentIndex(box.findData(chosen))
    return box


def country_name(code: str) -> str:
    """A country's name in the language in force; its code where it is none of ours."""
    return next((_(name) for known, name in COUNTRIES if known == code), code)


def zone_box(chosen: str) -> QComboBox:
    """A time zone; any part of its name finds it."""
    box = _box(_("Time zone"), True)
    box.addItems(zones())
    completer = QCompleter(box.model(), box)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    box.setCompleter(completer)
    box.setCurrentText(chosen)
    return box


def language_box(chosen: str) -> QComboBox:
    """The language of new reports and templates."""
    box = _box(_("Language"), False)
    box.addItem("日本語", "ja")
    box.addItem("English", "en")
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def defaults(language: str) -> tuple[str, str, str]:
    """Currency, country and time zone that go with a language on this machine."""
    from revops_desktop import machine

    if language == "ja":
        return "JPY", "JP", "Asia/Tokyo"
    return "USD", machine.country(), machine.time_zone()
