"""What each step came to, in one short line for the rail; no widgets."""

from typing import TYPE_CHECKING

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui.exchange.column_view import columns_of
from revops_desktop.ui.exchange.draft import Draft, Step, open_questions
from revops_desktop.ui.exchange.match_view import SHORT, mode_of
from revops_desktop.ui.exchange.summary_words import in_short

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary


def rail_words(draft: Draft, done: "ImportSummary | None", step: Step) -> str:
    """A short line; "" where nothing is known yet."""
    asked = len(open_questions(draft, step))
    if asked:
        return ngettext("{number} question", "{number} questions", asked).format(
            number=count(asked)
        )
    told = {
        "file": _files,
        "kind": _kinds,
        "columns": _columns,
        "match": lambda draft: _(SHORT[mode_of(draft)]) if draft.guessed is not None else "",
        "check": lambda draft: in_short(draft.checked) if draft.checked is not None else "",
    }
    if step == "done" and done is not None:
        return in_short(done)
    return told[step](draft) if step in told else ""


def _files(draft: Draft) -> str:
    if len(draft.files) == 1:
        return draft.files[0].path.name
    if not draft.files:
        return ""
    return ngettext("{number} file", "{number} files", len(draft.files)).format(
        number=count(len(draft.files))
    )


def _columns(draft: Draft) -> str:
    if draft.guessed is None:
        return ""
    rows = [row for path in draft.paths for row in columns_of(draft, path)]
    taken = sum(bool(row.fields) for row in rows)
    return _("{number} of {all} brought in").format(number=count(taken), all=count(len(rows)))


def _kinds(draft: Draft) -> str:
    mapping = draft.mapping()
    if mapping is None:
        return ""
    from revops_desktop.exchange.fields import KIND_LABELS

    kinds = dict.fromkeys(source.kind for source in mapping.sources)
    return " · ".join(_(KIND_LABELS[kind]) for kind in kinds)
