"""The verdict itself: one sentence, why it is said, what it costs, what would change it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.analytics import findings
from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.bottleneck.tile_grid import TileGrid
from revops_desktop.ui.figures.tile import Tile, TileFigure
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import Bottleneck, BottleneckHistory

GAIN, NOW, COULD, RIVER = range(4)
_SIGNS = {
    "named": ("chevrons-right-left", "bad"),
    "none": ("circle-check", "good"),
    "too_little": ("circle-dashed", "text_muted"),
}
_SIGN = 28
_ACROSS = 4


class VerdictPanel(Panel):
    """`opened`: a tile by its place · `target_wanted` · `deals_wanted`: those that stopped."""

    opened = Signal(int)
    target_wanted = Signal()
    deals_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        tokens = theme.current()
        self.layout_.setSpacing(tokens.space_2)
        head = QHBoxLayout()
        head.setSpacing(tokens.space_3)
        self._sign = texts.label("")
        self._sign.setFixedSize(_SIGN, _SIGN)
        self.headline = texts.paragraph(_("Looking for the bottleneck…"), "title")
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.headline, 1)
        self.layout_.addLayout(head)
        self.tiles = [Tile() for _place in range(_ACROSS)]
        for place, tile in enumerate(self.tiles):
            tile.opened.connect(lambda place=place: self.opened.emit(place))
            tile.hide()
        self.grid = TileGrid(self.tiles)
        self.layout_.addWidget(self.grid)
        self.reasons = texts.paragraph("")
        self.layout_.addWidget(self.reasons)
        self.change_heading = texts.heading(_("What would change this"))
        self.change = texts.paragraph("", "muted")
        self.layout_.addWidget(self.change_heading)
        self.layout_.addWidget(self.change)
        self.layout_.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.current().space_2)
        self.target = texts.button(_("Set a target…"))
        self.target.setIcon(icons.icon("target"))
        self.target.clicked.connect(lambda _checked=False: self.target_wanted.emit())
        self.deals = texts.button(_("Deals that got no further"))
        self.deals.clicked.connect(lambda _checked=False: self.deals_wanted.emit())
        line.addWidget(self.target)
        line.addWidget(self.deals)
        line.addStretch(1)
        return line

    def show_verdict(self, answer: "Bottleneck", history: "BottleneckHistory") -> None:
        """Shows the verdict; `history`: in how many months the same step led."""
        name, colour = _SIGNS[answer.verdict]
        self._sign.setPixmap(icons.icon(name, colour).pixmap(_SIGN, _SIGN))
        self.headline.setText(findings.headline(answer))
        said = list(findings.reasons(answer))
        if answer.verdict != "too_little":
            said.append(findings.led(answer, history))
        self.reasons.setText("\n".join(one for one in said if one))
        change = findings.would_change(answer)
        self.change.setText("\n".join(change))
        for widget in (self.change_heading, self.change):
            widget.setVisible(bool(change))
        self.deals.setVisible(answer.step is not None)
        self.target.setVisible(bool(answer.steps))
        self._show_tiles(answer)

    def _show_tiles(self, answer: "Bottleneck") -> None:
        figures = _tiles(answer)
        self.grid.show_only([figure is not None for figure in figures])
        self.grid.setVisible(any(figure is not None for figure in figures))
        for tile, figure in zip(self.tiles, figures, strict=True):
            if figure is not None:
                tile.show_figure(figure)


def _tiles(answer: "Bottleneck") -> list[TileFigure | None]:
    step = answer.step
    river = TileFigure(
        _("The river now, per month"),
        i18n.money_short(answer.river_amount, answer.currency),
        _("{deals} wins of {n} new deals").format(
            deals=i18n.mean(answer.river_wins), n=i18n.count(answer.entering)
        ),
        _("New deals a month × every conversion of the months judged × mean won amount."),
    )
    if step is None:
        return [None, None, None, river if answer.verdict == "none" else None]
    gain = TileFigure(
        _("Gain per month"),
        i18n.money_short(step.gain_per_month, answer.currency),
        _("{deals} more wins").format(deals=i18n.mean(step.gain_deals or 0.0)),
        _("How much more a month would bring if this step alone were as good as it could be."),
    )
    now = TileFigure(
        _("Conversion now"),
        i18n.share(step.current),
        f"{i18n.count(step.current.numerator)} / {i18n.count(step.current.denominator)}",
        _("Of the deals that reached the step in the months judged, the share that went on."),
        weak=step.current.rate is None,
    )
    if step.is_target:
        note = _("the target")
    elif step.reference_months is None:
        note = ""
    else:
        first, last = (i18n.month(month) for month in step.reference_months)
        note = _("{first} to {last}").format(first=first, last=last)
    could = TileFigure(
        _("Could be"),
        i18n.percent(step.reference),
        note,
        _("The target, or the best 3 months so far, drawn toward the mean."),
    )
    return [gain, now, could, river]
