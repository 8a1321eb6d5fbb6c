"""What a table shows, as a person reads it."""

from revops_desktop.ui.tables.record_panel import RecordPanel
from revops_desktop.ui.tables.records_page import RecordsPage


def panel_of(page: RecordsPage) -> RecordPanel:
    """The list of a page that has been opened."""
    assert page.panel is not None
    return page.panel


def column(panel: RecordPanel, key: str) -> list[str]:
    """The cells of a column from the top."""
    place = [spec.key for spec in panel.model.specs].index(key)
    return [panel.model.index(row, place).data() for row in range(panel.model.rowCount())]


def cell(panel: RecordPanel, record_id: int, key: str) -> str:
    """The cell of a record."""
    return column(panel, key)[panel.model.row_of(record_id)]
