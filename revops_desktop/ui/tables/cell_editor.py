"""Cells as they are painted and edited in place."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from revops_desktop.tokens import tag_colours
from revops_desktop.ui import theme
from revops_desktop.ui.fields.editors import custom_editor, editor
from revops_desktop.ui.fields.one_value import FieldEditor, LineEditor
from revops_desktop.ui.tables.columns import LONGEST_CELL, ColumnSpec, tag_names
from revops_desktop.ui.tables.record_model import VALUE, RecordModel

if TYPE_CHECKING:
    from revops_desktop.rules.custom_fields import FieldKind

Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemDelegate.EndEditHint
_SELECTED = QStyle.StateFlag.State_Selected.value
_HAS_FOCUS = QStyle.StateFlag.State_HasFocus.value
_LEFT = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value
_RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value
_PADDING = 8
# No sign is wider than this in the type of tables: shorter texts need no measuring.
_WIDEST_SIGN = 15


def field_kind(spec: ColumnSpec) -> "FieldKind":
    """The editor that a column's values need."""
    if spec.kind in ("choice", "member"):
        return "choice"
    if spec.kind in ("number", "money", "date", "yes_no"):
        return spec.kind
    return "text"


def make_editor(
    spec: ColumnSpec,
    currency: str,
    today: Callable[[], date],
    *,
    compact: bool,
    parent: QWidget | None = None,
) -> FieldEditor:
    """The editor of a column's value."""
    if spec.custom is not None:
        return custom_editor(
            spec.custom, currency=currency, today=today, compact=compact, parent=parent
        )
    made = editor(
        field_kind(spec),
        spec.label,
        currency=currency,
        today=today,
        choices=spec.choices,
        compact=compact,
        parent=parent,
    )
    if spec.kind == "text" and spec.choices and isinstance(made, LineEditor):
        made.propose([name for _value, name in spec.choices])
    return made


def editor_value(spec: ColumnSpec, value: object) -> object:
    """What the editor is shown for a cell's value: names of choices become their ids."""
    if value is None:
        return None
    named = spec.custom is not None and spec.custom.kind == "choice"
    if named:
        assert spec.custom is not None
        return next((one.id for one in spec.custom.choices if one.name == value), None)
    if spec.kind == "tags":
        return ", ".join(tag_names(str(value)))
    if spec.kind == "member":
        return next((one for one, name in spec.choices if name == value), None)
    if spec.kind == "number" and spec.scale == 1 and isinstance(value, int):
        # The editor of numbers knows millionths; whole numbers are kept as they are.
        from revops_desktop.rules.custom_fields import MILLION

        return value * MILLION
    return value


def written_value(spec: ColumnSpec, value: object) -> object:
    """What a verb is given for the editor's value."""
    if spec.kind == "number" and spec.scale == 1 and isinstance(value, int):
        from revops_desktop.rules.custom_fields import MILLION

        return value // MILLION
    if spec.kind == "tags":
        return [one for one in re.split("[,、，\n]", str(value or "")) if one.strip()]
    return value


class CellDelegate(QStyledItemDelegate):
    """Paints the cell that has the keyboard with a ring; edits with the editors of fields/."""

    def __init__(self, model: RecordModel, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._today = model, today

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # Enums are added up by their values: a frame has hundreds of cells.
        state = option.state.value
        row, column = index.row(), index.column()
        rect = option.rect
        if state & _SELECTED:
            painter.fillRect(rect, theme.colour("accent_soft"))
        spec = self._model.specs[column]
        value = self._model.cell(row, column)
        if value is not None and value != "":
            inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
            if spec.kind == "tags":
                self._tags(painter, inner, str(value))
            else:
                text = self._model.wording.text(spec, value)[:LONGEST_CELL]
                painter.setPen(theme.colour("text"))
                if len(text) * _WIDEST_SIGN > inner.width():
                    text = option.fontMetrics.elidedText(
                        text, Qt.TextElideMode.ElideRight, inner.width()
                    )
                painter.drawText(inner, _RIGHT if spec.is_numeric else _LEFT, text)
        if state & _HAS_FOCUS:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))

    def _tags(self, painter: QPainter, place: QRect, value: str) -> None:
        tokens = theme.current()
        font = theme.font(tokens.size_tiny)
        metrics = QFontMetrics(font)
        height = tokens.row(tokens.size_tiny, 1)
        left = place.left()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        for line in value.split("\n") if value else ():
            name, _tab, colour = line.partition("\t")
            room = place.right() - left
            if room < 2 * tokens.space_3:
                break
            cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - tokens.space_3)
            ground, written = tag_colours(colour, dark=tokens.dark)
            width = metrics.horizontalAdvance(cut) + tokens.space_3
            chip = QRectF(left, place.center().y() - height / 2 + 1, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(chip, tokens.radius_small, tokens.radius_small)
            painter.setPen(QColor(written))
            painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), cut)
            left += width + tokens.space_1
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        spec = self._model.specs[index.column()]
        made = make_editor(
            spec, self._model.wording.currency, self._today, compact=True, parent=parent
        )
        made.setAutoFillBackground(True)
        _Closing(self, made)
        return made

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, FieldEditor) and not editor.is_changed:
            spec = self._model.specs[index.column()]
            editor.set_value(editor_value(spec, index.data(VALUE)))
            if isinstance(editor, LineEditor):
                editor.line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, FieldEditor):
            spec = self._model.specs[index.column()]
            model.setData(
                self._model.index(index.row(), index.column()),
                written_value(spec, editor.shown),
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Keys are handled by the editor's own field; see _Closing.
        return False


class _Closing(QObject):
    """Ends the editing of a cell: Enter, Tab, leaving it, a choice taken; Esc keeps what was."""

    def __init__(self, delegate: CellDelegate, made: FieldEditor) -> None:
        super().__init__(made)
        self._delegate, self._editor = delegate, made
        self._ended = False
        made.committed.connect(lambda _value: delegate.commitData.emit(made))
        made.cancelled.connect(lambda: self._end(_Hint.RevertModelCache))
        made.field.installEventFilter(self)
        if isinstance(made, LineEditor):
            made.line.editingFinished.connect(self._finish)
        else:
            box = made.field
            box.activated.connect(self._finish)  # type: ignore[attr-defined]  # a QComboBox

    def _finish(self) -> None:
        if not self._editor.field.property("problem"):
            self._end(_Hint.NoHint)

    def _end(self, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if not self._ended:
            self._ended = True
            self._delegate.closeEditor.emit(self._editor, hint)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or self._ended:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self._editor.take_back()
            self._end(_Hint.RevertModelCache)
            return True
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            back = event.key() == Qt.Key.Key_Backtab
            if self._editor.commit():
                self._end(_Hint.EditPreviousItem if back else _Hint.EditNextItem)
            return True
        return False
