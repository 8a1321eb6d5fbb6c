"""Every figure explains itself: what it means, of which period, of how many, and the rows behind.

`explain` opens that for an `Explained`; the deals behind are asked in the background first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.shares import FEWEST
from revops_desktop.rules.text import fold
from revops_desktop.ui import texts, theme
from revops_desktop.ui.charts.chart import ChartRows, metrics
from revops_desktop.ui.charts.pictures import save_picture
from revops_desktop.ui.figures.deals import DealsDialog, DealsList, DealsModel
from revops_desktop.ui.figures.listed import of_share
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.tables.text_list import FileValue

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


class BehindQuestion(NamedTuple):
    """A question of analytics that answers with rows and a total; `model` shows no plain deals."""

    question: Callable[..., Any]
    arguments: Mapping[str, Any]
    model: type[DealsList] = DealsModel


# Of the list of a chart's figures: its columns, the widest of them, the room for its names, and
# the widest dialog.
_COLUMN, _LONGEST, _FIRST, _WIDEST = 100, 240, 300, 1180


@dataclass(frozen=True, slots=True)
class Explained:
    """All that a figure says about itself; what does not hold of it stays empty.

    `key`: its definition in analytics/definitions.py, or `sentence` in its own words · `n`: the
    cases it rests on · `deals`: the question for what is behind it, or `rows`: the figures that it
    draws, of which `open_row` opens one by its place · `listed`: what these rows are of a share ·
    `picture`: the widget that shows it · `exact`: the value as a file keeps it, unrounded.
    """

    title: str
    key: str = ""
    period_text: str = ""
    n: int | None = None
    value_text: str = ""
    note: str = ""
    sentence: str = ""
    deals: BehindQuestion | None = None
    rows: Callable[[], ChartRows] | None = None
    open_row: Callable[[int], None] | None = None
    picture: QWidget | None = field(default=None, compare=False)
    weak: bool = False
    listed: str = ""
    exact: FileValue = None

    def listing(self) -> str:
        """Which of a share's numbers the deals behind it are; "" where it is no share."""
        if self.listed or self.deals is None or "%" not in self.value_text:
            return self.listed
        return of_share(self.deals.arguments)

    def meaning(self) -> str:
        """The sentence that defines it."""
        if self.sentence or not self.key:
            return self.sentence
        from revops_desktop.analytics.definitions import definition

        return definition(self.key).sentence

    def ground(self) -> str:
        """The period, and how many it rests on."""
        n = "" if self.n is None else f"n = {i18n.count(self.n)}"
        if n and n in self.note.split(" · "):
            n = ""
        return " · ".join(part for part in (self.period_text, n, self.note) if part)

    def is_weak(self) -> bool:
        """Whether it rests on too few cases to conclude anything."""
        return self.weak or self.is_of_few()

    def is_of_few(self) -> bool:
        """Whether its n says so."""
        return self.n is not None and self.n < FEWEST

    def as_rows(self) -> ChartRows:
        """The figure itself as a line of a table, where nothing more is drawn."""
        if self.rows is not None:
            return self.rows()
        headings = (_("Figure"), _("Value"), _("Period"), "n")
        n = "" if self.n is None else i18n.count(self.n)
        said = (self.title, self.value_text, self.period_text, n)
        value = self.value_text if self.exact is None else self.exact
        return ChartRows(headings, [said], [(self.title, value, self.period_text, self.n)])


def of_tile(
    tile: Tile, deals: BehindQuestion | None = None, *, key: str = "", period_text: str = ""
) -> Explained | None:
    """What a tile says about itself: its value and note, and its tip where no `key` defines it."""
    figure = tile.figure
    if figure is None:
        return None
    # The tip says them too; here they stand above it.
    ground = {period_text, "" if figure.n is None else f"n = {i18n.count(figure.n)}"}
    tip = "\n".join(line for line in figure.tip.splitlines() if line not in ground)
    return Explained(
        figure.label,
        key,
        period_text,
        value_text=figure.value,
        note=figure.note,
        sentence="" if key else tip,
        deals=deals,
        picture=tile,
        weak=figure.weak,
        n=figure.n,
        exact=figure.exact,
    )


