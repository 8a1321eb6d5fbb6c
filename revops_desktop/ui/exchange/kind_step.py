"""Step 2: what each file holds, where its deals go, and by which mapping it is understood."""

from typing import ClassVar

from revops_desktop.i18n import _
from revops_desktop.ui.exchange.draft import Step
from revops_desktop.ui.exchange.step_page import StepPage


class KindStep(StepPage):
    """What the files are."""

    step: ClassVar[Step] = "kind"

    def show_draft(self) -> None:
        draft = self.work.draft
        self.say(_("What is it?"), draft.problem, "bad" if draft.problem else "muted")
