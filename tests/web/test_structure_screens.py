"""Restructuring the text through its screens: places, splits, merges, deletions, tables, the plan."""

from __future__ import annotations

import io
import re

import pytest

from srf_policy.operations import Store
from srf_policy.settings import Settings
from srf_policy.store.queries import texts
from srf_policy.store.queries.texts import Draft
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, Seeded
from tests.web.acting import problems
from tests.web.browser import Browser
from tests.word.pictures import png

AT = "/e/IRQ-PEI"
NONE = {"cause_kind": "none"}


@pytest.fixture
def acts(demo_settings: Settings, demo_store: Store) -> Seeded:
    return Seeded(demo_settings, demo_store)


@pytest.fixture
def lead(browser: Browser) -> Browser:
    browser.sign_in(LEAD)
    return browser


def draft(acts: Seeded) -> Draft:
    with acts.reading() as session:
        return texts.of_working(session, acts.engagement())


def words(acts: Seeded, code: str, name: str = "words") -> str:
    node = draft(acts).find(code)
    found = node.text(name, "en") if node else None
    return found.words if found else ""


def press(acts: Seeded, *changes: dict[str, object]) -> None:
    acts.act(LEAD, "change_text", changes=list(changes), cause_kind="note", cause="Agreed.")


def insert(browser: Browser, kind: str, where: str = "il-o1-m1", **fields: object) -> None:
    browser.get(f"{AT}/insert?kind={kind}&where={where}")
    browser.submit(**{"way": "behind", **NONE, **fields})


def test_a_provision_is_put_in_behind_another(lead: Browser, acts: Seeded) -> None:
    assert 'name="kind"' in lead.get(f"{AT}/insert").text
    insert(lead, "measure", words="Meet yearly, see [?].", reference="il-o2-m1")
    assert words(acts, "measure-1") == "Meet yearly, see {ref: il-o2-m1}."
    siblings = [n.id for n in draft(acts).nodes if n.parent == "il-o1"]
    assert siblings[:2] == ["il-o1-m1", "measure-1"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "x", "where": ""}, "where"),
        ({"words": "x", "way": "above"}, "way"),
        ({"words": "See [?]."}, "words"),
        ({"words": "See.", "reference": "il-o2-m1"}, "reference"),
        ({"words": "See {ref: no-such}."}, "words"),
        ({"words": "x", "cause_kind": "rumour"}, "cause_kind"),
    ],
)
def test_what_an_insertion_must_say(
    lead: Browser, acts: Seeded, fields: dict[str, str], field: str
) -> None:
    lead.get(f"{AT}/insert?kind=measure&where=il-o1-m1")
    lead.submit(status=422, **{"way": "behind", **NONE, **fields})
    assert f"#{field}" in [href for href, _ in problems(lead)]
    assert draft(acts).find("measure-1") is None


def test_a_second_press_inserts_once(lead: Browser, acts: Seeded) -> None:
    lead.get(f"{AT}/insert?kind=measure&where=il-o1-m1")
    sent = {**lead.form().fields, "words": "Once.", "way": "before", **NONE}
    for _ in range(2):
        page = lead.client.post(f"/en{AT}/insert", data=sent)
        assert page.status_code == 303
    assert draft(acts).find("measure-2") is None


def test_moved_to_a_place_chosen_from_the_list(lead: Browser, acts: Seeded) -> None:
    page = lead.get(f"{AT}/edit/il-o1/move").text
    options = re.findall(r'<option value="([^"]+)"', page)
    assert "il-o2" in options and not {"il-o1", "il-o1-m1"} & set(options)
    lead.submit(where="hc", way="inside", **NONE)
    node = draft(acts).find("il-o1")
    assert node is not None and node.parent == "hc"


def test_split_at_a_sentence(lead: Browser, acts: Seeded) -> None:
    press(acts, {"change": "il-o1-m1", "fields": {"words": {"en": "First. Second. Third."}}})
    page = lead.get(f"{AT}/edit/il-o1-m1/split").text
    assert page.count('name="sentences"') == 2 and "Third." in page
    lead.submit(sentences="2", **NONE)
    assert (words(acts, "il-o1-m1"), words(acts, "measure-1")) == ("First. Second.", "Third.")


