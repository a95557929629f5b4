"""The picture of a workflow: everything is in it, in words, in both directions, without colour."""

from __future__ import annotations

import re
from datetime import date

import pytest
from lxml import etree

from srf_policy.engine.definition import Definition
from srf_policy.engine.diagram import BOX, WIDTH, Step, diagram
from srf_policy.engine.diagram_svg import svg
from srf_policy.engine.loading import load, shipped, shipped_names
from srf_policy.engine.mermaid import mermaid
from srf_policy.engine.wording import in_words, needs_in_words, stage_name
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import INTERFACE

SVG = "{http://www.w3.org/2000/svg}"
WALK = (
    Step(None, None, "consultation", date(2018, 5, 2)),
    Step("begin_drafting", "consultation", "draft", date(2018, 9, 2)),
    Step("submit_for_validation", "draft", "validation", date(2019, 1, 9)),
    Step("return_to_drafting", "validation", "draft", date(2019, 3, 9)),
)


def drawn(definition: Definition, language: str, walk: tuple[Step, ...] = ()) -> etree._Element:
    return etree.fromstring(svg(diagram(definition, language, walk=walk)).encode())


def words(picture: etree._Element) -> str:
    return " ".join(t.text or "" for t in picture.iter(f"{SVG}tspan"))


@pytest.mark.parametrize("name", shipped_names())
@pytest.mark.parametrize("language", INTERFACE)
def test_every_stage_move_and_need_is_in_the_picture(name: str, language: str) -> None:
    definition = shipped(name)
    picture = drawn(definition, language)
    said = words(picture)
    for stage in definition.stages:
        assert stage_name(stage, language) in said
    for move in definition.moves:
        for need in needs_in_words(move):
            for word in say(need, language).split():
                assert word in said, (move.id, need.code)
    assert picture.get("direction") == ("ltr" if language == "en" else "rtl")


def test_every_move_is_an_arrow_or_a_lane() -> None:
    definition = shipped("national_policy")
    found = diagram(definition, "en")
    ends = {(start, m.to) for m in definition.moves for start in m.starts_in}
    assert len(found.arrows) + sum(len(lane.starts) for lane in found.lanes) == len(ends)


def test_nothing_stands_outside_the_picture_or_on_another_box() -> None:
    for language in INTERFACE:
        found = diagram(shipped("national_policy"), language, walk=WALK)
        for above, below in zip(found.boxes, found.boxes[1:], strict=False):
            assert above.y + above.height < below.y
        assert found.boxes[-1].y + found.boxes[-1].height < found.height
        assert found.left + BOX < WIDTH
        assert all(0 < lane.x < found.left for lane in found.lanes)


def test_the_way_of_an_engagement_is_drawn_with_its_dates() -> None:
    found = diagram(shipped("national_policy"), "en", walk=WALK)
    by_stage = {box.stage.id: box for box in found.boxes}
    assert [stage for stage, box in by_stage.items() if box.been] == [
        "consultation", "draft", "validation",
    ]  # fmt: skip
    assert [stage for stage, box in by_stage.items() if box.here] == ["draft"]
    assert [arrow.taken for arrow in found.arrows[:3]] == [True, True, False]
    [back] = [lane for lane in found.lanes if lane.taken]
    assert back.back and [taken for _, taken in back.starts] == [True, False, False]
    said = words(drawn(shipped("national_policy"), "en", WALK))
    assert "Entered on 9 January 2019" in said and "Here since 9 March 2019" in said


def test_black_and_white_says_the_same() -> None:
    """Returns are dashed, what was done is thicker, and no colour has a hue."""
    text = svg(diagram(shipped("national_policy"), "en", walk=WALK))
    assert "stroke-dasharray" in text and 'stroke-width="2.8"' in text
    for colour in set(re.findall(r"#[0-9a-f]{6}", text)):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert max(red, green, blue) - min(red, green, blue) < 24, colour


def test_a_right_to_left_picture_is_the_mirror_image() -> None:
    left = [
        float(r.get("x", 0)) for r in drawn(shipped("national_policy"), "en").iter(f"{SVG}rect")
    ]
    right = [
        float(r.get("x", 0)) for r in drawn(shipped("national_policy"), "ar").iter(f"{SVG}rect")
    ]
    assert [WIDTH - BOX - x for x in left[1:]] == right[1:]


def test_a_workflow_that_no_catalogue_knows_speaks_by_its_titles() -> None:
    made = load(
        """workflow: trial
version: 1
title: {en: Trial}
stages:
  asked: {title: {en: "Asked & <waiting>"}, starts: true}
  over: {title: {en: Over}, ends: true}
moves:
  end_it: {from: asked, to: over, by: [lead_expert]}
""",
        file="trial.yaml",
    )
    picture = drawn(made, "ar")
    assert "Asked & <waiting>" in words(picture) and "End it" in words(picture)
    assert [told.name for told in in_words(made, "en")] == ["Asked & <waiting>", "Over"]
    assert 'state "Asked & <waiting>" as asked' in mermaid(made, "en")


def test_mermaid_holds_every_way() -> None:
    text = mermaid(shipped("national_policy"), "en")
    assert text.startswith("stateDiagram-v2\n")
    assert "    validation --> draft : Return to drafting" in text
    assert "draft --> validation : Send for validation<br/>A new draft published" in text
    assert "    adopted --> [*]" in text
    for line in text.splitlines()[2:]:
        assert line.count(" : ") <= 1
