"""Properties of a vCard file (2.1, 3.0, 4.0): folded lines joined, values decoded.

Bytes are joined before they are decoded: a fold may stand within a character, and each property of
a 2.1 card may be written in another encoding.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

# Longer properties are pictures, or no text that anyone wrote.
LONGEST = 1_000_000
_LONGEST_HEAD = 4_000
_PICTURES = frozenset((b"PHOTO", b"LOGO", b"KEY"))
# Possessive: what has no colon is passed over at once.
_HEAD = re.compile(rb'((?:[^:"\r\n]++|"[^"\r\n]*+")*+):')
_PARAMETER = re.compile(rb';((?:[^;"]++|"[^"]*+")*+)')
_LISTED = re.compile(r'(?:[^,"]++|"[^"]*+")++')
_ENCODINGS = frozenset(("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"))
_ALIASES = {"shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# What cp932 makes of bytes that mean nothing in it.
_NO_CHARACTERS = re.compile("[\uf8f0-\uf8f3]")


class Property(NamedTuple):
    """A property: the line it begins in, its name, its parameters, its text not yet split.

    `is_damaged`: some of its bytes could not be read.
    """

    line: int
    name: str
    parameters: dict[str, list[str]]
    text: str
    is_damaged: bool

    @property
    def types(self) -> set[str]:
        """What the property is for: WORK, CELL, PREF …"""
        found = {one.upper() for one in self.parameters.get("TYPE", ())}
        return found | {"PREF"} if "PREF" in self.parameters else found


def properties(lines: Iterator[bytes], default: str) -> Iterator[Property]:
    """The properties in the lines of a file; bytes that name no encoding are of the `default`."""
    for line, raw in unfolded(lines):
        found = _HEAD.match(raw[:_LONGEST_HEAD])
        if found is None:
            continue
        head = found[1]
        own = re.match(rb"[^;]*", head)
        name = (own[0] if own else b"").rpartition(b".")[2].strip().upper().decode("latin-1")
        parameters = _parameters(head, default)
        text, is_damaged = _decoded(raw[found.end() :], parameters, default)
        yield Property(line, name, parameters, text, is_damaged)


def fields(text: str, separator: str = ";") -> list[str]:
    """The parts of a structured value, without the signs that protect characters in them."""
    parts: list[list[str]] = [[]]
    place = 0
    while place < len(text):
        sign = text[place]
        if sign == "\\" and place + 1 < len(text):
            parts[-1].append(text[place : place + 2])
            place += 2
            continue
        if sign == separator:
            parts.append([])
        else:
            parts[-1].append(sign)
        place += 1
    return [plain("".join(part)) for part in parts]


def plain(text: str) -> str:
    """A text without the signs that protect characters in it."""
    if "\\" in text:
        text = _ESCAPED.sub(lambda found: _meant(found[1]), text)
    return text.strip()


def _meant(sign: str) -> str:
    if sign in "nN":
        return "\n"
    return sign if sign in "\\,;:" else f"\\{sign}"


def unfolded(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Whole properties with the line each begins in; pictures are passed over."""
    parts: list[bytes] = []
    begun = length = 0
    is_soft = is_passed = False
    for number, line in enumerate(lines, 1):
        line = line.rstrip(b"\r\n")
        if parts and not is_passed and is_soft:
            goes_on, line = True, line.lstrip(b" \t") if line.startswith((b" ", b"\t")) else line
        else:
            goes_on = line[:1] in (b" ", b"\t") and bool(parts)
            line = line[1:] if goes_on else line
        if goes_on:
            length += len(line)
            if length <= LONGEST and not is_passed:
                if is_soft:
                    parts[-1] = parts[-1][:-1]
                parts.append(line)
                is_soft = _is_soft(parts[0]) and line.endswith(b"=")
            continue
        if parts and not is_passed:
            yield begun, b"".join(parts)
        parts, begun, length = [line], number, len(line)
        is_passed = _name(line) in _PICTURES or length > LONGEST
        is_soft = _is_soft(line) and line.endswith(b"=")
    if parts and not is_passed:
        yield begun, b"".join(parts)


def _name(line: bytes) -> bytes:
    return re.split(rb"[;:]", line[:80], maxsplit=1)[0].rpartition(b".")[2].strip().upper()


def _is_soft(line: bytes) -> bool:
    """Whether a line break after = goes on in the next line."""
    found = _HEAD.match(line[:_LONGEST_HEAD])
    return found is not None and b"QUOTED-PRINTABLE" in found[1].upper()


def _parameters(head: bytes, default: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in _PARAMETER.finditer(head):
        text = one[1].decode(default, "replace")
        key, equals, value = text.partition("=")
        key = key.strip().upper()
        if not equals:
            # A card of version 2.1 names no more than the value.
            key, value = ("ENCODING" if key in _ENCODINGS else "TYPE"), key
        values = (part.strip().strip('"') for part in _LISTED.findall(value))
        for part in values:
            found.setdefault(key, []).extend(part.split(",") if key == "TYPE" else [part])
    return found


def _decoded(raw: bytes, parameters: dict[str, list[str]], default: str) -> tuple[str, bool]:
    written = (parameters.get("ENCODING") or [""])[0].upper()
    if written == "QUOTED-PRINTABLE":
        raw = binascii.a2b_qp(raw)
    elif written in ("BASE64", "B"):
        try:
            raw = base64.b64decode(raw)
        except (binascii.Error, ValueError):
            return "", True
    said = (parameters.get("CHARSET") or [""])[0].lower()
    for name in (_ALIASES.get(said, said), default, "utf-8", "cp932"):
        try:
            text = raw.decode(name or default)
        except (UnicodeError, LookupError, ValueError):
            continue
        if not _NO_CHARACTERS.search(text):
            return text, False
    return raw.decode("utf-8", "replace"), True