def test_merged_with_the_next(lead: Browser, acts: Seeded) -> None:
    second = words(acts, "il-o1-m2")
    assert second[:20] in lead.get(f"{AT}/edit/il-o1-m1/merge").text
    lead.submit(**NONE)
    assert words(acts, "il-o1-m1").endswith(second)
    assert f"{AT}/p/il-o1-m2" in lead.get(f"{AT}/p/il-o1-m1").text


def test_a_deletion_shows_what_leads_to_it(lead: Browser, acts: Seeded) -> None:
    press(acts, {"change": "il-o2-m1", "fields": {"words": {"en": "See {ref: mon-p2}."}}})
    page = lead.get(f"{AT}/edit/mon-p2/delete").text
    assert f'href="/en{AT}/edit/il-o2-m1"' in page
    lead.submit(status=422, references="", **NONE)
    assert draft(acts).find("mon-p2") is not None
    lead.submit(references="words", **NONE)
    assert words(acts, "il-o2-m1").startswith("See paragraph ")


def test_a_line_of_the_plan_holds_its_provision(lead: Browser) -> None:
    page = lead.get(f"{AT}/edit/il-o1-m1/delete").text
    assert f'href="/en{AT}/edit/plan/' in page
    lead.submit(status=422, references="words", **NONE)


def test_a_table_pasted_and_edited_cell_by_cell(lead: Browser, acts: Seeded) -> None:
    insert(lead, "table", heading="Returns", rows="Year | Number\n--- | ---\n2018 | 20\n2019 | 40")
    page = lead.get(f"{AT}/edit/table-1").text
    assert page.count('name="cell"') == 8
    lead.submit(cell=["Year", "Number", "2018", "21", "2019", "40", "2020", "50"], **NONE)
    assert words(acts, "table-1-r2-c2") == "21" and words(acts, "table-1-r4-c2") == "50"
    acts.act(LEAD, "publish_revision", label={"en": "Fourth draft"})
    page = lead.get(f"{AT}/r/4").text
    assert "<th scope=col" in page and 'id="p-table-1"' in page and 'class="scroll"' in page
    press(acts, {"table": "table-1", "rows": [["Year", "Number"], ["2018", "22"]]})
    acts.act(LEAD, "publish_revision", label={"en": "Fifth draft"})
    page = lead.get(f"{AT}/diff/4..5").text
    assert "1 of " in page and 'id="p-table-1-r2-c2"' not in page and "<del>" in page


def test_a_table_of_ten_thousand_cells(lead: Browser, acts: Seeded) -> None:
    rows = "\n".join("\t".join("x" * 10) for _ in range(1000))
    lead.get(f"{AT}/insert?kind=table&where=il-o1-m1")
    lead.submit(status=422, rows=rows, way="behind", **NONE)
    assert "#rows" in [href for href, _ in problems(lead)]
    assert draft(acts).find("table-1") is None


def test_a_figure_needs_its_description_and_shows_its_picture(
    lead: Browser, acts: Seeded, browser: Browser
) -> None:
    image = (io.BytesIO(png(40, 20)), "map.png", "image/png")
    lead.get(f"{AT}/insert?kind=figure&where=il-o1-m1")
    lead.submit(status=422, heading="Routes", way="behind", image=image, **NONE)
    assert "#alt" in [href for href, _ in problems(lead)]
    lead.submit(alt="A map of routes.")
    acts.act(LEAD, "publish_revision", label={"en": "Fourth draft"})
    page = lead.get(f"{AT}/r/4").text
    source = re.search(r'<img src="/en([^"]+)" alt="A map of routes\."', page)
    assert source is not None
    assert lead.get(source[1]).mimetype == "image/png"
    lead.get(source[1].replace("figure-1", "figure-9"), status=404)


def test_what_is_no_picture_is_refused(lead: Browser, acts: Seeded) -> None:
    lead.get(f"{AT}/insert?kind=figure&where=il-o1-m1")
    svg = (io.BytesIO(b"<svg onload='x()'/>"), "map.png", "image/png")
    lead.submit(status=422, alt="A map.", way="behind", image=svg, **NONE)
    assert "#image" in [href for href, _ in problems(lead)]


def test_a_footnote_is_marked_in_the_text(lead: Browser, acts: Seeded) -> None:
    insert(lead, "footnote", way="inside", words="Law 20 of 2010.")
    acts.act(LEAD, "publish_revision", label={"en": "Fourth draft"})
    page = lead.get(f"{AT}/r/4").text
    assert '<sup><a href="#p-footnote-1"' in page and 'id="p-footnote-1"' in page


