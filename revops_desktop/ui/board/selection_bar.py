"""What can be done with the chosen deals, over the lower edge of the board while there are any."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board import menu_parts, words
from revops_desktop.ui.board.card_menu import changes
from revops_desktop.ui.board.exit_bar import EXIT_ICONS


class SelectionBar(QFrame):
    """Says how many deals are chosen; `wanted` names a change, `left` a way out."""

    wanted = Signal(str)
    left = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget, exits: Callable[[], tuple[str, ...]]) -> None:
        super().__init__(parent)
        self._exits = exits
        tokens = theme.current()
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Chosen deals"))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(tokens.space_4, tokens.space_1, tokens.space_2, tokens.space_1)
        row.setSpacing(tokens.space_1)
        self.label = texts.label("", "heading")
        row.addWidget(self.label)
        row.addSpacing(tokens.space_2)
        self.buttons: dict[str, QPushButton] = {}
        self._texts: dict[str, str] = {}
        self._add(row, "move", _("Move to…"), "kanban")
        for word, text, icon in changes():
            self._add(row, word, text, icon)
        self._add(row, "leave", _("Out of the river…"), "recycle")
        self._add(row, "delete", _("Delete"), "trash-2")
        self.clear = texts.button("", "quiet")
        self.clear.setIcon(icons.icon("x"))
        self.clear.setAccessibleName(_("Choose none"))
        texts.set_tool_tip(self.clear, _("Choose none (Esc)"))
        self.clear.clicked.connect(self.cleared)
        row.addWidget(self.clear)
        self.hide()

    def _add(self, row: QHBoxLayout, word: str, text: str, icon: str) -> None:
        made = texts.button(text, "quiet")
        made.setIcon(icons.icon(icon))
        texts.set_tool_tip(made, text)
        self._texts[word] = text
        if word == "leave":
            made.clicked.connect(self._offer_exits)
        else:
            made.clicked.connect(lambda _checked=False: self.wanted.emit(word))
        row.addWidget(made)
        self.buttons[word] = made

    def show_number(self, number: int) -> None:
        """Shows how many are chosen; none hides the bar."""
        said = ngettext("{number} deal chosen", "{number} deals chosen", number)
        self.label.setText(said.format(number=count(number)))
        self.setVisible(number > 0)
        if number:
            self.raise_()

    def fit(self, width: int) -> None:
        """Icons alone where the words do not fit; tool tips and screen readers still say them."""
        for brief in (False, True):
            for word, button in self.buttons.items():
                button.setText("" if brief else texts.button_text(self._texts[word]))
            self._row.activate()
            if self.sizeHint().width() <= width:
                return

    def _offer_exits(self) -> None:
        made = menu_parts.menu(self)
        for kind in self._exits():
            text = f"{words.exit_name(kind)}…"
            do = lambda kind=kind: self.left.emit(kind)  # noqa: E731  # one line for one entry
            menu_parts.add(made, text, do, icon=EXIT_ICONS[kind])
        if made.isEmpty():
            text = _("These deals have no way out in common")
            menu_parts.add(made, text, lambda: None, enabled=False)
        button = self.buttons["leave"]
        made.popup(button.mapToGlobal(QPoint(0, -made.sizeHint().height())))
