"""The rows of the day's list: headings, lines, and what brings in the rest of a section."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from revops_desktop.analytics.today import Key, Line, Section, Today
from revops_desktop.i18n import count
from revops_desktop.ui import texts
from revops_desktop.ui.today import words

Index = QModelIndex | QPersistentModelIndex


class Row(NamedTuple):
    """A row: the heading of a section, a line of it, its rest, or the room for a form.

    A heading and the rest have a section, a line has itself, the room has neither.
    """

    section: Section | None = None
    line: Line | None = None
    is_rest: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it names a section."""
        return self.section is not None and not self.is_rest

    @property
    def is_form(self) -> bool:
        """Whether a form lies on it."""
        return self.section is None and self.line is None


Identity = tuple[Key, int | None, int | None]


def identity(line: Line) -> Identity:
    """What makes a line the same after the list was read anew."""
    return line.key, line.activity_id or line.handoff_id or line.agreement_id, line.deal_id


def arranged(answer: Today, wanted: Sequence[Key]) -> list[Row]:
    """The rows of a day's list; empty sections are left out."""
    rows: list[Row] = []
    for section in answer.sections:
        if not section.count:
            continue
        rows.append(Row(section=section))
        rows.extend(Row(line=line) for line in section.lines)
        if len(section.lines) < section.count and section.key not in wanted:
            rows.append(Row(section=section, is_rest=True))
    return rows


class TodayModel(QAbstractListModel):
    """The rows as a view asks for them; `currency` writes the amounts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.currency = "JPY"

    def show(self, rows: list[Row], currency: str) -> None:
        """Shows these rows instead of all others."""
        self.beginResetModel()
        self.rows, self.currency = rows, currency
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """The row at a place; None outside."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def place_of(self, wanted: Identity) -> int:
        """Where a line stands; −1 where it is gone."""
        for place, row in enumerate(self.rows):
            if row.line is not None and identity(row.line) == wanted:
                return place
        return -1

    def open_form(self, after: int) -> QModelIndex:
        """Makes room for a form below a row."""
        self.beginInsertRows(QModelIndex(), after + 1, after + 1)
        self.rows.insert(after + 1, Row())
        self.endInsertRows()
        return self.index(after + 1)

    def close_form(self) -> None:
        """Takes the room for a form away again."""
        for place, row in enumerate(self.rows):
            if row.is_form:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self.rows[place]
                self.endRemoveRows()
                return

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        if row is None or row.is_heading or row.is_form:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None or row.is_form:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row)
        if role == Qt.ItemDataRole.ToolTipRole and row.line is not None:
            return texts.tool_tip(words.spoken(row.line, self.currency))
        return None

    def _text(self, row: Row) -> str:
        if row.line is not None:
            return " · ".join(words.spoken(row.line, self.currency).splitlines())
        assert row.section is not None
        if row.is_rest:
            return words.show_all(row.section)
        return f"{words.heading(row.section.key)} {count(row.section.count)}"
