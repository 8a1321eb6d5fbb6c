"""The waterfall on its panel: by amount or by count; every step opens its deals."""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _
from revops_desktop.rules.waterfall import CHANGES, MOVEMENTS, RISING
from revops_desktop.ui import texts, theme
from revops_desktop.ui.charts.waterfall import Step, WaterfallChart, WaterfallData
from revops_desktop.ui.funnel.rows import amount_text
from revops_desktop.ui.health import words
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.tally import Tally
    from revops_desktop.analytics.waterfall import Waterfall

Basis = Literal["amount", "count"]


class WaterfallPanel(Panel):
    """`opened` tells the step whose deals are wanted; `chosen` that another basis is."""

    opened = Signal(str)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        tokens = theme.current()
        self.basis: Basis = "amount"
        self.answer: Waterfall | None = None
        self.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        self.layout_.setSpacing(tokens.space_1)
        head = QHBoxLayout()
        head.setSpacing(tokens.space_2)
        head.addWidget(texts.heading(_("Waterfall")))
        self.note = texts.label("", "muted")
        self.note.setMinimumWidth(0)
        head.addWidget(self.note, 1)
        self.dateless = texts.button("", "small")
        self.dateless.clicked.connect(lambda _checked=False: self.opened.emit("dateless"))
        self.dateless.hide()
        head.addWidget(self.dateless)
        self._bases = QButtonGroup(self)
        self.buttons = {}
        for basis, name in self._names().items():
            button = texts.button(name, "small")
            button.setCheckable(True)
            button.setChecked(basis == self.basis)
            button.clicked.connect(lambda _checked, basis=basis: self._choose(basis))
            self._bases.addButton(button)
            self.buttons[basis] = button
            head.addWidget(button)
        self.layout_.addLayout(head)
        self.chart = WaterfallChart(_("Waterfall"))
        self.chart.empty = _(
            "Nothing was to close by the end of this period. Give open deals an expected close, "
            "and they flow in here."
        )
        self.chart.opened.connect(lambda key: self.opened.emit(str(key)))
        self.layout_.addWidget(self.chart, 1)

    @staticmethod
    def _names() -> dict[Basis, str]:
        return {"amount": _("By amount"), "count": _("By count")}

    def show_basis(self, basis: str) -> None:
        """Takes a basis that was chosen before; any other text counts as none."""
        if basis in self.buttons:
            self.basis = "count" if basis == "count" else "amount"
            self.buttons[self.basis].setChecked(True)

    def _choose(self, basis: Basis) -> None:
        self.basis = basis
        if self.answer is not None:
            self.show_waterfall(self.answer)
        self.chosen.emit()

    def show_waterfall(self, found: "Waterfall") -> None:
        """Draws this waterfall."""
        self.answer = found
        self.note.setText(
            _("{start} → {end} · closing by the end of the period").format(
                start=self._total(found.start, found), end=self._total(found.end, found)
            )
        )
        number = found.dateless.count
        self.dateless.setVisible(bool(number))
        self.dateless.setText(
            texts.button_text(_("{n} without an expected close").format(n=i18n.count(number)))
        )
        self.chart.set_data(data_of(found, self.basis))

    def _total(self, tally: "Tally", found: "Waterfall") -> str:
        if self.basis == "count":
            return i18n.count(tally.count)
        return amount_text(tally, found.currency)


def data_of(found: "Waterfall", basis: Basis) -> WaterfallData:
    """The steps that the chart draws; changes of amount change no count."""
    steps = [_total("start", found.start, basis)]
    for movement in MOVEMENTS:
        if basis == "count" and movement in CHANGES:
            continue
        tally = found.movements[movement]
        sign = 1 if movement in RISING else -1
        value = tally.amount if basis == "amount" else tally.count
        n = found.changed[movement] if movement in CHANGES else tally.count
        name, is_good = words.step_name(movement), movement == "won"
        steps.append(Step(movement, name, sign * value, n=n, is_good=is_good))
    steps.append(_total("end", found.end, basis))
    figure = _("Amount") if basis == "amount" else _("Change in number")
    return WaterfallData(figure, tuple(steps), wording(basis, found.currency))


def _total(key: str, tally: "Tally", basis: Basis) -> Step:
    value = tally.amount if basis == "amount" else tally.count
    return Step(key, words.step_name(key), value, "total", n=tally.count)
