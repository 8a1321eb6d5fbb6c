"""A whole number to type or to step: of points, days, pieces."""

from PySide6.QtWidgets import QSpinBox

from revops_desktop.ui import theme


class WholeNumber(QSpinBox):
    """Between two bounds; `none` is what the lowest one stands for."""

    def __init__(self, low: int, high: int, none: str = "", suffix: str = "") -> None:
        super().__init__()
        self.setRange(low, high)
        self.setSpecialValueText(none)
        self.setSuffix(suffix)
        self.setAccelerated(True)
        # The style's own padding does not reach the number in it.
        self.lineEdit().setTextMargins(theme.current().space_2, 0, 0, 0)
