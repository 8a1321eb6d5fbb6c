"""A table of a mapping file: hands out its values and says what is wrong with which key."""

from revops_desktop.exchange.mapping import Column
from revops_desktop.i18n import _
from revops_desktop.rules import toml_part


class TomlPart(toml_part.TomlPart):
    """A table of a mapping file; nothing is imported while it holds a wrong value."""

    def sentence(self) -> str:
        return _("In the mapping file “{file}”, at {key}: {problem} Nothing was imported.")

    def column(self, key: str) -> Column | None:
        """ "a" · ["a", "b"]: the first that is there · {join=[…], with=" "} · {value="…"}."""
        found = self.raw(key)
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
