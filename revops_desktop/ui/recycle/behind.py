"""The deals behind the figures of the recycle page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain, of_tile
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.funnel.period_box import period_text

if TYPE_CHECKING:
    from revops_desktop.analytics.recycle_figures import RecycleFigures, Subject
    from revops_desktop.ui.actions import Actions


def _offered(place: int) -> "tuple[tuple[Subject, str], ...]":
    """The lists that a tile can open, by the place of the tile."""
    reopened: tuple[Subject, str] = ("won_reopened", _("Won after reopening"))
    return {
        2: (("reopened", _("Reopened deals")),),
        3: (reopened,),
        4: (
            ("decided_reopened", _("Won and lost, reopened before")),
            ("decided_fresh", _("Won and lost, fresh")),
        ),
        5: (reopened, ("won", _("Won deals"))),
    }[place]


def about_tile(
    actions: "Actions", tile: Tile, figures: "RecycleFigures", place: int
) -> Explained | None:
    """What a tile says about itself, with the deals that it counts; those of now are listed."""
    if place < 2:
        return of_tile(tile, period_text=_("as of now"))
    behind = _behind(actions, figures, _offered(place)[0][0])
    return of_tile(tile, behind, period_text=period_text(figures.period))


def _behind(actions: "Actions", figures: "RecycleFigures", subject: "Subject") -> BehindQuestion:
    from revops_desktop.analytics.recycle_figures import comeback_deals

    asked = {"pipeline_id": actions.pipeline_id, "period": figures.period, "subject": subject}
    return BehindQuestion(comeback_deals, asked)


def open_tile(
    parent: QWidget, actions: "Actions", tile: Tile, figures: "RecycleFigures", place: int
) -> None:
    """Opens the deals behind a tile of the period; where it compares two lists, asks which."""
    offered = _offered(place)
    shown = tile.figure

    def show(subject: "Subject", title: str) -> None:
        about = Explained(
            title,
            value_text=shown.value if shown is not None else "",
            sentence=shown.tip if shown is not None else period_text(figures.period),
            deals=_behind(actions, figures, subject),
            picture=tile,
        )
        explain(parent, actions, about)

    if len(offered) == 1:
        show(*offered[0])
        return
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for subject, title in offered:
        action = menu.addAction(texts.button_text(title))
        action.triggered.connect(
            lambda _checked=False, subject=subject, title=title: show(subject, title)
        )
    menu.popup(tile.mapToGlobal(tile.rect().bottomLeft()))
    menu.setActiveAction(menu.actions()[0])
