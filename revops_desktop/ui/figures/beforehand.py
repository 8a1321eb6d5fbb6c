"""Brings in what the pages of figures are made of, away from the window and before they are shown.

Imported when its page is first shown, it would hold the window for a quarter of a second.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

# In the order of the navigation.
PAGES = ("overview", "bottleneck", "river", "funnel", "health", "sla", "plan")
# Pages of other things, as slow to import.
OTHERS = (
    *("exchange", "today", "handoffs", "recycle", "companies", "contacts", "products"),
    *("report", "trash"),
)
# What they ask to be filled (analytics/…).
QUESTIONS = (
    *("report_months", "pipelines", "overview", "bottleneck", "bottleneck_evidence"),
    *("month_records", "month_words", "local_optima", "correlations", "source_costs"),
    *("segments", "river_picture", "river_layout", "funnel_sheet", "funnel_tiles", "leak_sheet"),
    *("stage_durations", "stuck", "trend_sheet", "breakdown", "compared_steps", "health_page"),
    *("waterfall", "sla_page", "sla_clocks", "sla_behind", "sla_handoffs", "handoff_figures"),
    *("recycle_figures", "planned", "targets", "channel_months", "overrides", "filters"),
)


def bring_in(is_unwanted: Callable[[], bool]) -> bool:
    """Imports them one by one; ends early once `is_unwanted` says that the window is going.

    Whether any of them was not here yet.
    """
    _make_classes()
    names = [name for key in (*PAGES, *OTHERS) for name in _modules_of(key)]
    is_new = False
    for name in (*names, *(f"analytics.{name}" for name in QUESTIONS)):
        if is_unwanted():
            break
        is_new = is_new or f"revops_desktop.{name}" not in sys.modules
        import_module(f"revops_desktop.{name}")
    return is_new


def bring_in_page(key: str) -> None:
    """Imports one page, where it is one of figures."""
    for name in _modules_of(key) if key in PAGES else ():
        import_module(f"revops_desktop.{name}")


def _make_classes() -> None:
    """Qt's classes that Python makes when they are met first, which takes as long as a frame."""
    picture = QImage(1, 1, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    painter.device()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(picture.rect(), QColor(Qt.GlobalColor.transparent))
    painter.end()
    QRegion(picture.rect()).rectCount()


def _modules_of(key: str) -> list[str]:
    folder = import_module(f"revops_desktop.ui.{key}")
    return [f"ui.{key}.{found.name}" for found in iter_modules(folder.__path__)]
