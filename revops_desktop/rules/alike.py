"""By which signs do two companies, or two contacts, look the same? (domain.md §11)"""

import re

from revops_desktop.rules.text import fold, match_key

# Addresses that anybody may have say nothing about the company.
_FREE_MAIL = frozenset(
    (
        *("gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "icloud.com"),
        *("me.com", "mac.com", "outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp"),
        *("live.jp", "live.com", "msn.com", "aol.com", "proton.me", "protonmail.com", "gmx.de"),
        *("docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp"),
        *("rakuten.jp", "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "excite.co.jp"),
        *("example.com", "example.jp", "example.org"),
    )
)
_FORM_READINGS = re.compile(
    "^(?:カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ゴウドウガイシャ|カ\\)|ユ\\)|\\(カ\\)|\\(ユ\\))"
    "|(?:カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ゴウドウガイシャ|\\(カ|\\(ユ|\\(カ\\)|\\(ユ\\))$"
)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([^/:?#]+)")
_NO_DIGIT = re.compile("[^0-9]")
# What folding leaves as it is.
_KATAKANA = re.compile("[ァ-ヴー]+")
_FEWEST_DIGITS = 9
# Signs without a width, which copying from web pages leaves in addresses.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


def phone_key(text: str | None) -> str:
    """The digits of a telephone number, +81 as 0; "" where they are too few to tell."""
    if not text:
        return ""
    plain = text if text.isascii() else fold(text)
    digits = _NO_DIGIT.sub("", plain)
    if plain.lstrip("( ").startswith(("+81", "81-")):
        digits = "0" + digits.removeprefix("81").removeprefix("0")
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def mail_key(text: str | None) -> str:
    """An e-mail address as it is compared; "" where it is none."""
    plain = _plain(text)
    return plain if plain.count("@") == 1 and not plain.startswith("@") else ""


def domain_key(text: str | None) -> str:
    """The domain of an e-mail address or a website that is the company's own; otherwise ""."""
    found = _HOST.match(_plain(text))
    host = found.group(1).rpartition("@")[2].removeprefix("www.") if found else ""
    if "." not in host or host in _FREE_MAIL:
        return ""
    return host


def reading_key(text: str | None) -> str:
    """A reading without blanks and without that of the legal form."""
    if not text:
        return ""
    plain = text if _KATAKANA.fullmatch(text) else match_key(text)
    return _FORM_READINGS.sub("", plain)


def _plain(text: str | None) -> str:
    """The match key, which plain ASCII has for little."""
    if not text:
        return ""
    if text.isascii():
        return "".join(text.lower().split())
    return match_key(text.translate(_UNSEEN))
