"""Which pipeline the deals of a source flow in: one of the workspace's, or the mapping's own."""

from pathlib import Path

from revops_desktop.exchange.mapping import ImportMapping, PipelineSpec, Source
from revops_desktop.exchange.refusals import refused
from revops_desktop.exchange.visits import River, RiverStage
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import NewPipeline, NewStage
from revops_desktop.operations.known import Known, KnownPipeline
from revops_desktop.rules.text import match_key


class Rivers:
    """The pipelines that an import may use. `new` is the one it would make, once it is used."""

    def __init__(self, known: Known, mapping: ImportMapping) -> None:
        self._rivers = [_there(pipeline) for pipeline in known.pipelines]
        self._mapping = mapping
        self.new: NewPipeline | None = None

    def river(self, path: Path, source: Source) -> River:
        """The river of a source: the one it names, the mapping's own, or the first in order."""
        spec = self._mapping.pipeline
        name = source.pipeline or (spec.name if spec else None)
        if name is None and self._rivers:
            return self._rivers[0]
        key = match_key(name or "")
        for river in self._rivers:
            if match_key(river.name) == key:
                return river
        if spec is not None and match_key(spec.name) == key:
            self.new = _new(spec)
            made = _brought(spec)
            self._rivers.append(made)
            return made
        names = ", ".join(river.name for river in self._rivers)
        raise refused(
            path,
            _(
                "The mapping names the pipeline “{pipeline}”, but the workspace has: {names}. "
                "Please correct the name, or describe the pipeline in a [pipeline] part."
            ).format(pipeline=name or "", names=names),
        )


def _there(pipeline: KnownPipeline) -> River:
    stages = tuple(
        RiverStage(stage.id, stage.name, stage.key, stage.phase, stage.position)
        for stage in pipeline.stages
    )
    return River(pipeline.id, pipeline.name, stages)


def _new(spec: PipelineSpec) -> NewPipeline:
    stages = [
        NewStage(
            stage.name,
            stage.phase,
            stage.probability_basis_points,
            stage.function,
            stage.definition,
        )
        for stage in spec.stages
    ]
    return NewPipeline(spec.name, stages, spec.first)


def _brought(spec: PipelineSpec) -> River:
    stages = tuple(
        RiverStage(-number - 1, stage.name, match_key(stage.name), stage.phase, number)
        for number, stage in enumerate(spec.stages)
    )
    return River(-1, spec.name, stages)
