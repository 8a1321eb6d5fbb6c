"""A table of a mapping file: hands out its values and says what is wrong with which key."""

from typing import Any, TypeVar

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.mapping import Column
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

    def wrong(self, key: str, problem: str) -> RuleBroken:
        """The error about one key here."""
        place = ".".join(part for part in (self.place, key) if part)
        return RuleBroken(
            _("In the mapping file “{file}”, at {key}: {problem} Nothing was imported.").format(
                file=self.file, key=place or "[…]", problem=problem
            )
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

    def flag(self, key: str) -> bool:
        """true or false; false when it is not there."""
        return bool(self.value(key, bool, _("Please write true or false."), False))

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
        """One of the allowed words, or the default."""
        found = self.text(key, default)
        if found is not None and found not in allowed:
            listed = ", ".join(f'"{word}"' for word in allowed)
            raise self.wrong(key, _("Please write one of {words}.").format(words=listed))
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; empty when the key is not there."""
        self._asked.add(key)
        found = self._table.get(key, [])
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise self.wrong(key, _("Please write a text, or a list of texts."))
        return tuple(listed)

    def column(self, key: str) -> Column | None:
        """ "a" · ["a", "b"]: the first that is there · {join=[…], with=" "} · {value="…"}."""
        self._asked.add(key)
        found = self._table.get(key)
        if found is None:
            return None
        if isinstance(found, dict):
            inner = TomlPart(self.file, f"{self.place}.{key}", found)
            joined, value = inner.texts("join"), inner.text("value")
            by = inner.text("with", " ")
            inner.nothing_else()
            if bool(joined) == (value is not None):
                raise self.wrong(
                    key, _('Please write either join = […] or value = "…" between the braces.')
                )
            return Column(joined, by) if joined else Column(value=value)
        names = self.texts(key)
        if not names or not all(names):
            raise self.wrong(key, _("Please write the name of a column."))
        return Column(names)

    def part(self, key: str) -> "TomlPart | None":
        """The table of this key."""
        self._asked.add(key)
        found = self._table.get(key)
        return None if found is None else TomlPart(self.file, self._below(key), found)

    def parts(self, key: str) -> list["TomlPart"]:
        """The list of tables of this key."""
        self._asked.add(key)
        found = self._table.get(key, [])
        if not isinstance(found, list):
            raise self.wrong(key, _("Please write it as a list: [[{key}]].").format(key=key))
        return [
            TomlPart(self.file, f"{self._below(key)}[{number}]", table)
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
