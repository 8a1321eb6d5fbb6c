"""What an action changed, as plain values: pages decide from it whether they are concerned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changed:
    """Table names, row ids by table, and the deals whose facts changed."""

    tables: frozenset[str] = frozenset()
    ids: Mapping[str, frozenset[int]] = field(default_factory=dict)
    deals: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """An action that was committed: what the verb answered and what it changed."""

    value: T
    changed: Changed


class Step(NamedTuple):
    """An action that can be undone or redone: its id, label and the names in the label."""

    action_id: int
    label: str
    params: Mapping[str, object]
