"""How hand-offs go in a period: tiles, a row a pair of functions, what was missing most often."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import texts, theme
from revops_desktop.ui.figures import menu
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain, of_tile
from revops_desktop.ui.figures.followed import Followed
from revops_desktop.ui.figures.tile import Tile, TileFigure
from revops_desktop.ui.funnel.period_box import PeriodBox, period_text
from revops_desktop.ui.handoffs.words import way
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.text_list import CellTable, FileValue, ListTable, TextList, export

if TYPE_CHECKING:
    from revops_desktop.analytics.handoff_figures import HandoffFigures, HandoffReport, PairFigures
    from revops_desktop.rules.shares import Share
    from revops_desktop.ui.actions import Actions, ChangedLike

# What each column counts; the name stands for all that was handed over.
_SUBJECTS = (
    *("handed", "handed", "accepted", "returned", "expired", "waiting"),
    *("lost", "incomplete"),
)
_TILES = ("handed", "waiting", "returned", "expired", "lost", "incomplete")
# Beside a heading, and of the narrowest column of figures.
_BESIDE, _NARROWEST = 18, 68
_SIDE = 244
_SIDE_SHARE = 0.3
_WIDE = 860
# After a change of these, hand-offs of deals that were not touched may count otherwise.
FRAMING = frozenset(("function", "handoff_rule", "stage", "pipeline", "workspace"))


def subject_names() -> dict[str, str]:
    """The figures, in words."""
    return {
        "handed": _("Handed over"),
        "accepted": _("Accepted"),
        "returned": _("Returned"),
        "expired": _("Expired"),
        "waiting": _("Undecided"),
        "lost": _("Loss rate"),
        "incomplete": _("Completeness"),
    }


def meanings() -> dict[str, str]:
    """What each figure counts, in a sentence."""
    return {
        "handed": _("Handed over in the period, under a rule."),
        "accepted": _("Accepted by the receiver, by hand, by an activity or by a move."),
        "returned": _("Returned to the sender with a reason."),
        "expired": _("Undecided past the deadline."),
        "waiting": _("Undecided, and not due yet."),
        "lost": _("1 − accepted ÷ handed over, of those that are decided or expired."),
        "incomplete": _("Required items that were filled in ÷ all required items."),
    }


def _pairs_meaning() -> str:
    names, said = subject_names(), meanings()
    return i18n.joined(
        _("What one function handed over to the next in the period, and what became of it."),
        *(f"{names[one]}: {said[one]}" for one in _SUBJECTS[2:]),
    )


class PairList(TextList):
    """A row a pair of functions."""

    right = frozenset(range(1, len(_SUBJECTS)))

    def texts(self, row: "PairFigures") -> list[str]:
        figures = row.figures
        counts = (figures.handed, figures.accepted, figures.returned)
        return [
            way(row.from_function, row.to_function),
            *(i18n.count(one) for one in (*counts, figures.expired, figures.waiting)),
            *(i18n.share(figures.loss_rate), i18n.share(figures.completeness)),
        ]

    def values(self, row: "PairFigures") -> list[FileValue]:
        figures = row.figures
        counts = (figures.handed, figures.accepted, figures.returned)
        shares = (figures.loss_rate, figures.completeness)
        return [
            self.texts(row)[0],
            *(*counts, figures.expired, figures.waiting),
            *(None if one.raw is None else Decimal(repr(round(one.raw, 6))) for one in shares),
        ]

    def sort_value(self, row: "PairFigures", column: int) -> Any:
        if column == 0:
            # In river order.
            return float(list(self.rows).index(row))
        value = self.values(row)[column]
        return float("inf") if value is None else float(value)

    def is_weak(self, row: "PairFigures", column: int) -> bool:
        if column < 6:
            return column > 0 and self.texts(row)[column] == "0"
        return _share_of(row.figures, _SUBJECTS[column]).rate is None

    def heading_tip(self, column: int) -> str:
        return meanings()[_SUBJECTS[column]] if column else ""

    def tip(self, row: "PairFigures", column: int) -> str:
        if column < 6:
            return self.texts(row)[0] if column == 0 else self.heading_tip(column)
        return _share_tip(_share_of(row.figures, _SUBJECTS[column]), _SUBJECTS[column])


def _missing_meaning() -> str:
    return _(
        "How often an item that a rule asks for was not filled in, over the hand-offs of the "
        "period."
    )


class MissingList(TextList):
    """A row an item that was missing."""

    right = frozenset((1,))

    def texts(self, row: tuple[str, int]) -> list[str]:
        return [row[0], i18n.count(row[1])]

    def values(self, row: tuple[str, int]) -> list[FileValue]:
        return list(row)

    def tip(self, row: tuple[str, int], column: int) -> str:
        return row[0]

    def sort_value(self, row: tuple[str, int], column: int) -> Any:
        return float(row[1]) if column else super().sort_value(row, column)


class FiguresPanel(QWidget):
    """Asks in the background; every figure opens its deals."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from revops_desktop.analytics.settings import settings

        self._actions = actions
        self._about = actions.ask(settings)
        self.report: HandoffReport | None = None
        self._followed = Followed(actions, "handoffs.figures")

    def build(self) -> Iterator[None]:
        """Builds what it is made of; a turn ends at each `yield`."""
        tokens = theme.current()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.space_3)
        head = QHBoxLayout()
        self.period_box = PeriodBox(self._today(), self._about.fiscal_year_start_month)
        self.period_box.chosen.connect(self.refresh)
        self.export_button = texts.button(_("Export…"), "small")
        self.export_button.clicked.connect(lambda _checked=False: self.ask_export())
        head.addWidget(self.period_box)
        head.addStretch(1)
        head.addWidget(self.export_button)
        rows.addLayout(head)
        self.tiles: dict[str, Tile] = {}
        line = QHBoxLayout()
        line.setSpacing(tokens.space_3)
        for subject in _TILES:
            tile = Tile(self)
            made = menu.attach(tile, self._actions, partial(self._tile, subject))
            tile.opened.connect(made.explain)
            self.tiles[subject] = tile
            line.addWidget(tile, 1)
        rows.addLayout(line)
        yield
        across = QHBoxLayout()
        across.setSpacing(tokens.space_3)
        across.addWidget(self._pairs(), 1)
        across.addWidget(self._missing())
        rows.addLayout(across, 1)

    def _today(self) -> date:
        return local_day(self._actions.now(), self._about.time_zone)

    def _pairs(self) -> Panel:
        panel = Panel(_("Between the functions"))
        self.pair_list = PairList(self)
        self.pairs = CellTable(self.pair_list, _("Between the functions"))
        self.pairs.opened.connect(self._open_cell)
        menu.attach(self.pairs, self._actions, lambda: self._table(self.pairs))
        panel.layout_.addWidget(self.pairs, 1)
        return panel

    def _missing(self) -> Panel:
        panel = Panel(_("Missing most often"))
        self.missing_panel = panel
        self.missing_list = MissingList(self)
        self.missing = ListTable(self.missing_list, _("Missing most often"))
        self.missing.setProperty("kind", "clear")
        self.missing.activated.connect(self._open_item)
        self.missing.clicked.connect(self._open_item)
        menu.attach(self.missing, self._actions, lambda: self._table(self.missing))
        panel.layout_.addWidget(self.missing, 1)
        return panel

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a deal there is room for the functions alone."""
        super().resizeEvent(event)
        width = event.size().width()
        self.missing_panel.setVisible(width >= _WIDE)
        share = round((width - _WIDE) * _SIDE_SHARE)
        self.missing_panel.setFixedWidth(max(_SIDE, share))

    def refresh(self) -> None:
        """Asks for the figures of the chosen period."""
        from revops_desktop.analytics.handoff_figures import handoff_figures

        self.period_box.reckon(self._today(), self._about.fiscal_year_start_month)
        self._followed.ask(
            handoff_figures,
            self.show_report,
            period=self.period_box.period(),
            now=self._actions.now(),
        )

    def forget(self) -> None:
        """Changes may have passed unseen: all is read anew by the next question."""
        self._followed.forget()

    def notice(self, changed: "ChangedLike") -> None:
        """Something was written; the next question is asked by `refresh`."""
        if changed.tables & FRAMING:
            self._followed.forget()
        else:
            self._followed.touch(changed.deals)

    def show_report(self, report: "HandoffReport") -> None:
        """Shows these figures."""
        self.report = report
        names, said = subject_names(), meanings()
        for subject, tile in self.tiles.items():
            tile.show_figure(_tile(subject, names[subject], said[subject], report.whole))
        first = not self.pair_list.headings
        listed = [_("From → to"), *(names[one] for one in _SUBJECTS[1:])]
        self.pair_list.take(report.pairs, listed)
        self.missing_list.take(report.missing, [_("Item"), _("Times")])
        if first:
            self._lay_out()

    def _lay_out(self) -> None:
        for table in (self.pairs, self.missing):
            header = table.horizontalHeader()
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            for column, name in enumerate(table.list.headings[1:], 1):
                room = header.fontMetrics().horizontalAdvance(name) + _BESIDE
                table.setColumnWidth(column, max(_NARROWEST, room))
        self.pairs.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.missing.sortByColumn(1, Qt.SortOrder.DescendingOrder)

    # Down to the deals

    def _open_cell(self, index: QModelIndex) -> None:
        row: PairFigures = self.pairs.row(index)
        named = way(row.from_function, row.to_function)
        self._open(_SUBJECTS[index.column()], named, pair=row.pair)

    def _open_item(self, index: QModelIndex) -> None:
        name = self.missing.row(index)[0]
        self._open("incomplete", name, item=name)

    def _behind(self, report: "HandoffReport", subject: str, **more: Any) -> BehindQuestion:
        """The deals that a figure counts."""
        from revops_desktop.analytics.handoff_figures import handoffs_behind

        asked = {"period": report.period, "now": self._actions.now(), "subject": subject, **more}
        return BehindQuestion(handoffs_behind, asked)

    def _tile(self, subject: str) -> Explained | None:
        if self.report is None:
            return None
        period = period_text(self.report.period)
        behind = self._behind(self.report, subject)
        return of_tile(self.tiles[subject], behind, period_text=period)

    def _table(self, table: ListTable) -> Explained | None:
        if self.report is None:
            return None

        is_pairs = table is self.pairs

        def open_row(place: int) -> None:
            first = table.found.index(place, 0)
            (self._open_cell if is_pairs else self._open_item)(first)

        return Explained(
            table.accessibleName(),
            period_text=period_text(self.report.period),
            n=self.report.whole.handed,
            sentence=_pairs_meaning() if is_pairs else _missing_meaning(),
            rows=lambda: menu.table_rows(table),
            open_row=open_row,
            picture=table,
        )

    def _open(self, subject: str, of: str = "", **more: Any) -> None:
        if self.report is None:
            return
        named = _("Items missing") if subject == "incomplete" else subject_names()[subject]
        if subject == "lost":
            named = _("Returned or expired")
        parts: Sequence[str] = [part for part in (named, of) if part]
        about = Explained(
            " · ".join(parts),
            period_text=period_text(self.report.period),
            sentence=meanings()[subject],
            deals=self._behind(self.report, subject, **more),
        )
        explain(self, self._actions, about)

    def ask_export(self) -> None:
        """Writes the figures between the functions into a file."""

        def told(text: str) -> None:
            texts.message(self, _("Export"), text)

        export(self, self._actions, _("Hand-off figures"), self.pairs, told)


def _share_of(figures: "HandoffFigures", subject: str) -> "Share":
    return figures.loss_rate if subject == "lost" else figures.completeness


def _share_tip(share: "Share", subject: str) -> str:
    part = f"{i18n.count(share.numerator)} ÷ {i18n.count(share.denominator)}"
    return "\n".join(one for one in (meanings()[subject], part, i18n.why(share)) if one)


def _tile(subject: str, name: str, meaning: str, whole: "HandoffFigures") -> TileFigure:
    if subject in ("lost", "incomplete"):
        share = _share_of(whole, subject)
        note = f"{i18n.count(share.numerator)} ÷ {i18n.count(share.denominator)}"
        tip = _share_tip(share, subject)
        return TileFigure(
            *(name, i18n.share(share), note, tip),
            weak=share.rate is None,
            exact=wording("share").file(share.rate),
            n=share.denominator,
        )
    number = getattr(whole, subject)
    of = i18n.count(whole.handed)
    note = "" if subject == "handed" else _("of {number}").format(number=of)
    return TileFigure(
        *(name, i18n.count(number), note, meaning), weak=number == 0, exact=number, n=whole.handed
    )
