"""The words of a file beside what they mean here, and how that is changed; no widgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop.exchange.reading.layout import Look
from revops_desktop.i18n import _
from revops_desktop.rules.text import match_key
from revops_desktop.ui.exchange.draft import Draft, answer_to, answered, questions

if TYPE_CHECKING:
    from revops_desktop.exchange.guessing.questions import Question


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A word: how many of the rows looked at say it, and what it was taken for.

    `said`: the value of the choice, "" where the person said nothing · `likely`: what is proposed,
    or what the guess took it for by itself; `found`: that in words.
    """

    column: str
    word: str
    count: int | None
    question: "Question | None"
    said: str = ""
    likely: str = ""
    found: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing can be checked before somebody says what it means."""
        return self.question is not None and self.question.is_needed and not self.said

    @property
    def value(self) -> str:
        """The value of the choice that holds; "" while it is open."""
        return self.said or (self.likely if self.found else "")

    @property
    def label(self) -> str:
        """What it means, in words; "" while that is open."""
        return _label(self.question, self.said) or self.found

    @property
    def proposal(self) -> str:
        """What is proposed, in words."""
        return "" if self.said or self.found else _label(self.question, self.likely)


def _label(question: "Question | None", value: str) -> str:
    if question is None or not value:
        return ""
    return next((one.label for one in question.choices if one.value == value), value)


def word_questions(draft: Draft, path: Path) -> "tuple[Question, ...]":
    """The questions about words of a file."""
    return tuple(one for one in questions(draft, "values") if one.words and one.file == path.name)


def own_stages(draft: Draft, path: Path) -> "tuple[Question, bool] | None":
    """The question whether a file brings its stages along, and whether that was said; None where
    that is no question."""
    from revops_desktop.exchange.guessing.questions import OWN

    for question in word_questions(draft, path):
        if any(one.value == OWN for one in question.choices):
            said = answer_to(draft, question)
            return question, said is not None and said.value == OWN
    return None


def values_of(draft: Draft, path: Path) -> tuple[ValueRow, ...]:
    """The words that are asked about, and those that the guess took for something by itself."""
    rows = [row for one in word_questions(draft, path) for row in _rows(draft, one)]
    asked = {(row.column, match_key(row.word)) for row in rows}
    matched = matched_questions(draft, path)
    more = [row for one in matched for row in _matched_rows(draft, one)]
    rows += [row for row in more if (row.column, match_key(row.word)) not in asked]
    told = {match_key(row.word) for row in rows}
    source = draft.source(path)
    by_mapping: Mapping[str, Mapping[str, str]] = source.values if source is not None else {}
    for field, words in by_mapping.items():
        column = _column_of(draft, path, field)
        rows += [
            ValueRow(column, word, None, None, found=meaning or _("left out"))
            for word, meaning in words.items()
            if match_key(word) not in told
        ]
    return tuple(rows)


def matched_questions(draft: Draft, path: Path) -> "tuple[Question, ...]":
    """Words that the guess understood by itself, as questions that may be answered otherwise."""
    guessed = draft.guessed.files if draft.guessed is not None else ()
    return next((one.matched for one in guessed if one.path == path), ())


def _matched_rows(draft: Draft, question: "Question") -> list[ValueRow]:
    answer = answer_to(draft, question)
    words = answer.words if answer is not None else {}
    return [
        ValueRow(
            question.column,
            one.text,
            one.count,
            question,
            said=words.get(one.text, ""),
            likely=one.likely,
            found=_label(question, one.likely),
        )
        for one in question.words
    ]


def counted_rows(row: ValueRow, look: Look) -> int | None:
    """In how many of the first rows of a long list the word was counted; None: in all of them."""
    from revops_desktop.exchange.guessing.evidence import MOST_FOR_STAGES
    from revops_desktop.exchange.guessing.questions import OWN

    if row.question is None or row.said == OWN:
        return None
    is_of_stages = row.question.asks in ("stages", "outcome") and look.layout.form == "text"
    most = max(len(look.sample), MOST_FOR_STAGES if is_of_stages else 0)
    return None if look.is_whole and look.rows <= most else most


def hint(row: ValueRow) -> str:
    """Why a word was taken for that, or is likely to mean it; "" where nothing is."""
    from revops_desktop.exchange.guessing.questions import LEFT, NEW, WAY

    if row.said or row.question is None:
        return _("As you said.") if row.said else _("As the mapping says.")
    meant = _label(row.question, row.likely)
    if not row.found:
        return _("Likely: “{meaning}”.").format(meaning=meant) if meant else ""
    if row.likely == NEW:
        return _("Nothing here is called so; it is made.")
    if row.likely == LEFT:
        return _("Nothing here means that.")
    if row.likely.startswith(WAY):
        return _("It usually means that.")
    if match_key(row.word) == match_key(meant):
        return _("It is called so here.")
    return _("Nearly the same: “{meaning}”.").format(meaning=meant)


def _rows(draft: Draft, question: "Question") -> list[ValueRow]:
    from revops_desktop.exchange.guessing.questions import OWN

    answer = answer_to(draft, question)
    words = answer.words if answer is not None else {}
    whole = answer.value if answer is not None and answer.value == OWN else ""
    otherwise = "" if question.is_needed else question.likely
    return [
        ValueRow(
            question.column,
            one.text,
            one.count,
            question,
            said=whole or words.get(one.text, otherwise),
            likely=one.likely,
        )
        for one in question.words
    ]


def _column_of(draft: Draft, path: Path, field: str) -> str:
    from revops_desktop.ui.exchange.column_view import field_label, taken_columns

    source = draft.source(path)
    assert source is not None
    named = (name for name, keys in taken_columns(draft, path).items() if field in keys)
    return next(named, field_label(source.kind, field))


def meaning(draft: Draft, question: "Question", words: Mapping[str, str]) -> Draft:
    """The draft with what some words mean; what was said of others stays."""
    from revops_desktop.exchange.guessing.questions import OWN

    before = answer_to(draft, question)
    kept = dict(before.words) if before is not None and before.value != OWN else {}
    return answered(draft, question.answer("", {**kept, **words}))


def proposals(draft: Draft, path: Path) -> "dict[Question, dict[str, str]]":
    """What is proposed for words that are open, by their question."""
    found: dict[Question, dict[str, str]] = {}
    for row in values_of(draft, path):
        if row.is_open and row.likely and row.question is not None:
            found.setdefault(row.question, {})[row.word] = row.likely
    return found


def proposals_taken(draft: Draft, path: Path) -> Draft:
    """The draft with everything that is proposed taken."""
    for question, words in proposals(draft, path).items():
        draft = meaning(draft, question, words)
    return draft


def brings_stages(draft: Draft, question: "Question", *, own: bool) -> Draft:
    """The draft with the stages of a file brought along, or matched with those that are here."""
    from revops_desktop.exchange.guessing.questions import OWN

    return answered(draft, question.answer(OWN if own else ""))
