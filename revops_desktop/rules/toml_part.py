"""A table of a TOML file that a person wrote: hands out its values, says what is wrong with which.

Plain values in, checked values out; what reads the file itself is elsewhere.
"""

from typing import Any, Self, TypeVar

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

T = TypeVar("T")


class TomlPart:
    """A table of the file: hands out its values by key, and knows where it stands in the file."""

    def __init__(self, file: str, place: str, table: object) -> None:
        self.file = file
        self.place = place
        if not isinstance(table, dict):
            raise self.wrong("", _("It must be a table of keys and values."))
        self._table: dict[str, Any] = table
        self._asked: set[str] = set()

    def sentence(self) -> str:
        """What is said of a wrong value; with {file}, {key} and {problem}."""
        raise NotImplementedError

    def wrong(self, key: str, problem: str) -> RuleBroken:
        """The error about one key here."""
        place = ".".join(part for part in (self.place, key) if part)
        return RuleBroken(
            self.sentence().format(file=self.file, key=place or "[…]", problem=problem)
        )

    def value(self, key: str, kind: type[T], what: str, default: T | None = None) -> T | None:
        """The value of one type, or the default; `what` says what should be written."""
        self._asked.add(key)
        found = self._table.get(key, default)
        is_number = kind is int and isinstance(found, bool)
        if found is not None and (not isinstance(found, kind) or is_number):
            raise self.wrong(key, what)
        return found

    def text(self, key: str, default: str | None = None) -> str | None:
        """A text, or the default."""
        return self.value(key, str, _("Please write a text in quotation marks."), default)

    def needed_text(self, key: str) -> str:
        """A text that must be there."""
        found = self.text(key)
        if not found:
            raise self.wrong(key, _("It is missing. Please write a text in quotation marks."))
        return found

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false; the default when it is not there."""
        return bool(self.value(key, bool, _("Please write true or false."), default))

    def number(self, key: str, least: int, most: int) -> int | None:
        """A whole number between these; None when it is not there."""
        said = _("Please write a whole number from {least} to {most}.").format(
            least=least, most=most
        )
        found = self.value(key, int, said)
        if found is not None and not least <= found <= most:
            raise self.wrong(key, said)
        return found

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
        """One of the allowed words, or the default."""
        found = self.text(key, default)
        if found is not None and found not in allowed:
            listed = ", ".join(f'"{word}"' for word in allowed)
            raise self.wrong(key, _("Please write one of {words}.").format(words=listed))
        return found

    def needed_choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of the allowed words; it must be there."""
        self.needed_text(key)
        return str(self.choice(key, allowed))

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; empty when the key is not there."""
        self._asked.add(key)
        found = self._table.get(key, [])
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise self.wrong(key, _("Please write a text, or a list of texts."))
        return tuple(listed)

    def part(self, key: str) -> Self | None:
        """The table of this key."""
        self._asked.add(key)
        found = self._table.get(key)
        return None if found is None else type(self)(self.file, self._below(key), found)

    def parts(self, key: str) -> list[Self]:
        """The list of tables of this key."""
        self._asked.add(key)
        found = self._table.get(key, [])
        if not isinstance(found, list):
            raise self.wrong(key, _("Please write it as a list: [[{key}]].").format(key=key))
        return [
            type(self)(self.file, f"{self._below(key)}[{number}]", table)
            for number, table in enumerate(found, 1)
        ]

    def names(self) -> list[str]:
        """All keys, as written."""
        return list(self._table)

    def raw(self, key: str) -> object:
        """The value as it is, for keys that may hold several types."""
        self._asked.add(key)
        return self._table.get(key)

    def nothing_else(self) -> None:
        """Refuses keys that nobody asked for: a slip of the pen is not ignored."""
        for key in self._table:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise self.wrong(
                    key,
                    _("This key is not known. Known here are: {keys}.").format(keys=known),
                )

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key
