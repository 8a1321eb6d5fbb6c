"""A table of a mapping file: hands out its values and says what is wrong with which key."""

from revops_desktop.exchange.mapping import Column
from revops_desktop.i18n import _
from revops_desktop.rules import toml_part


class TomlPart(toml_part.TomlPart):
    """A table of a mapping file; nothing is imported while it holds a wrong value."""

    def sentence(self) -> str:
        return _("In the mapping file “{file}”, at {key}: {problem} Nothing was imported.")

    def column(self, key: str) -> Column | None:
        """ "a" · ["a", "b"]: the first that is there · {first=[…]}: the first filled of each
        row · {join=[…], with=" "} · {value="…"}."""
        found = self.raw(key)
        if found is None:
            return None
        if isinstance(found, dict):
            inner = TomlPart(self.file, f"{self.place}.{key}", found)
            joined, value, first = inner.texts("join"), inner.text("value"), inner.texts("first")
            by = inner.text("with", " ")
            inner.nothing_else()
            if [bool(joined), bool(first), value is not None].count(True) != 1:
                problem = _(
                    'Please write one of join = […], first = […] or value = "…" between the braces.'
                )
                raise self.wrong(key, problem)
            if first:
                return Column(first, by_row=True)
            return Column(joined, by) if joined else Column(value=value)
        names = self.texts(key)
        if not names or not all(names):
            raise self.wrong(key, _("Please write the name of a column."))
        return Column(names)