class FigureRows(DealsList):
    """The figures that a chart draws, as a list."""

    sorted_by = -1

    def __init__(self, rows: ChartRows) -> None:
        super().__init__()
        self.headings = rows.headings
        self._written = rows.written or rows.headings
        numbers = range(len(rows.headings))
        self.right = frozenset(
            column
            for column in numbers
            if column and any(not isinstance(row[column], str) for row in rows.values)
        )
        room = metrics(theme.current().size_text).horizontalAdvance
        beside = []
        for column, name in enumerate(rows.headings[1:], 1):
            longest = max((row[column] for row in rows.texts), key=len, default="")
            wanted = max(_COLUMN, room(name) + 28, room(longest) + 28)
            beside.append(min(round(wanted), max(_LONGEST, round(room(name)) + 28)))
        self.widths = (0, *beside)
        self.width = min(max(_FIRST + sum(beside), DealsList.width), _WIDEST)
        both = zip(rows.texts, rows.values, strict=True)
        self.take([(place, said, kept) for place, (said, kept) in enumerate(both)])

    def named(self) -> list[str]:
        return []

    def counted(self, number: int) -> str:
        return ngettext("{n} row", "{n} rows", number).format(n=i18n.count(number))

    def written_headings(self) -> Sequence[str]:
        return self._written

    def texts(self, row: Any) -> list[str]:
        return list(row[1])

    def values(self, row: Any) -> list[FileValue]:
        return list(row[2])

    def sort_value(self, row: Any, column: int) -> Any:
        value = row[2][column]
        if column in self.right:
            return float("-inf") if value is None or isinstance(value, str) else float(value)
        return fold(row[1][column])


class FigureDialog(DealsDialog):
    """A figure's value and meaning above the rows behind it."""

    def __init__(
        self,
        about: Explained,
        actions: "Actions",
        parent: QWidget,
        model: DealsList | None = None,
    ) -> None:
        self._figure = about
        super().__init__(about.title, "", actions, parent, model)

    def _explain(self, layout: QVBoxLayout, tip: str) -> None:
        about = self._figure
        line = QHBoxLayout()
        line.setSpacing(theme.current().space_3)
        if about.value_text:
            self.value = texts.label(about.value_text, "figure")
            self.value.setEnabled(not about.is_weak())
            line.addWidget(self.value)
        if about.ground():
            line.addWidget(texts.paragraph(about.ground(), "muted"), 1)
        if line.count():
            layout.addLayout(line)
        few = _("Fewer than 5 deals: no conclusion is drawn.") if about.is_of_few() else ""
        if meaning := i18n.joined(about.meaning(), few):
            layout.addWidget(texts.paragraph(meaning, "muted"))
        if listing := about.listing():
            layout.addWidget(texts.paragraph(listing, "muted"))

    def _deeds(self) -> list[tuple[str, Callable[[], object]]]:
        deeds = super()._deeds()
        if self._figure.picture is not None:
            deeds.append((_("Save picture…"), self.save_picture))
        return deeds

    def save_picture(self) -> None:
        """Writes what shows the figure as PNG or SVG."""
        save(self, self._actions, self._figure, self.count.setText)

    def show_rows(self) -> None:
        """Fills in how many rows there are; they are there already."""
        self._total = len(self.model.rows)
        self._on_search("")
        if self._figure.rows is None:
            # One line is all there is: nothing to search.
            self.search.hide()
            self.count.setText("")
            self.resize(620, 260)
        self.table.setFocus()

    def _open(self, index: QModelIndex) -> None:
        row = self.table.row(index)
        if not isinstance(self.model, FigureRows):
            super()._open(index)
        elif self._figure.open_row is not None:
            self.accept()
            self._figure.open_row(row[0])


def explain(parent: QWidget, actions: "Actions", about: Explained) -> None:
    """Opens what a figure says about itself, with the rows behind it."""
    behind = about.deals
    if behind is not None:
        show = partial(_show, parent, actions, about, behind.model)
        actions.ask_later("figure-behind", behind.question, show, **behind.arguments)
        return
    dialog = FigureDialog(about, actions, parent, FigureRows(about.as_rows()))
    dialog.show_rows()
    dialog.exec()


def _show(
    parent: QWidget,
    actions: "Actions",
    about: Explained,
    model: type[DealsList],
    answer: Any,
) -> None:
    dialog = FigureDialog(about, actions, parent, model())
    dialog.show_deals(answer)
    dialog.exec()


def save(
    parent: QWidget, actions: "Actions", about: Explained, told: Callable[[str], object]
) -> None:
    """Saves the widget that shows the figure as a picture, with its title, period and n."""
    if about.picture is not None and isValid(about.picture):
        save_picture(parent, actions, about.picture, about.title, about.ground(), told)