def test_the_plan_line_by_line(lead: Browser, acts: Seeded) -> None:
    assert "Budget by area" in lead.get(f"{AT}/edit/plan").text
    lead.get(f"{AT}/edit/plan/new")
    told = {"about": "il-o1-m2", "words": "Hold a conference.", "responsible": "MoMD",
            "partners": ["MoFA", "MoI"], "start": "Q1 2020", "end": "2020-12-31"}  # fmt: skip
    lead.submit(status=422, budget_eur="a lot", **told, **NONE)
    assert "#budget_eur" in [href for href, _ in problems(lead)]
    lead.submit(budget_eur="۱۲۰٬۰۰۰")
    assert words(acts, "action-1", "budget_eur") == "120000"
    assert words(acts, "action-1", "partners") == "MoFA, MoI"
    lead.get(f"{AT}/edit/action-1")
    lead.submit(about="il-o2-m1", **NONE)
    assert next(n.about for n in draft(acts).plan if n.id == "action-1") == "il-o2-m1"
    lead.get(f"{AT}/edit/plan/new")
    lead.submit(status=422, words="x", about="", **NONE)
    assert "#about" in [href for href, _ in problems(lead)]


def test_two_experts_on_different_provisions_never_collide(
    lead: Browser, acts: Seeded, demo_store: Store
) -> None:
    lead.get(f"{AT}/edit/il-o1-m1/split")
    press(acts, {"change": "il-o1-m2", "fields": {"words": {"en": "Elsewhere."}}})
    press(acts, {"change": "il-o1-m1", "fields": {"words": {"en": "A. B."}}})
    lead.submit(status=409, sentences="1", **NONE)
    lead.get(f"{AT}/edit/il-o1-m1/split")
    press(acts, {"change": "il-o1-m2", "fields": {"words": {"en": "Elsewhere again."}}})
    lead.submit(sentences="1", **NONE)


def test_a_dispute_from_brackets_to_decision(lead: Browser, browser: Browser, acts: Seeded) -> None:
    life = f"{AT}/p/il-o1-m1"
    page = lead.get(life).text
    fields = dict(re.findall(r'name="(csrf_token|key)" value="([^"]*)"', page))

    def send(name: str, **told: object) -> str:
        data = {"csrf_token": fields["csrf_token"], "key": f"k{name}{told}"[:40], "form": name}
        answer = lead.client.post(f"/en{life}", data=data | told, follow_redirects=True)
        assert answer.status_code == 200, answer.text[:2000]
        return answer.text

    send("open", question="How often?", words_1="monthly", holders_1=["MoFA"], words_2="yearly")
    assert "[monthly]" in lead.get(f"{AT}/r/3").text
    assert "In brackets" in lead.get(f"{AT}/edit").text
    send("add", dispute="1", expected="1", alternative="as needed")
    send("hold", dispute="1", institution="MoI", alternative="3")
    send("meeting", dispute="1", meeting="1")
    send("refer", dispute="1", body="committees")
    assert "How often?" in lead.get(f"{AT}/disputes").text
    text = send("decide", dispute="1", decision="Monthly it is.", chosen="1")
    assert "Monthly it is." in text
    assert "[monthly]" not in lead.get(f"{AT}/r/3").text


def test_who_may_restructure(browser: Browser, acts: Seeded) -> None:
    acts.act(EXPERT, "open_dispute", provision="il-o1-m1", question="How often?",
             alternatives=[{"words": "every fortnight", "holders": ["MoI"]}])  # fmt: skip
    browser.sign_in(MOFA_FOCAL)
    for screen in ("move", "split", "merge", "delete"):
        browser.get(f"{AT}/edit/il-o1-m1/{screen}", status=403)
    for screen in ("insert", "edit/plan", "disputes"):
        browser.get(f"{AT}/{screen}", status=403)
    page = browser.get(f"{AT}/p/il-o1-m1").text
    assert "In brackets" in page and "every fortnight" not in page and "How often?" not in page
    assert "every fortnight" not in browser.get(f"{AT}/r/3").text
    browser.get(f"{AT}/p/no-such", status=404)


def test_the_lead_institution_reads_the_plan_and_the_disputes(browser: Browser) -> None:
    browser.sign_in(LEAD_FOCAL)
    assert "/edit/plan/" not in browser.get(f"{AT}/edit/plan").text
    browser.get(f"{AT}/disputes")
