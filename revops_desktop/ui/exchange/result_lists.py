"""The lists of what an import did or would do: rows that are refused or doubtful, and the files."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import NOTHING, _, basis_points, count, day, language, money
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.exchange.effects import Change, Effect
    from revops_desktop.exchange.refusals import Refusal
    from revops_desktop.exchange.summary import FileSummary

# Of problems the columns that say in which cell, and in which file.
CELL = (2, 3)
FILE = 4
PROBLEM_WIDTHS = (0, 60, 120, 130, 130)
EFFECT_WIDTHS = (0, 225, 0, 50, 130)
_ORDER = {"updated": 0, "differs": 1, "created": 2, "unchanged": 3}
_EFFECT_ROW = 3
# Each cell of a row that is painted asks for its words.
_REMEMBERED = 256
FILE_WIDTHS = (0, 120, 80, 80, 80, 100, 80)


class ProblemList(TextList):
    """A line a cell that is refused or doubtful; first what one reads: what is wrong."""

    right = frozenset((1,))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = [
            *(_("What is wrong, and what to do"), _("Row"), _("Column"), _("Value")),
            _("File"),
        ]

    def texts(self, row: "Refusal") -> list[str]:
        # Row 0 is about the whole column.
        number = count(row.row) if row.row else ""
        return [row.message, number, row.column, row.value, row.file]

    def values(self, row: "Refusal") -> list[FileValue]:
        return [row.message, row.row or None, row.column, row.value, row.file]

    def sort_value(self, row: "Refusal", column: int) -> Any:
        return row.row if column == 1 else super().sort_value(row, column)

    def tip(self, row: "Refusal", column: int) -> str:
        return self.texts(row)[column]


class EffectList(TextList):
    """A line a row that is taken: what happens to which record, and what of it changes."""

    right = frozenset((3,))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = [
            *(_("Record"), _("What happens"), _("Changes or differences"), _("Row"), _("File")),
        ]

    def texts(self, row: "Effect") -> list[str]:
        return list(_effect_texts(row, language()))

    def values(self, row: "Effect") -> list[FileValue]:
        return [row.record, effect_words(row), changes_words(row), row.row, row.file]

    def sort_value(self, row: "Effect", column: int) -> Any:
        if column == 1:
            return effect_order(row)
        return row.row if column == _EFFECT_ROW else super().sort_value(row, column)

    def tip(self, row: "Effect", column: int) -> str:
        return self.texts(row)[column]

    def is_weak(self, row: "Effect", column: int) -> bool:
        return row.kind == "unchanged"


@lru_cache(maxsize=_REMEMBERED)
def _effect_texts(row: "Effect", _language: str) -> tuple[str, ...]:
    return (row.record, effect_words(row), changes_words(row), count(row.row), row.file)


def effect_order(row: "Effect") -> int:
    """What one looks for first: what changes."""
    return _ORDER[row.kind]


def effect_words(row: "Effect") -> str:
    """What happens to the record of a row."""
    from revops_desktop.exchange.fields import MATCH_LABELS

    words = {
        "created": _("New"),
        "updated": _("Changed"),
        "differs": _("There already, differs"),
        "unchanged": _("There already"),
    }[row.kind]
    if row.key not in MATCH_LABELS:
        return words
    return _("{what} (by {key})").format(what=words, key=_(MATCH_LABELS[row.key]))


def changes_words(row: "Effect") -> str:
    """The fields that change, or would: from what to what."""
    return " · ".join(
        _("{field}: {before} → {after}").format(
            field=change.label,
            before=_shown(change, change.before),
            after=_shown(change, change.after),
        )
        if (change.before, change.after) != (None, None)
        else change.label
        for change in row.changes
    )


def _shown(change: "Change", value: str | int | None) -> str:
    """What a field holds, as people write it here."""
    from revops_desktop.exchange.fields import word_label

    if value is None or value == "":
        return NOTHING
    if isinstance(value, int):
        if change.holds == "money":
            return money(value, change.currency)
        return basis_points(value) if change.holds == "percent" else count(value)
    if change.holds == "choice":
        return _(word_label(value))
    return day(value) if change.holds == "day" else value


class FileList(TextList):
    """A line a file, with what happens to its rows."""

    right = frozenset((2, 3, 4, 5, 6))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = [
            *(_("File"), _("Holds"), _("Rows"), _("New"), _("Changed"), _("There already")),
            _("Refused"),
        ]

    def texts(self, row: "FileSummary") -> list[str]:
        from revops_desktop.exchange.fields import KIND_LABELS

        numbers = [count(number) for number in _numbers(row)]
        return [row.file, _(KIND_LABELS[row.kind]), *numbers]

    def values(self, row: "FileSummary") -> list[FileValue]:
        return [*self.texts(row)[:2], *_numbers(row)]

    def sort_value(self, row: "FileSummary", column: int) -> Any:
        return _numbers(row)[column - 2] if column >= 2 else super().sort_value(row, column)


def _numbers(row: "FileSummary") -> list[int]:
    return [row.rows, row.created, row.updated, row.unchanged, row.refused]
