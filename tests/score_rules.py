"""Lead score rules for tests: none but their own."""

from revops_desktop.analytics import score_trial
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import score_rules
from tests.conftest import NOW


def no_rules(workspace: Workspace) -> None:
    """Takes the rules that came with the template away."""
    for one in workspace.ask(score_trial.rules):
        workspace.do(score_rules.remove, at=NOW, rule_id=one.rule.rule_id)
