"""What a mapping file says of how a source file is laid out; what it does not say is found."""

from revops_desktop.exchange.reading.encodings import is_known
from revops_desktop.exchange.reading.separators import NO_QUOTE
from revops_desktop.exchange.toml_part import TomlPart
from revops_desktop.i18n import _

_LARGEST = 100_000


def encodings(part: TomlPart) -> tuple[str, ...]:
    """The encodings that are to be tried; none: found."""
    found = part.texts("encoding")
    if not all(map(is_known, found)):
        raise part.wrong(
            "encoding", _('Please write a known one, for example "utf-8", "cp932" or "utf-16".')
        )
    return found


def delimiter(part: TomlPart) -> str:
    """The sign between cells; "": found."""
    found = part.text("delimiter")
    if found is None:
        return ""
    found = "\t" if found == "tab" else found
    if len(found) != 1 or found in '"\r\n':
        raise part.wrong("delimiter", _('Please write one character, or "tab".'))
    return found


def quote(part: TomlPart) -> str:
    """The sign around cells, or NO_QUOTE; "": found."""
    found = part.text("quote", "") or ""
    if found not in ("", NO_QUOTE) and (len(found) != 1 or found in "\r\n"):
        raise part.wrong("quote", _('Please write one character, or "none".'))
    return found


def line_count(part: TomlPart, key: str) -> int | None:
    """A number of lines or rows, 0 included; None: found."""
    do = _("Please write a whole number from 0 on.")
    found = part.value(key, int, do)
    if found is not None and not 0 <= found <= _LARGEST:
        raise part.wrong(key, do)
    return found
