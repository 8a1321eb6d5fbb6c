"""A score and the points that make it up, each with its rule and its event."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.section import Elided, clear
from revops_desktop.ui.scores import words

if TYPE_CHECKING:
    from revops_desktop.analytics.lead_scores import PointLine, Score

# More lines than this are one line that says how much they are worth.
LONGEST = 100
_POINTS_WIDTH = 48


class ScoreView(QWidget):
    """Shows a score; `most` lines of it until the person wants all.

    `narrow`: the event stands below its rule, and not beside it.
    """

    def __init__(
        self,
        zone: str,
        *,
        most: int = LONGEST,
        narrow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._zone, self._most, self._narrow = zone, most, narrow
        self._score: Score | None = None
        self._is_open = False
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.space_2)
        head = QHBoxLayout()
        head.setSpacing(tokens.space_2)
        self._mark = texts.label("")
        self._mark.setFixedSize(QSize(20, 20))
        self.figure = texts.label("", "figure")
        self.verdict = texts.label("", "muted")
        head.addWidget(self._mark)
        head.addWidget(self.figure)
        head.addWidget(self.verdict, 1)
        layout.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.space_3)
        self._grid.setVerticalSpacing(tokens.space_1)
        self._grid.setColumnMinimumWidth(0, _POINTS_WIDTH)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 0 if narrow else 5)
        layout.addLayout(self._grid)
        self.more = texts.button("", "quiet")
        self.more.clicked.connect(self._unfold)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.hide()

    @property
    def lines(self) -> list[str]:
        """What the lines say, for whoever cannot see them."""
        found = []
        for row in range(self._grid.rowCount()):
            item = self._grid.itemAtPosition(row, 0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget.accessibleName():
                found.append(widget.accessibleName())
        return found

    def show_score(self, score: "Score") -> None:
        """Shows what makes up a score."""
        if score == self._score:
            return
        self._score = score
        icon, ink = ("flame", "warning") if score.is_hot else ("star", "text_muted")
        self._mark.setPixmap(icons.icon(icon, ink).pixmap(QSize(18, 18)))
        self.figure.setText(count(score.total))
        hot = count(score.hot_from)
        said = _("Hot (from {points} points on)") if score.is_hot else _("Hot from {points} on")
        self.verdict.setText(said.format(points=hot))
        self._fill()

    def _unfold(self) -> None:
        self._is_open = not self._is_open
        self._fill()

    def _fill(self) -> None:
        assert self._score is not None
        clear(self._grid)
        lines = self._score.points
        most = LONGEST if self._is_open else self._most
        shown, rest = lines[:most], lines[most:]
        for row, line in enumerate(shown):
            self._put(row, line)
        self.more.setVisible(len(lines) > self._most)
        if self._is_open and not rest:
            self._say(_("Show less"))
        elif rest:
            worth = words.points_text(sum(line.points for line in rest))
            text = ngettext(
                "{number} more line, {points} together",
                "{number} more lines, {points} together",
                len(rest),
            )
            self._say(text.format(number=count(len(rest)), points=worth))
        self.more.setEnabled(not (self._is_open and rest))
        if not lines:
            nothing = _("No rule gives this contact any points yet.")
            self._grid.addWidget(texts.paragraph(nothing, "muted"), 0, 0, 1, 3)

    def _say(self, text: str) -> None:
        self.more.setText(texts.button_text(text))
        self.more.setAccessibleName(text)

    def _put(self, row: int, line: "PointLine") -> None:
        given, why = words.points_text(line.points), words.reason(line, self._zone)
        points = texts.label(given, "text" if line.points >= 0 else "bad")
        points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rule = " ".join(line.rule.name.split())
        points.setAccessibleName(f"{given} {rule} {why}".strip())
        place = 2 * row
        self._grid.addWidget(points, place, 0)
        self._grid.addWidget(Elided(rule), place, 1)
        below = (place + 1, 1) if self._narrow else (place, 2)
        self._grid.addWidget(Elided(why, "muted"), *below)
