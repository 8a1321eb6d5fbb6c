"""What each part of the river says: a name for its list of deals, and the sentence of a hover."""

from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.river_frame import Mark
from revops_desktop.analytics.river_labels import share_of_step
from revops_desktop.analytics.river_reasons import exit_name
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.shares import share

if TYPE_CHECKING:
    from revops_desktop.analytics.river_layout import Layout
    from revops_desktop.analytics.river_picture import RiverPicture, RiverStage
    from revops_desktop.analytics.tally import Tally


def deals_and_worth(deals: "Tally", currency: str) -> str:
    """How many deals, and what those of known amount are worth."""
    number = ngettext("{n} deal", "{n} deals", deals.count).format(n=i18n.count(deals.count))
    if deals.count == deals.without_amount:
        return number
    return f"{number} · {i18n.money_short(deals.amount, currency)}"


def title(mark: Mark, layout: "Layout") -> str:
    """What the part is called."""
    wanted = layout.wanted
    stages = wanted.picture.stages
    if mark.kind == "source":
        return _source(layout, mark)
    if mark.kind == "resting":
        return _("Recycled and not back yet")
    if mark.kind == "loop":
        return _("Came in as referrals")
    stage = stages[mark.place]
    name = " ".join(stage.stage.name.split())
    if mark.kind == "step":
        after = " ".join(stages[mark.place + 1].stage.name.split())
        return _("{stage} → {next}").format(stage=name, next=after)
    said = {
        "stage": _("reached"),
        "waiting": _("waiting"),
        "skipped": _("passed without a stay"),
        "recycled": _("recycled"),
        "back": _("reopened after recycling"),
        "lost": _("lost"),
        "churned": _("churned"),
        "transferred": _("to another pipeline"),
    }[mark.kind]
    if mark.detail >= 0 and mark.kind != "recycled":
        said = f"{said} · {exit_name(stage.exits[mark.detail])}"
    return f"{name} · {said}"


def _source(layout: "Layout", mark: Mark) -> str:
    names = [
        layout.wanted.picture.sources[at].name or _("Not recorded")
        for at in source_places(layout, mark)
    ]
    return ", ".join(" ".join(name.split()) for name in names)


def source_places(layout: "Layout", mark: Mark) -> tuple[int, ...]:
    """The sources that a part of the picture stands for."""
    return next((one.places for one in layout.inlets if one.places[0] == mark.place), (mark.place,))


def deals_of(mark: Mark, layout: "Layout") -> "Tally":
    """The deals that the part stands for."""
    from revops_desktop.analytics.river_frame import gone_up
    from revops_desktop.analytics.tally import total

    picture = layout.wanted.picture
    if mark.kind == "source":
        return total(picture.sources[at].deals for at in source_places(layout, mark))
    if mark.kind == "resting":
        return picture.resting
    if mark.kind == "loop":
        return picture.referred
    stage = picture.stages[mark.place]
    if mark.kind in ("lost", "churned", "transferred") and mark.detail >= 0:
        return stage.exits[mark.detail].deals
    if mark.kind == "lost":
        return total(stage.left[way] for way in ("lost", "churned", "transferred"))
    return {
        "stage": stage.reached,
        "step": stage.advanced,
        "waiting": stage.waiting,
        "skipped": stage.skipped,
        "back": stage.returned,
        "recycled": gone_up(stage),
    }[mark.kind]


def explained(mark: Mark, layout: "Layout") -> str:
    """The sentences of a hover: what it is, how many, worth what, and of how many."""
    wanted = layout.wanted
    lines = [title(mark, layout), deals_and_worth(deals_of(mark, layout), wanted.picture.currency)]
    if mark.kind == "step":
        lines += _step(wanted.picture.stages[mark.place])
    elif mark.kind == "source":
        lines += _upstream(layout, mark)
    elif mark.kind == "resting":
        lines.append(_returns(wanted.picture))
    elif mark.kind not in ("loop", "stage"):
        stage = wanted.picture.stages[mark.place]
        part = share(deals_of(mark, layout).count, max(stage.reached.count, 1))
        said = _("{share} of the {n} that reached the stage").format(
            share=i18n.share(part), n=i18n.count(stage.reached.count)
        )
        lines += [said, i18n.why(part)]
    if mark.kind == "stage":
        lines.append(_conserved(wanted.picture.stages[mark.place]))
    lines.append(_compared(mark, layout))
    return "\n".join(line for line in lines if line)


def _step(stage: "RiverStage") -> list[str]:
    assert stage.to_next is not None
    by_count, by_amount = stage.to_next.by_count, stage.to_next.by_amount
    return [
        _("Went on: {share} of {n} by count, {other} by amount").format(
            share=i18n.share(by_count),
            n=i18n.count(stage.reached.count),
            other=i18n.share(by_amount),
        ),
        i18n.why(by_count) or i18n.why(by_amount),
    ]


def _conserved(stage: "RiverStage") -> str:
    left = sum(one.count for way, one in stage.left.items() if way != "recycled")
    return _("{on} went on · {waiting} waiting · {left} left · {recycled} resting").format(
        on=i18n.count(stage.advanced.count),
        waiting=i18n.count(stage.waiting.count),
        left=i18n.count(left),
        recycled=i18n.count(stage.left["recycled"].count),
    )


def _upstream(layout: "Layout", mark: Mark) -> list[str]:
    picture = layout.wanted.picture
    sources = [picture.sources[at] for at in source_places(layout, mark)]
    reach = [one.reach for one in sources if one.reach is not None]
    spend = [one.spend for one in sources if one.spend is not None]
    lines = []
    if reach:
        lines.append(_("{n} reached upstream").format(n=i18n.count(sum(reach))))
    if spend:
        amount = i18n.money_short(sum(spend), picture.currency)
        lines.append(_("{amount} spent").format(amount=amount))
    return lines


def _returns(picture: "RiverPicture") -> str:
    return _("{back} came back · {won} of them won").format(
        back=i18n.count(picture.back.count), won=i18n.count(picture.won_back.count)
    )


def _compared(mark: Mark, layout: "Layout") -> str:
    """What the river that this one is compared with shows at the same place."""
    other = layout.wanted.other
    if other is None or mark.kind not in ("stage", "step"):
        return ""
    stage_id = layout.wanted.picture.stages[mark.place].stage.stage_id
    same = next((one for one in other.stages if one.stage.stage_id == stage_id), None)
    if same is None:
        return ""
    deals = same.reached if mark.kind == "stage" else same.advanced
    said = deals_and_worth(deals, other.currency)
    on = share_of_step(layout.wanted, same) if mark.kind == "step" else None
    if on is not None:
        part = _("{share} of {n}").format(share=i18n.share(on), n=i18n.count(same.reached.count))
        said = " · ".join(one for one in (said, part, i18n.why(on)) if one)
    return _("Compared: {said}").format(said=said)
