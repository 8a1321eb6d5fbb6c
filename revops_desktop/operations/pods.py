"""What a person can do with pods, the small teams across functions (domain.md §2)."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import member, pod
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add pod {pod}")
RENAMED = N_("Rename pod {pod} to {name}")
REORDERED = N_("Reorder the pods")
DELETED = N_("Delete pod {pod}")


@verb(ADDED)
def add(session: Session, *, at: int, name: str) -> int:
    """A new pod behind the others; refused when one of that name exists. Its id."""
    name = _named(session, name)
    describe(session, pod=name)
    last = session.execute(select(func.max(pod.c.position))).scalar()
    made = session.connection().execute(insert(pod).values(name=name, position=(last or 0) + 1))
    return int(made.lastrowid)


@verb(RENAMED)
def rename(session: Session, *, at: int, pod_id: int, name: str) -> None:
    """Gives a pod another name."""
    found, name = _pod(session, pod_id), _named(session, name, own_id=pod_id)
    describe(session, pod=found.name, name=name)
    session.execute(update(pod).where(pod.c.id == pod_id).values(name=name))


@verb(REORDERED)
def reorder(session: Session, *, at: int, pod_ids: Sequence[int]) -> None:
    """Puts the pods into this order; all of them, each once."""
    if sorted(pod_ids) != sorted(session.execute(select(pod.c.id)).scalars()):
        raise RuleBroken(
            _("The pods have changed meanwhile. Nothing was changed. Please look again.")
        )
    for position, pod_id in enumerate(pod_ids, 1):
        session.execute(
            update(pod)
            .where(pod.c.id == pod_id, pod.c.position != position)
            .values(position=position)
        )


@verb(DELETED)
def remove(session: Session, *, at: int, pod_id: int, members_to: int | None = None) -> None:
    """Deletes a pod; its members go to the pod `members_to`, or to none."""
    found = _pod(session, pod_id)
    if members_to is not None:
        _pod(session, members_to)
    describe(session, pod=found.name)
    session.execute(update(member).where(member.c.pod_id == pod_id).values(pod_id=members_to))
    session.execute(delete(pod).where(pod.c.id == pod_id))


def _named(session: Session, name: str, own_id: int | None = None) -> str:
    name = stored(name)
    if not match_key(name):
        raise RuleBroken(_("A pod needs a name. Nothing was changed. Please write one."))
    for other_id, other in session.execute(select(pod.c.id, pod.c.name)):
        if other_id != own_id and match_key(other) == match_key(name):
            raise RuleBroken(
                _("There is a pod “{name}” already. Nothing was changed.").format(name=other)
            )
    return name


def _pod(session: Session, pod_id: int) -> Row:
    found = session.execute(select(pod).where(pod.c.id == pod_id)).first()
    if found is None:
        raise RuleBroken(
            _("This pod is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
