"""What a new workspace and a new pipeline start from: a template, built in or the owner's file.

How such a file reads is in `template_files.py`, what it holds in `template_parts.py`.
"""

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import pipeline
from revops_desktop.operations.template_files import named
from revops_desktop.operations.template_writing import TemplateWriter


def apply(session: Session, *, at: int, template_key: str, language: str) -> int:
    """Adds the template's pipeline with its stages and all that was agreed; the pipeline's id.

    `template_key`: the key of a built-in template, or the path of a file of the owner's. Texts are
    written in `language` ("ja", anything else is "en") and are the owner's from then on. RuleBroken
    for an unknown template, or a file that holds something wrong.
    """
    template = named(template_key)
    writer = TemplateWriter(session, at=at, template=template, language=language)
    writer.everything_but_stages()
    last = session.execute(select(func.max(pipeline.c.position))).scalar()
    name = template.summary.names["ja" if language == "ja" else "en"]
    made = session.execute(
        insert(pipeline).values(name=name, position=int(last or 0) + 1).returning(pipeline.c.id)
    )
    pipeline_id = int(made.scalar_one())
    for position, each in enumerate(template.stages, start=1):
        writer.stage(pipeline_id, position, each)
    return pipeline_id
