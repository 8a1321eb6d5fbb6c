"""What people write is shown as they wrote it: Qt never gets to guess rich text.

A company called `<A> Ltd` is rendered, and files named in `<img src=…>` are opened, by labels,
message boxes and tool tips. So `ui/texts.py` alone makes them, in plain text; this finds the rest.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.source import PACKAGE, Module, read

THE_ONE_PLACE = f"{PACKAGE}.ui.texts"

GUESSING_CLASSES = {
    *("QLabel", "QMessageBox", "QErrorMessage", "QInputDialog", "QProgressDialog", "QWizard"),
    *("QWizardPage", "QWhatsThis", "QToolTip", "QStaticText", "QSplashScreen"),
    # These read and paste rich text; notes are kept in QPlainTextEdit.
    *("QTextEdit", "QTextBrowser", "QTextDocument"),
    # pyqtgraph's
    *("LabelItem", "InfLineLabel", "LegendItem"),
}
GUESSING_CALLS = {
    *("setToolTip", "setWhatsThis", "setHtml", "insertHtml", "appendHtml", "setInformativeText"),
    *("setDetailedText", "setTextFormat", "setLabelText", "setToolTipDuration"),
    *("addLegend", "setLabel", "setLabels"),
}


def guesses(module: Module) -> Iterator[str]:
    """Where a text could be taken for rich text."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if name.name in GUESSING_CLASSES:
                    yield f"{module.name}:{node.lineno} imports {name.name}"
        elif isinstance(node, ast.Attribute) and node.attr in GUESSING_CLASSES:
            yield f"{module.name}:{node.lineno} uses {node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in GUESSING_CALLS:
                yield f"{module.name}:{node.lineno} calls {node.func.attr}"
            if node.func.attr in ("addRow", "insertRow") and _is_text(node.args):
                yield f"{module.name}:{node.lineno} lets a form make its own label"
        elif isinstance(node, ast.FunctionDef) and _answers_tool_tips(node):
            yield f"{module.name}:{node.lineno} answers a tool tip itself"


def _is_text(arguments: list[ast.expr]) -> bool:
    texts = [one for one in arguments if not _is_number(one)][:1]
    for one in texts:
        if isinstance(one, ast.JoinedStr):
            return True
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            return True
        if isinstance(one, ast.Call):
            made_by = ast.unparse(one.func)
            return made_by in ("_", "ngettext", "str") or made_by.endswith(".format")
    return False


def _is_number(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and isinstance(argument.value, int)


def _answers_tool_tips(function: ast.FunctionDef) -> bool:
    """A model's `data` that answers ToolTipRole without `texts.tool_tip`."""
    if function.name != "data":
        return False
    body = ast.unparse(function)
    return "ToolTipRole" in body and "tool_tip(" not in body


def test_only_one_module_makes_labels_messages_and_tool_tips() -> None:
    found = [
        guess
        for module in read(PACKAGE)
        if module.name != THE_ONE_PLACE
        for guess in guesses(module)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "from PySide6.QtWidgets import QLabel",
        "QtWidgets.QMessageBox.warning(self, title, name)",
        "widget.setToolTip(name)",
        "form.addRow('Name', field)",
        "form.addRow(_('Name'), field)",
        "form.insertRow(0, _('{n}').format(n=1), field)",
        "plot.setLabel('left', name)",
        "class M:\n    def data(self, index, role):\n"
        "        if role == Qt.ItemDataRole.ToolTipRole:\n            return name",
    ],
)
def test_a_planted_guess_is_found(text: str) -> None:
    assert len(list(guesses(Module("revops_desktop.ui.page", text)))) == 1


def test_a_label_from_the_one_place_is_fine() -> None:
    text = "from revops_desktop.ui import texts\nform.addRow(texts.label(_('Name')), field)"
    assert list(guesses(Module("revops_desktop.ui.page", text))) == []
