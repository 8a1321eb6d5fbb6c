"""The headings of a table, with a line under them in which each column is narrowed down."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QLineEdit, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.conditions import condition
from revops_desktop.ui import texts, theme
from revops_desktop.ui.tables.columns import ColumnSpec

# So long one goes on typing before the list follows.
_PAUSE = 150
_HEIGHT = 34


class FilterHeader(QHeaderView):
    """Headings; `filtered` tells that another condition holds."""

    filtered = Signal()

    def __init__(self, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._currency = currency
        self._shown = False
        self._specs: tuple[ColumnSpec, ...] = ()
        self._typed: dict[str, str] = {}
        self._boxes: dict[str, QLineEdit | QComboBox] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._take)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(56)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.sectionResized.connect(self._place)
        self.sectionMoved.connect(self._place)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignVCenter)

    @property
    def only(self) -> tuple[tuple[str, str], ...]:
        """The conditions that hold: column and what was typed."""
        return tuple((key, text) for key, text in self._typed.items() if text.strip())

    @property
    def is_open(self) -> bool:
        """Whether the line for conditions is seen."""
        return self._shown

    def set_open(self, shown: bool) -> None:
        """Shows the line for conditions, or puts it away and lets all of them go."""
        self._shown = shown
        if not shown and self.only:
            self._typed.clear()
            self.filtered.emit()
        self._rebuild()
        self.updateGeometries()

    def show_columns(self, specs: Sequence[ColumnSpec], typed: Mapping[str, str]) -> None:
        """The columns there are now, with the conditions that hold."""
        self._specs = tuple(specs)
        known = {spec.key for spec in specs}
        self._typed = {key: text for key, text in typed.items() if key in known}
        self._rebuild()

    def focus_column(self, key: str) -> None:
        """Puts the keyboard where this column is narrowed down."""
        if not self._shown:
            self.set_open(True)
        if key in self._boxes:
            self._boxes[key].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _rebuild(self) -> None:
        for box in self._boxes.values():
            box.hide()
            box.deleteLater()
        self._boxes = {}
        if self._shown:
            for spec in self._specs:
                self._boxes[spec.key] = self._box(spec)
        self._place()

    def _box(self, spec: ColumnSpec) -> QLineEdit | QComboBox:
        text = self._typed.get(spec.key, "")
        name = _("Filter {column}").format(column=spec.label)
        if spec.kind in ("choice", "yes_no"):
            return self._choice_box(spec, text, name)
        box = QLineEdit(text, self)
        box.setProperty("kind", "filter")
        box.setAccessibleName(name)
        box.setPlaceholderText(_hint(spec))
        texts.set_tool_tip(box, f"{name}\n{_help(spec)}")
        box.setMaxLength(200)
        box.setClearButtonEnabled(True)
        box.textChanged.connect(lambda typed, key=spec.key: self._on_typed(key, typed))
        return box

    def _choice_box(self, spec: ColumnSpec, text: str, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        texts.set_tool_tip(box, name)
        box.addItem(_("All"), "")
        choices = spec.choices or ((1, _("Yes")), (0, _("No")))
        for value, word in choices:
            box.addItem(word, str(value))
        box.addItem(_("Empty"), "=")
        box.setCurrentIndex(max(0, box.findData(text)))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.activated.connect(
            lambda place, key=spec.key: self._on_typed(key, str(box.itemData(place)))
        )
        return box

    def _on_typed(self, key: str, text: str) -> None:
        self._typed[key] = text
        self._pause.start()

    def _take(self) -> None:
        """A condition that cannot be understood marks its box and holds nothing back."""
        understood = True
        for spec in self._specs:
            box = self._boxes.get(spec.key)
            if not isinstance(box, QLineEdit):
                continue
            try:
                condition(spec.kind, box.text(), self._currency, spec.scale)
                problem = ""
            except RuleBroken as broken:
                problem = str(broken)
                understood = False
            if bool(box.property("problem")) != bool(problem):
                box.setProperty("problem", bool(problem))
                box.style().unpolish(box)
                box.style().polish(box)
            box.setAccessibleDescription(problem)
            texts.set_tool_tip(box, problem or _help(spec))
        if understood:
            self.filtered.emit()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), size.height() + (_HEIGHT if self._shown else 0))

    def updateGeometries(self) -> None:
        self.setViewportMargins(0, 0, 0, _HEIGHT if self._shown else 0)
        super().updateGeometries()
        self._place()

    def _place(self, *_args: object) -> None:
        if not self._boxes:
            return
        top = self.sizeHint().height() - _HEIGHT
        gap = theme.current().space_1
        previous: QWidget | None = None
        for number, spec in enumerate(self._specs):
            box = self._boxes.get(spec.key)
            if box is None:
                continue
            left = self.sectionViewportPosition(number)
            box.setGeometry(
                left + gap // 2, top, max(20, self.sectionSize(number) - gap), _HEIGHT - gap
            )
            box.show()
            if previous is not None:
                QWidget.setTabOrder(previous, box)
            previous = box

    def follow_scroll(self) -> None:
        """The table was scrolled sideways."""
        self._place()


def _hint(spec: ColumnSpec) -> str:
    if spec.is_numeric:
        return ">= 100"
    return "2026-04" if spec.kind in ("date", "instant") else ""


def _help(spec: ColumnSpec) -> str:
    always = _("= finds empty cells, * filled ones.")
    if spec.is_numeric:
        return _("100 · >= 100 · 100..200.") + " " + always
    if spec.kind in ("date", "instant"):
        return _("2026 · 2026-04 · >= 2026-04-01 · 2026-04..2026-06.") + " " + always
    return _("Finds what holds these letters; width, case and kana aside.") + " " + always
