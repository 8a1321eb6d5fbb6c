"""Two buttons beside a pipeline: make it like a template, save it as one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from revops_desktop.errors import Problem
from revops_desktop.i18n import _
from revops_desktop.ui import template_box, texts, theme
from revops_desktop.ui.settings.template_dialog import TemplateDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import RiverSettings
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.settings.river_writer import RiverWriter


class TemplateButtons(QWidget):
    """What they do concerns the pipeline that was shown last."""

    def __init__(
        self, actions: "Actions", writer: "RiverWriter", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._writer = actions, writer
        self._river: RiverSettings | None = None
        self.apply = texts.button(_("Apply a template…"))
        self.save = texts.button(_("Save as a template…"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_2)
        layout.addWidget(self.apply)
        layout.addWidget(self.save)
        self.apply.clicked.connect(self._apply)
        self.save.clicked.connect(self._save)

    def show_river(self, river: "RiverSettings | None") -> None:
        """Says which pipeline it is about."""
        self._river = river
        self.apply.setEnabled(river is not None)
        self.save.setEnabled(river is not None and bool(river.in_use))

    def _apply(self) -> None:
        from revops_desktop.analytics.settings import settings
        from revops_desktop.operations import template_applying

        if self._river is None:
            return

        def write(wanted: dict[str, Any]) -> bool:
            return self._writer.do(template_applying.apply_to, **wanted)

        language = self._actions.ask(settings).language
        named = (self._river.pipeline_id, self._river.name)
        dialog = TemplateDialog(self._actions, named, language, write, self)
        dialog.exec()
        dialog.deleteLater()

    def _save(self) -> None:
        from revops_desktop.operations import template_files, template_saving, template_text
        from revops_desktop.safe_files import write_safely
        from revops_desktop.ui.start.new_dialog import FORBIDDEN

        if self._river is None:
            return
        stem = " ".join(FORBIDDEN.sub(" ", self._river.name).split()) or _("Pipeline")
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            _("Save as a template"),
            f"{stem}{template_files.SUFFIX}",
            template_box.kind(),
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.casefold() != template_files.SUFFIX:
            path = path.with_name(path.name + template_files.SUFFIX)
        try:
            template = self._actions.ask(
                template_saving.as_template, pipeline_id=self._river.pipeline_id
            )
            write_safely(path, template_text.as_text(template).encode())
        except Problem as problem:
            texts.message(self, _("This could not be done"), str(problem), "warning")
            return
        texts.message(
            self,
            _("Save as a template"),
            _(
                "Wrote {path}. It holds the stages and everything that was agreed, and no deal or "
                "person. Choose it where a template is chosen, here or for a new workspace."
            ).format(path=path),
        )
