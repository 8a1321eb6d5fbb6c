"""Side by side: the figures and the conversions of every segment, pod, owner, source and so on."""

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, cast

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop import i18n
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.filtering import LABELS
from revops_desktop.ui import texts, theme
from revops_desktop.ui.charts.bars import Bar, BarChart, BarData
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain
from revops_desktop.ui.figures.followed import NAMED, Followed
from revops_desktop.ui.figures.menu import attach, table_rows
from revops_desktop.ui.funnel.compare_lists import CompareList, fill_figures, fill_steps
from revops_desktop.ui.funnel.sheet import Asked, Sheet
from revops_desktop.ui.funnel.switch import Switch
from revops_desktop.ui.tables.text_list import CellTable

if TYPE_CHECKING:
    from revops_desktop.analytics.breakdown import Breakdown
    from revops_desktop.analytics.compared_steps import ComparedSteps
    from revops_desktop.analytics.filters import Dimension
    from revops_desktop.ui.actions import Actions, ChangedLike

BY = ("segment", "pod", "owner", "source", "channel", "kind", "product")
# At least so many values are drawn as bars, and otherwise as fill this part of the height.
_FEWEST_BARS, _PART, _BAR_HEIGHT = 3, 0.38, 28


class CompareSheet(Sheet):
    """Rows are values, columns are figures; each figure opens its deals."""

    key: ClassVar[str] = "compare"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._of: tuple[str, str] = ("", "")
        self._steps: ComparedSteps | None = None
        # One is shown at a time, so that both have one key: the newest is shown.
        self._figures = Followed(actions, "funnel-compare", NAMED)
        self._conversions = Followed(actions, "funnel-compare", NAMED)
        self.by = QComboBox()
        self.by.setAccessibleName(_("Compare by"))
        for key in BY:
            self.by.addItem(_(LABELS[key]), key)
        self.by.currentIndexChanged.connect(lambda _place: self._on_choice())
        self.what = Switch(
            _("What is compared"),
            (
                ("figures", _("Figures"), ""),
                ("count", _("Conversion (count)"), ""),
                ("amount", _("Conversion (amount)"), ""),
            ),
        )
        self.what.chosen.connect(lambda _key: self._on_choice())
        self.tools_row.addWidget(self.by)
        self.tools_row.addWidget(self.what)
        self.list = CompareList()
        self.table = CellTable(self.list, self.name())
        self.list.setParent(self.table)
        self.table.opened.connect(self._open)
        attach(self.table, actions, self._whole)
        self.layout_.addWidget(self.table, 1)
        self.chart = BarChart(_("Side by side"))
        self.chart.opened.connect(self._open_bar)
        attach(self.chart, actions, self._drawn)
        self.drawn = texts.label("", "muted")
        self.layout_.addWidget(self.drawn)
        self.layout_.addWidget(self.chart)
        self.layout_.addStretch(0)
        header = self.table.horizontalHeader()
        header.sortIndicatorChanged.connect(lambda _column, _order: self._draw_bars())

    @staticmethod
    def name() -> str:
        return _("Compare")

    def state(self) -> dict[str, str]:
        return {"by": str(self.by.currentData()), "what": self.what.choice}

    def recall(self, state: dict[str, str]) -> None:
        place = self.by.findData(state.get("by", ""))
        if place >= 0:
            with QSignalBlocker(self.by):
                self.by.setCurrentIndex(place)
        self.what.take(state.get("what", ""))

    def _on_choice(self) -> None:
        self.remembered.emit()
        if self._steps is not None and self.shown is not None and self._is_drawn():
            # The same answer holds both bases.
            self._draw_steps(self.shown, self._steps)
            return
        self.wanted.emit()

    def _is_drawn(self) -> bool:
        return self._of == (str(self.by.currentData()), "steps") and self.what.choice != "figures"

    def notice(self, changed: "ChangedLike") -> None:
        self._figures.notice(changed)
        self._conversions.notice(changed)

    def ask(self, asked: Asked) -> None:
        by = str(self.by.currentData())
        if self.what.choice == "figures":
            from revops_desktop.analytics.breakdown import followed_breakdown

            self._figures.ask(
                followed_breakdown,
                lambda answer: self._show_parts(asked, by, answer),
                **asked.of_period,
                by=by,
            )
            return
        from revops_desktop.analytics.compared_steps import compared_steps

        self._conversions.ask(
            compared_steps,
            lambda answer: self._show_steps(asked, by, answer),
            **asked.of_period,
            by=by,
        )

    def _show_parts(self, asked: Asked, by: str, answer: "Breakdown") -> None:
        # Values that had nothing in the period and have nothing open are left out.
        rows = [one for one in answer.parts if one.entered.count or one.won.count or one.open.count]
        fill_figures(self.list, by, rows, asked.currency)
        self._steps = None
        self._told(asked, (by, "figures"), [0, 74, 108, 60, 90, 78, 86, 100, 92, 86, 82])

    def _show_steps(self, asked: Asked, by: str, answer: "ComparedSteps") -> None:
        self._steps = answer
        self._draw_steps(asked, answer, (by, "steps"))

    def _draw_steps(
        self, asked: Asked, answer: "ComparedSteps", of: tuple[str, str] | None = None
    ) -> None:
        by = of[0] if of else self._of[0]
        fill_steps(self.list, by, answer, in_money=self.what.choice == "amount")
        metrics = self.table.fontMetrics()
        widths = [
            min(max(metrics.horizontalAdvance(heading) + 26, 72), 130)
            for heading in self.list.headings
        ]
        self._told(asked, of or self._of, [0, *widths[1:]])

    def _told(self, asked: Asked, of: tuple[str, str], widths: list[int]) -> None:
        is_another = of != self._of
        self.shown, self._of = asked, of
        self.table.share_width(widths, 150)
        if is_another:
            self.table.sortByColumn(4 if of[1] == "figures" else 1, Qt.SortOrder.DescendingOrder)
        self._draw_bars()
        number = len(self.list.rows)
        note = ngettext("{n} value", "{n} values", number).format(n=i18n.count(number))
        if of[0] == "product":
            note += " · " + _("a deal of several products is in each of them")
        self.set_note(note)
        self.say_empty(not number, asked, _("No deal entered or ended in this period."))
        self.answered.emit()

    def _column(self) -> int:
        """The column that the bars show: the one sorted by, the first figure for the names."""
        column = self.table.horizontalHeader().sortIndicatorSection()
        return column if 1 <= column < len(self.list.headings) else 1

    def _draw_bars(self) -> None:
        """The first values of the table, in its order, as bars of the column sorted by."""
        if self.shown is None or not self.list.units:
            return
        column, rows = self._column(), self.table.shown()
        bars = []
        # The table keeps the larger part of the room.
        most = max(_FEWEST_BARS, int(self.height() * _PART) // _BAR_HEIGHT)
        for place, row in enumerate(rows[:most]):
            figure = self.list.figure(row, column)
            value = figure.order if isfinite(figure.order) else None
            bars.append(Bar(place, self.list.name(row), value, figure.n))
        words = wording(self.list.units[column], self.shown.currency)
        heading = self.list.headings[column]
        self.chart.set_data(BarData(self.by.currentText(), heading, tuple(bars), words))
        self.chart.setAccessibleName(f"{self.name()}: {heading}")
        self.drawn.setText(heading)
        for part in (self.chart, self.drawn):
            part.setVisible(len(bars) > 1)
        self.chart.setFixedHeight(len(bars) * _BAR_HEIGHT + 8)
        lines = theme.current().row_height * len(rows) + self.table.horizontalHeader().height()
        self.table.setMaximumHeight(max(lines + 16, 120))

    # What is behind

    def _open_bar(self, place: object) -> None:
        assert isinstance(place, int)
        self._open(self.table.found.index(place, self._column()))

    def _drawn(self) -> Explained | None:
        whole = self._whole()
        if whole is None:
            return None
        column = self._column()
        return replace(
            whole,
            title=f"{whole.title} · {self.list.headings[column]}",
            sentence=self.list.tips[column],
            rows=self.chart.rows,
            open_row=self._open_bar,
            picture=self.chart,
        )

    def _open(self, index: QModelIndex) -> None:
        about = self._of_cell(self.table.row(index), index.column())
        if about is not None:
            explain(self.window(), self.actions_, about)

    def _of_cell(self, row: Any, column: int) -> Explained | None:
        from revops_desktop.analytics.deals_behind import deals_behind

        if self.shown is None:
            return None
        subject = self.list.subjects[column]
        only = self.shown.only
        by = cast("Dimension", self._of[0])
        meant = replace(only, where=(*only.where, (by, row.value)))
        arguments: dict[str, Any] = {**self.shown.of_period, "only": meant}
        if subject == "first":
            arguments |= {"subject": "reached", "stage_id": self._first()}
        elif subject.startswith("advanced:"):
            stage_id = int(subject.removeprefix("advanced:"))
            arguments |= {"subject": "advanced", "stage_id": stage_id}
        else:
            arguments["subject"] = subject
        heading = self.list.headings[column or 1]
        figure = self.list.figure(row, column or 1)
        return Explained(
            title=f"{self.list.name(row)} · {heading}",
            sentence=self.list.tips[column or 1],
            period_text=_("as of now") if subject == "open" else self.shown.period_text,
            value_text=figure.text,
            note=" · ".join(figure.tip.splitlines()),
            deals=BehindQuestion(deals_behind, arguments),
        )

    def _first(self) -> int:
        """The first stage of the pipeline that is shown."""
        from revops_desktop.analytics.pipelines import stages_of

        assert self.shown is not None
        stages = self.actions_.ask(stages_of, pipeline_id=self.shown.pipeline_id)
        return stages[0].stage_id if stages else 0

    def _whole(self) -> Explained | None:
        if self.shown is None:
            return None
        return Explained(
            title=f"{self.name()} · {self.by.currentText()}",
            key="" if self._of[1] == "figures" else "conversion",
            sentence=_whole_meaning() if self._of[1] == "figures" else "",
            period_text=self.shown.period_text,
            note=self.note.text(),
            rows=lambda: table_rows(self.table),
            open_row=lambda place: self._open(self.table.found.index(place, 0)),
            picture=self.table,
        )


def _whole_meaning() -> str:
    return _(
        "The key figures of the period for each value, side by side: of the deals that came in, of "
        "those won and lost, and of those open now."
    )
