"""Which links may be kept and opened: pages, mail, telephone, files of this computer."""

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

Kind = Literal["page", "mail", "telephone", "file"]

_SCHEMES: dict[str, Kind] = {
    "http": "page",
    "https": "page",
    "mailto": "mail",
    "tel": "telephone",
    "file": "file",
}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+([/:?#].*)?$")
_UNSEEN = re.compile("[\x00-\x20\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_DIALLED = re.compile(r"[^\d+*#]")


def kind_of(target: str) -> Kind | None:
    """What a link leads to; None where it may not be opened (a script, a foreign scheme).

    A file on another machine (//host/share) may not: merely opening it hands over a password.
    """
    if _on_another_machine(target):
        return None
    if PureWindowsPath(target).drive or PurePosixPath(target).is_absolute():
        return "file"
    found = _SCHEME.match(target)
    kind = _SCHEMES.get(found.group(1).lower()) if found else None
    if kind == "page":
        try:
            return kind if urlsplit(target).hostname else None
        except ValueError:
            return None
    return kind


def as_link(text: str) -> str:
    """The link a person meant: `example.jp/x` is a page, a path is a file.

    Raises RuleBroken for what may not be opened.
    """
    target = text.strip().strip("\"'")
    if "@" in target and not _SCHEME.match(target) and not re.search(r"[\s/\\]", target):
        target = f"mailto:{target}"
    elif _HOST.match(target) and not _SCHEME.match(target.split("/", 1)[0].split(":")[0] + ""):
        target = f"https://{target}"
    if kind_of(target) is None or (_UNSEEN.search(target) and kind_of(target) != "file"):
        raise RuleBroken(
            _(
                "“{text}” is no link that can be opened: pages (https://…), e-mail (mailto:…), "
                "telephone (tel:…) and files of this computer are. Nothing was changed."
            ).format(text=text[:80])
        )
    return target


def mail_to(address: str) -> str | None:
    """The link that writes to an e-mail address; None where it is none."""
    plain = unicodedata.normalize("NFKC", address).strip()
    if plain.count("@") != 1 or _UNSEEN.search(plain) or plain.startswith("@"):
        return None
    return "mailto:" + quote(plain, safe="@.+-_!#$'*/=^`{|}~")


def dial(number: str) -> str | None:
    """The link that calls a telephone number, however it is written; None where it is none."""
    digits = _NOT_DIALLED.sub("", unicodedata.normalize("NFKC", number))
    return f"tel:{digits}" if sum(sign.isdigit() for sign in digits) >= 3 else None


def as_page(website: str) -> str | None:
    """The page of a company's website as it was typed; None where it is none."""
    try:
        target = as_link(website)
    except RuleBroken:
        return None
    return target if kind_of(target) == "page" else None


def file_path(target: str) -> str:
    """The path that a link to a file names."""
    if not target.lower().startswith("file:"):
        return target
    path = unquote(urlsplit(target).path)
    return path[1:] if re.match(r"/[A-Za-z]:", path) else path


def _on_another_machine(target: str) -> bool:
    if target.startswith(("//", "\\\\", "/\\", "\\/")):
        return True
    if not target.lower().startswith("file:"):
        return False
    parts = target[5:].replace("\\", "/")
    return parts.startswith("////") or (
        parts.startswith("//") and not parts.startswith(("///", "//localhost/"))
    )
