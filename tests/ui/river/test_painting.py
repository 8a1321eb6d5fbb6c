"""The river as it is painted: what is written can be read, whatever lies below it."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from revops_desktop.analytics.funnel import Step
from revops_desktop.analytics.river_frame import Wanted
from revops_desktop.analytics.river_layout import lay_out
from revops_desktop.analytics.tally import NONE, shares
from revops_desktop.tokens import DARK, LIGHT, Tokens, contrast, readable_on
from revops_desktop.ui import theme
from revops_desktop.ui.river.painting import RiverPainter
from tests.analytics.test_river_layout import known, measure, random_picture


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_a_share_can_be_read_also_where_most_deals_wait(qapp: QApplication, look: Tokens) -> None:
    """What waits bends the water away from its middle, where the share is written."""
    theme.apply(qapp, dark=look is DARK)
    reached, stages = 1000, []
    picture = random_picture(0, 5)
    for stage in picture.stages:
        on = reached * 44 // 100
        to_next = stage.to_next and Step(stage.stage, *shares(known(on), known(reached), {}))
        bare = replace(stage, skipped=NONE, returned=NONE, gone_round=NONE, exits=())
        flows = replace(
            bare,
            reached=known(reached),
            advanced=known(on),
            waiting=known(reached - on),
            left=dict.fromkeys(stage.left, NONE),
        )
        stages.append(replace(flows, to_next=to_next))
        reached = on
    layout = lay_out(Wanted(replace(picture, stages=tuple(stages)), "count", 1026, 560, measure))
    image = QImage(1026, 560, QImage.Format.Format_RGB32)
    image.fill(QColor(look.panel))
    river = RiverPainter(layout, look)
    with QPainter(image) as painter:
        river.paint(painter)
    deep = [one for one in layout.labels if one.role == "deep"]
    assert len(deep) > 1
    for label in deep:
        x, y, width, height = label.box
        water = river.water(x + width / 2)
        text = readable_on(water)
        # Just beside the words, at their top, middle and bottom.
        beside = [
            image.pixelColor(round(at), round(y + down * height)).name()
            for at in (x - 2, x + width + 2)
            for down in (0.3, 0.5, 0.7)
        ]
        assert min(contrast(text, ground) for ground in beside) >= contrast(text, water) - 0.2, (
            label
        )
