"""The picture of the river laid out in plain numbers, for the window, picture files and the PDF."""

from dataclasses import dataclass

from revops_desktop.analytics.river_frame import Frame, Inlet, Mark, Wanted, inlets, make_frame
from revops_desktop.analytics.river_labels import (
    Label,
    beside_labels,
    head_height,
    head_labels,
    name_labels,
    share_labels,
    source_labels,
    stage_names,
)
from revops_desktop.analytics.river_legend import legend
from revops_desktop.analytics.river_reasons import leak_labels, reasons_height
from revops_desktop.analytics.river_shapes import Shape, shapes, source_places

# What is said of how much goes on, beside words on deep water.
_SHARES = ("narrow", "share", "other")


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in the order of painting: the water, then the words."""

    wanted: Wanted
    frame: Frame
    inlets: tuple[Inlet, ...]
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]


def lay_out(wanted: Wanted) -> Layout:
    """The picture at its size; without stages there is nothing to lay out but an empty frame."""
    # The columns do not depend on the heights.
    columns = make_frame(wanted, head=0, reasons=0, names=0)
    gap = columns.gap
    head = head_height(wanted, gap)
    names = stage_names(wanted, gap, columns.first - columns.source)
    frame = make_frame(wanted, head=head, reasons=reasons_height(wanted, gap), names=names.height)
    sources = source_places(frame, inlets(frame))
    labels = (
        *head_labels(frame, head),
        *source_labels(frame, sources),
        *beside_labels(frame),
        *leak_labels(frame),
        *name_labels(frame, names),
        *share_labels(frame),
    )
    narrow = [
        one.box
        for one in labels
        if one.mark == Mark("step", wanted.narrow or 0) and one.role in _SHARES
    ]
    water = tuple(shapes(frame, sources, narrow))
    signs = tuple(legend(frame, {one.role for one in water}))
    return Layout(
        wanted,
        frame,
        tuple(inlet for inlet, _y in sources),
        (*water, *(one for one in signs if isinstance(one, Shape))),
        (*labels, *(one for one in signs if isinstance(one, Label))),
    )
