"""The panel's menus: to another stage, out of the river, duplicate, delete."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.river import EXITS_BY_PHASE
from revops_desktop.ui import icons, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from revops_desktop.ui.deal.desk import Desk

_EXIT_ICONS = {"lost": "circle-x", "recycled": "recycle", "churned": "user-minus"}


def stage_menu(parent: QWidget, desk: "Desk") -> QMenu:
    """The stages of the deal's river; the one it stands in is ticked."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _fill_stages(menu, parent, desk)
    return menu


def deal_menu(parent: QWidget, desk: "Desk") -> QMenu:
    """Everything that can be done with the deal as a whole."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    targets = menu.addMenu(texts.button_text(_("Move to")))
    _fill_stages(targets, parent, desk)
    place = desk.sheet.place
    if place is not None and place.status in ("open", "customer"):
        menu.addSeparator()
        for kind in EXITS_BY_PHASE[place.phase]:
            name = {"lost": _("Lost"), "recycled": _("Recycle"), "churned": _("Churned")}[kind]
            _add(menu, f"{name}…", partial(leave, parent, desk, kind), _EXIT_ICONS[kind])
    menu.addSeparator()
    _add(menu, _("Duplicate"), partial(duplicate, desk), "copy")
    _add(menu, _("Delete"), partial(delete, desk), "trash-2")
    return menu


def _add(menu: QMenu, text: str, do: "Callable[[], object]", icon: str = "") -> None:
    action = menu.addAction(texts.button_text(" ".join(text[:200].split())))
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda _checked=False: do())


def _fill_stages(menu: QMenu, parent: QWidget, desk: "Desk") -> None:
    place = desk.sheet.place
    here = place.stage_id if place is not None and place.status in ("open", "customer") else None
    for stage in desk.sheet.stages:
        _add(menu, stage.name, partial(move, parent, desk, stage.stage_id))
        action = menu.actions()[-1]
        action.setCheckable(True)
        action.setChecked(stage.stage_id == here)
    menu.addSeparator()
    _add(menu, _("Move to…"), partial(move_anywhere, parent, desk))


def move(parent: QWidget, desk: "Desk", stage_id: int) -> None:
    """Moves the deal to a stage, once what its stage asks for is there."""
    from revops_desktop.ui.board import bulk_deeds

    bulk_deeds.move_to(desk.actions, parent, [desk.deal_id], stage_id)


def move_anywhere(parent: QWidget, desk: "Desk") -> None:
    """Asks for a stage of any pipeline and moves the deal there."""
    from revops_desktop.ui.board import bulk_deeds

    bulk_deeds.ask_move(desk.actions, parent, [desk.deal_id])


def leave(parent: QWidget, desk: "Desk", kind: str) -> None:
    """Takes the deal out of the river, once its reason was given."""
    from revops_desktop.ui.board import bulk_deeds

    bulk_deeds.ask_exit(desk.actions, parent, [desk.deal_id], kind)


def duplicate(desk: "Desk") -> None:
    """Makes another deal like this one and shows it."""
    from revops_desktop.operations import copying

    done = desk.do(copying.duplicate, deal_id=desk.deal_id)
    if done is not None:
        desk.actions.deal_wanted.emit(int(done.value))


def delete(desk: "Desk") -> None:
    """Puts the deal into the trash; the panel closes as it is gone."""
    from revops_desktop.operations import trash

    desk.do(trash.delete, deals=[desk.deal_id])
