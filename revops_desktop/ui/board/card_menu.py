"""The menu of a card: everything the mouse can do with it, for the keyboard as well."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.board import Stage
from revops_desktop.ui import icons, texts
from revops_desktop.ui.board import words
from revops_desktop.ui.board.exit_bar import EXIT_ICONS


def card_menu(
    parent: QWidget,
    stages: Sequence[Stage],
    here: int,
    *,
    move: Callable[[int], None],
    leave: Callable[[str], None],
    edit: Callable[[], None],
) -> QMenu:
    """The menu of a card that stands in `stages[here]`; `move` is handed a stage's id."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(
        where: QMenu, text: str, do: Callable[[], None], key: str = "", enabled: bool = True
    ) -> None:
        action = where.addAction(texts.button_text(words.one_line(text)))
        action.setEnabled(enabled)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked=False: do())

    last = len(stages) - 1
    after, before = stages[min(here + 1, last)].stage_id, stages[max(here - 1, 0)].stage_id
    add(menu, _("Edit…"), edit, "Return")
    menu.addSeparator()
    add(menu, _("Move to the next stage"), partial(move, after), "Ctrl+Right", here < last)
    add(menu, _("Move to the stage before"), partial(move, before), "Ctrl+Left", here > 0)
    targets = menu.addMenu(texts.button_text(_("Move to")))
    for place, stage in enumerate(stages):
        add(targets, stage.name, partial(move, stage.stage_id), enabled=place != here)
    menu.addSeparator()
    for kind in stages[here].exits:
        add(menu, f"{words.exit_name(kind)}…", partial(leave, kind))
        menu.actions()[-1].setIcon(icons.icon(EXIT_ICONS[kind]))
    return menu
