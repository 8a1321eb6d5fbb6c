"""The Japanese catalogue: `python -m tests.catalogue` brings it up to date with the source.

It collects every `_("…")`, `N_("…")` and `ngettext("…", "…", n)`, keeps the translations there
are, drops what is no longer said, writes the `.po` and compiles the `.mo`, and lists what is not
translated yet. The same source gives the same bytes: no dates, no line numbers, sorted.
"""

import ast
import re
import sys
from collections.abc import Mapping
from io import BytesIO
from string import Formatter

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.source import PACKAGE, ROOT, read

FOLDER = ROOT / "resources" / "translations" / "ja" / "LC_MESSAGES"
PO = FOLDER / "revops_desktop.po"
MO = FOLDER / "revops_desktop.mo"

# How many texts each takes.
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
HEADERS = [
    ("Project-Id-Version", "RevOps Desktop"),
    ("Language", "ja"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=1; plural=0;"),
]


class Timeless(Catalog):
    """A catalogue whose header names no date and no tool."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The same for ever."""
        return HEADERS

    @mime_headers.setter
    def mime_headers(self, headers: object) -> None:
        """A header that was read changes nothing."""


def extracted() -> dict[str | tuple[str, str], list[str]]:
    """Each message of the source, with the files that say it."""
    found: dict[str | tuple[str, str], set[str]] = {}
    for module in read(PACKAGE):
        for node in module.nodes:
            message = _message(node) if isinstance(node, ast.Call) else None
            if message:
                found.setdefault(message, set()).add(module.file)
    return {message: sorted(files) for message, files in found.items()}


def _message(call: ast.Call) -> str | tuple[str, str] | None:
    """What a call looks up; None where it looks up nothing, or what is not written there."""
    name = str(getattr(call.func, "id", None) or getattr(call.func, "attr", None))
    texts = [
        one.value
        for one in call.args[: KEYWORDS.get(name, 0)]
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    if not texts or not texts[0] or len(texts) < KEYWORDS[name]:
        return None
    return texts[0] if len(texts) == 1 else (texts[0], texts[1])


def translations() -> dict[str, str]:
    """What the `.po` says: the message (its singular form) and its Japanese; fuzzy ones not."""
    if not PO.exists():
        return {}
    with PO.open("rb") as file:
        read = read_po(file, locale="ja")
    return {
        _singular(message): text
        for message in read
        if message.id and not message.fuzzy and (text := _text(message))
    }


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _text(message: Message) -> str:
    return message.string if isinstance(message.string, str) else (message.string or ("",))[0]


def catalogue(known: Mapping[str, str]) -> Catalog:
    """The messages of the source with the translations that are known for them."""
    made = Timeless(locale="ja", fuzzy=False, header_comment="# RevOps Desktop 日本語")
    for key, files in extracted().items():
        singular = key if isinstance(key, str) else key[0]
        text = known.get(singular, "")
        message = made.add(
            key,
            text if isinstance(key, str) else (text,),
            locations=[(f"revops_desktop/{file}", 0) for file in files],
        )
        # Which marks a tool makes up for a message depends on its version.
        message.flags.clear()
    return made


def as_po(made: Catalog) -> bytes:
    """The bytes of the `.po`."""
    buffer = BytesIO()
    write_po(buffer, made, width=0, sort_output=True, include_lineno=False)
    return buffer.getvalue()


def as_mo(made: Catalog) -> bytes:
    """The bytes of the `.mo`."""
    buffer = BytesIO()
    write_mo(buffer, made)
    return buffer.getvalue()


def missing(made: Catalog) -> list[str]:
    """The messages without Japanese."""
    return sorted(_singular(message) for message in made if message.id and not _text(message))


def placeholders(text: str) -> set[str]:
    """The names in braces, and the %(name)s of argparse's own words."""
    old = set(re.findall(r"%(?:\(\w+\))?[sr]", text))
    return old | {
        name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None
    }


def disagreements(made: Catalog) -> list[str]:
    """The translations whose names in braces are not those of the message."""
    wrong = []
    for message in made:
        text = _text(message)
        if not message.id or not text:
            continue
        said = message.id if isinstance(message.id, str) else message.id[1]
        try:
            agrees = placeholders(said) == placeholders(text)
        except ValueError:
            agrees = said.count("{") == text.count("{")
        if not agrees:
            wrong.append(f"{said} → {text}")
    return wrong


def untranslated_letters(made: Catalog) -> list[str]:
    """The translations that only repeat an English sentence."""
    return [
        _singular(message)
        for message in made
        if message.id
        and _text(message) == _singular(message)
        and re.search(r"[a-z]{2,} [a-z]{2,}", re.sub(r"\{.*?\}", "", _text(message)))
    ]


def update(more: Mapping[str, str] | None = None) -> Catalog:
    """Writes `.po` and `.mo` from the source, the present `.po` and `more` (which wins)."""
    made = catalogue(translations() | dict(more or {}))
    FOLDER.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(made))
    MO.write_bytes(as_mo(made))
    return made


def main() -> int:
    """Updates the catalogue and says what is missing; 1 when something is."""
    made = update()
    lacking = missing(made)
    for message in lacking:
        print(f"no Japanese yet: {message}")
    wrong = disagreements(made)
    for line in wrong:
        print(f"names in braces differ: {line}")
    print(f"{len(list(made)) - 1} messages, {len(lacking)} without Japanese")
    return 1 if lacking or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
