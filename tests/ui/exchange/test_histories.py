"""The files of one export dropped together: deals, where they were, and what happened with them."""

from pathlib import Path

from revops_desktop.ui.exchange.page import ExchangePage
from tests.ui.exchange.test_page import Wait, check_step, checked, drop, page, wait

# The fixtures of the page's own test.
__all__ = ["page", "wait"]

FILES = {
    "deals.csv": "Deal ID,Deal name,Company,Stage,Created,Amount\n"
    "D1,Warehouse,Aoba,Proposal,2026-01-05,100\nD2,Tills,Midori,Inquiry,2026-01-07,200\n",
    "history.csv": "Deal ID,From stage,To stage,Changed at,Changed by\n"
    "D1,Meet,Inquiry,2026-01-10 10:00,Sato\nD1,Inquiry,Proposal,2026-02-10 09:30,Sato\n",
    "activities.csv": "Type,Subject,Date,Deal ID,Owner\nCall,First call,2026-01-06,D1,Sato\n"
    "Visit,Demo,2026-02-15,D9,Sato\n",
}


def test_files_of_one_export_come_in_together(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assistant = page.assistant
    assert drop(page.window(), *(tmp_path / name for name in FILES))
    wait(lambda: assistant.isVisible() and checked(assistant))
    mapping = assistant.work.draft.mapping()
    assert mapping is not None
    kinds = {source.file: source.kind for source in mapping.sources}
    assert kinds == {
        "deals.csv": "deals",
        "history.csv": "stage_changes",
        "activities.csv": "activities",
    }
    assistant.show_step("check")
    step = check_step(assistant)
    assert [number for number, _word in step.figures.shown] == [6, 5, 0, 0, 1]
    assistant.go_on()
    wait(lambda: assistant.step == "done")
    from revops_desktop.analytics.lookup import deals

    (found,) = page.actions_.ask(deals, text="Warehouse")
    assert found.title == "Warehouse"
