"""Who answers an import's questions of what is here: the file, or a session that writes it."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")


class Asks(Protocol):
    """What an import needs of the workspace while it reads."""

    def ask(self, question: Callable[..., T], /, **arguments: Any) -> T:
        """Answers a question of what is here."""


class Within:
    """Answers in the midst of an action, of what it has written by then."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, question: Callable[..., T], /, **arguments: Any) -> T:
        """Answers a question of what is here."""
        return question(self._session, **arguments)
