"""An answer that is kept while deals change."""

from collections.abc import Callable
from typing import Any, cast

from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures.followed import NAMED, Followed, is_followed

Asked = tuple[dict[str, Any], Callable[[Any], None]]


class Pool:
    """Questions that wait for their answers."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def ask_later(
        self, _key: str, _question: object, receive: Callable[[Any], None], **asked: Any
    ) -> None:
        self.asked.append((asked, receive))


def made() -> tuple[Followed, Pool, list[Any]]:
    pool = Pool()
    return Followed(cast(Actions, pool), "figures"), pool, []


def ask(followed: Followed, pool: Pool, seen: list[Any]) -> Asked:
    followed.ask(lambda: None, seen.append, period=1)
    return pool.asked[-1]


def test_the_next_question_begins_from_the_answer_and_what_changed_since() -> None:
    followed, pool, seen = made()
    first, answer = ask(followed, pool, seen)
    assert first == {"period": 1, "before": None, "touched": frozenset()}
    answer("one")
    followed.touch([4, 5])
    second, answer = ask(followed, pool, seen)
    assert (second["before"], second["touched"]) == ("one", {4, 5})
    answer("two")
    assert ask(followed, pool, seen)[0] == {"period": 1, "before": "two", "touched": frozenset()}
    assert seen == ["one", "two"]


def test_what_changed_after_it_was_asked_stays_to_be_done() -> None:
    followed, pool, seen = made()
    ask(followed, pool, seen)[1]("one")
    followed.touch([4, 5])
    _asked, answer = ask(followed, pool, seen)
    # Changed once more, before the answer of the old state arrives.
    followed.touch([5, 6])
    answer("two")
    assert ask(followed, pool, seen)[0]["touched"] == {5, 6}


def test_what_is_forgotten_is_not_brought_back_by_an_old_answer() -> None:
    followed, pool, seen = made()
    _asked, late = ask(followed, pool, seen)
    followed.forget()
    late("one")
    assert seen == ["one"], "the old picture is shown all the same until the newest is there"
    assert ask(followed, pool, seen)[0]["before"] is None
    followed.touch(range(3000))
    assert ask(followed, pool, seen)[0]["before"] is None


def test_what_may_concern_any_deal_is_forgotten() -> None:
    assert is_followed(frozenset(("deal", "stage_visit", "company")))
    assert not is_followed(frozenset(("deal", "company")), NAMED)
    assert not is_followed(frozenset(("deal", "stage")))
    assert not is_followed(frozenset(("member",)))
