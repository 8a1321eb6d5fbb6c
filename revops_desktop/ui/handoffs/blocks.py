"""One hand-off as it is read: between whom, when, what was handed over, what became of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _, instant
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.handoffs import words

if TYPE_CHECKING:
    from revops_desktop.analytics.handoffs import HandoffOf

_ICON = QSize(16, 16)
_NAME_WIDTH = 130
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse
_SIGNS = {
    None: ("hourglass", "accent"),
    "accepted": ("circle-check", "good"),
    "returned": ("corner-up-left", "warning"),
    "cancelled": ("circle-x", "text_muted"),
}


class HandoffBlock(QWidget):
    """A hand-off; its reasons and items can be selected and copied."""

    def __init__(self, one: "HandoffOf", zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = one
        tokens = theme.current()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(tokens.space_2)
        sign = texts.label("")
        icon, colour = _SIGNS.get(one.outcome, _SIGNS[None])
        sign.setPixmap(icons.icon(icon, colour).pixmap(_ICON))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        way = words.way(one.from_function, one.to_function)
        named = _("{way} · {rule}").format(way=way, rule=one.rule) if one.rule else way
        head.addWidget(_selectable(named), 1)
        rows.addLayout(head)
        said = _("Handed over by {name} on {when}") if one.by else _("Handed over on {when}")
        lines = [said.format(name=one.by, when=instant(one.handed_at, zone))]
        lines.append(words.became(one, zone))
        rows.addWidget(_selectable("\n".join(lines), "muted"))
        if one.return_reason:
            rows.addWidget(_selectable(one.return_reason, "warning"))
        if one.items:
            rows.addLayout(item_grid([(part.name, part.value) for part in one.items]))
        self.setAccessibleName(", ".join((named, *lines)))


def item_grid(items: "Sequence[tuple[str, str | None]]") -> QGridLayout:
    """Names and values below each other; what is missing says so."""
    tokens = theme.current()
    grid = QGridLayout()
    grid.setContentsMargins(0, tokens.space_1, 0, 0)
    grid.setHorizontalSpacing(tokens.space_3)
    grid.setVerticalSpacing(2)
    grid.setColumnMinimumWidth(0, _NAME_WIDTH)
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(items):
        label = texts.paragraph(name, "muted")
        label.setFixedWidth(_NAME_WIDTH)
        shown = _selectable(value) if value else texts.label(_("missing"), "warning")
        shown.setAccessibleName(f"{name}: {shown.text()}")
        place = Qt.AlignmentFlag.AlignTop if value else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(label, row, 0, place)
        grid.addWidget(shown, row, 1, place if value else place | Qt.AlignmentFlag.AlignLeft)
    return grid


def _selectable(text: str, kind: texts.LabelKind = "text") -> texts.Label:
    made = texts.paragraph(text, kind)
    made.setTextInteractionFlags(_SELECTABLE)
    return made
