"""A draft without a window: what it needs next, how far each step is, what a change forgets."""

from dataclasses import replace
from pathlib import Path

from revops_desktop.database.changes import Changed
from revops_desktop.exchange.guessing.questions import Answer, Choice, FileGuess, Guessed, Question
from revops_desktop.exchange.mapping import Column, ImportMapping, Source
from revops_desktop.exchange.reading.layout import ColumnLook, Layout, Look
from revops_desktop.exchange.summary import FileSummary, ImportSummary
from revops_desktop.ui.exchange import draft as drafts
from revops_desktop.ui.exchange import steps
from revops_desktop.ui.exchange.draft import Draft, SourceFile, needs
from revops_desktop.ui.exchange.steps import next_step, state

PATH = Path("/lists/deals [1].csv")
LOOK = Look(
    PATH, Layout("text", "utf-8", ",", header_line=1), (ColumnLook("Title", "name", 1),), (), 3
)
SOURCE = Source(drafts.pattern(PATH), "deals", {"title": Column(("Title",))})
DATES = Question(
    "dates", PATH.name, "Which order?", (Choice("dmy", ""), Choice("mdy", "")), "Created"
)


def looked_at() -> Draft:
    return replace(
        drafts.with_files(Draft(), [PATH]), files=(SourceFile(PATH, look=LOOK, found=LOOK.layout),)
    )


def understood(*questions: Question) -> Draft:
    guess = FileGuess(PATH, LOOK, (), SOURCE)
    guessed = Guessed(ImportMapping("guess", (SOURCE,)), (guess,), questions)
    return replace(looked_at(), guessed=guessed)


def summary(created: int = 2, refused: int = 0) -> ImportSummary:
    file = FileSummary(PATH.name, "deals", "utf-8", created + refused, created, 0, refused)
    return ImportSummary(True, (file,), (), refused, {}, None, 0.1, Changed())


def test_what_is_needed_next() -> None:
    assert needs(Draft()) == ""
    assert needs(drafts.with_files(Draft(), [PATH])) == "look"
    assert needs(looked_at()) == "guess"
    assert needs(understood()) == "check"
    assert needs(understood(DATES)) == ""
    assert needs(replace(understood(), checked=summary())) == ""


def test_a_file_that_cannot_be_read_is_corrected_before_anything_else() -> None:
    draft = drafts.with_files(Draft(), [PATH])
    draft = replace(draft, files=(SourceFile(PATH, problem="It is not written in utf-16."),))
    assert needs(draft) == ""
    assert (state(draft, "file"), state(draft, "check")) == ("bad", "waiting")
    draft = drafts.laid_out(draft, PATH, Layout(encoding="cp932"))
    assert needs(draft) == "look"
    assert draft.files[0].given.encoding == "cp932"


def test_one_goes_on_to_what_is_asked_and_otherwise_to_the_check() -> None:
    assert next_step(understood(), "file") == "check"
    asked = understood(DATES)
    assert state(asked, "columns") == "open"
    assert next_step(asked, "file") == "columns"
    assert next_step(asked, "columns") == "check"


def test_an_answer_is_kept_and_the_guess_made_anew() -> None:
    draft = drafts.answered(understood(DATES), DATES.answer("dmy"))
    assert (draft.guessed, needs(draft)) == (None, "guess")
    draft = drafts.answered(draft, DATES.answer("mdy"))
    assert draft.answers == (Answer("dates", "mdy", PATH.name, "Created"),)


def test_what_was_said_outlives_another_guess() -> None:
    own = drafts.Own({"Rank": "Klasse"}, "update", ("domain",), blank_erases=True)
    draft = drafts.with_own(replace(understood(), checked=summary()), PATH, own)
    assert draft.checked is None
    again = replace(drafts.not_understood(draft), guessed=understood().guessed)
    source = again.source(PATH)
    assert source is not None
    assert source.custom == {"Rank": Column(("Klasse",))}
    assert (source.mode, source.match, source.blank_erases) == ("update", ("domain",), True)


def test_refused_rows_are_worth_a_look_and_nothing_new_is_nothing_to_do() -> None:
    draft = replace(understood(), checked=summary(refused=1))
    assert state(draft, "check") == "look"
    assert steps.is_ready(draft)
    assert not steps.is_ready(replace(draft, checked=summary(created=0, refused=1)))


def test_the_same_file_twice_is_one_file_looked_at_anew() -> None:
    draft = drafts.with_files(looked_at(), [PATH, PATH])
    assert draft.paths == (PATH,)
    assert needs(draft) == "look"
    assert drafts.without_file(draft, PATH).paths == ()
