"""What the workspace has that the words of a file can mean: names, pipelines, custom fields."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.operations.known import KnownPipeline, known_pipelines
from revops_desktop.operations.known_fields import KnownField, known_fields


@dataclass(frozen=True, slots=True)
class Here:
    """Names as they are shown, oldest first; pipelines and custom fields in their order.

    It holds no companies and no deals, so that asking for it takes a millisecond at any size.
    """

    currency: str = "JPY"
    pipelines: tuple[KnownPipeline, ...] = ()
    members: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    fields: tuple[KnownField, ...] = ()
    has_deals: bool = False

    @property
    def stage_names(self) -> list[list[str]]:
        """The names of the stages of each pipeline."""
        return [[stage.name for stage in pipeline.stages] for pipeline in self.pipelines]


def here(session: Session) -> Here:
    """What guessing must know of the workspace."""
    workspace, member, product = tables.workspace.c, tables.member.c, tables.product.c
    reason = tables.exit_reason.c
    return Here(
        currency=session.execute(select(workspace.currency)).scalar_one(),
        pipelines=known_pipelines(session),
        members=tuple(session.execute(select(member.name).order_by(member.id)).scalars()),
        products=tuple(session.execute(select(product.name).order_by(product.id)).scalars()),
        reasons=tuple(session.execute(select(reason.name).order_by(reason.id)).scalars()),
        fields=known_fields(session),
        has_deals=session.execute(select(tables.deal.c.id).limit(1)).first() is not None,
    )
