"""Brings in what pages are made of, away from the window and before they are shown.

Imported when its page is first shown, it would hold the window for a quarter of a second.
"""

from collections.abc import Callable
from importlib import import_module

from revops_desktop.ui import places

# What many pages ask (analytics/…), and each to be filled: figures first, as in the navigation.
SHARED = ("settings", "pipelines", "filters", "filter_values", "saved_views", "custom_fields")
QUESTIONS = {
    "overview": ("report_months", "overview", "bottleneck"),
    "bottleneck": (
        *("bottleneck", "bottleneck_evidence", "month_records", "month_words", "local_optima"),
        *("correlations", "source_costs"),
    ),
    "river": ("bottleneck", "segments", "river_picture", "river_layout"),
    "funnel": (
        *("funnel_sheet", "funnel_tiles", "leak_sheet", "stage_durations", "stuck", "overrides"),
        *("trend_sheet", "breakdown", "compared_steps"),
    ),
    "health": ("health_page", "measured_weight", "waterfall"),
    "sla": ("sla_page", "sla_clocks", "sla_behind", "sla_handoffs"),
    "plan": ("planned", "targets", "channel_months"),
    "exchange": ("imports", "lookup"),
    "today": ("today", "handoff_inbox"),
    "handoffs": ("handoff_rules", "handoff_inbox", "handoffs", "handoff_figures"),
    "recycle": ("recycle", "recycle_figures", "nurture_lists"),
    "companies": ("company_list", "company_page", "deal_form", "segments"),
    "contacts": ("contact_list", "lead_scores"),
    "products": ("product_list",),
    "report": ("kept_reports", "kept_actions", "subject_names"),
    "trash": ("trash",),
    "settings": (
        *("people", "tags", "segments", "exit_reasons", "nurture_lists", "river_settings"),
        *("handoff_rules", "stage_evidence", "lead_scores", "limit_trial", "calendar_month"),
        *("deadlines", "score_trial"),
    ),
}
# The window's own thread brings it in when somebody prints: it loads more of Qt.
APART = {"revops_desktop.ui.report.printing"}
_here: set[str] = set()


def bring_in(is_unwanted: Callable[[], bool]) -> None:
    """Imports them one by one; ends early once `is_unwanted` says that the window is going."""
    for key in QUESTIONS:
        for name in _modules_of(key):
            if is_unwanted():
                return
            import_module(name)
        _made_ready(key)


def bring_in_page(key: str) -> None:
    """Imports one page."""
    for name in _modules_of(key):
        import_module(name)
    _made_ready(key)


def _made_ready(key: str) -> None:
    if key == "settings":
        places.zones()
    _here.add(key)


def is_here(key: str) -> bool:
    """Whether a page has been imported, with what it asks; the first ones came with the window."""
    return key in _here or key not in QUESTIONS


def _modules_of(key: str) -> list[str]:
    from pkgutil import iter_modules

    folder = import_module(f"revops_desktop.ui.{key}")
    made_of = [f"revops_desktop.ui.{key}.{found.name}" for found in iter_modules(folder.__path__)]
    asked = (*SHARED, *QUESTIONS.get(key, ()))
    made_of = [name for name in made_of if name not in APART]
    return [*made_of, *(f"revops_desktop.analytics.{name}" for name in asked)]
