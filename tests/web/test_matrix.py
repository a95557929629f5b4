"""The comment matrix: answers one by one and together, and who sees which comment."""

from __future__ import annotations

import html
import re

import pytest

from srf_policy.operations import Store
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, LEGAL, MOFA_CONSULAR, MOFA_FOCAL, OBSERVER
from tests.web.acting import act, comment, iraq, last_event, part, problems, unanswered
from tests.web.browser import Browser

ALL = "/e/IRQ-PEI/comments"
OPEN = f"{ALL}?d=none"
MOF_FOCAL = "focal.mof.iq@example.org"


def numbers(browser: Browser) -> list[int]:
    return [int(n) for n in re.findall(r'<tr role="row" id="comment-(\d+)"', browser.page.text)]


def answers(browser: Browser, status: int = 200, **fields: object) -> None:
    browser.submit("comments?d=none", status=status, **fields)


def test_one_comment_is_answered_and_the_next_page_says_so(
    browser: Browser, demo_store: Store
) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    first = numbers(browser)[0]
    answers(browser, save=str(first), **{f"d{first}": "not_accepted", f"r{first}": "No law."})
    assert first not in unanswered(demo_store)
    assert first not in numbers(browser)
    assert last_event(demo_store).payload["disposition"] == "not_accepted"


def test_an_owed_reason_is_asked_for_and_everything_typed_stays(
    browser: Browser, demo_store: Store
) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    one, two = numbers(browser)[:2]
    answers(browser, 422, save=str(one), **{f"d{one}": "deferred", f"r{two}": "Typed elsewhere"})
    assert [where for where, _ in problems(browser)] == [f"#answers-r{one}"]
    form = browser.form("comments?d=none")
    assert form.fields[f"d{one}"] == "deferred"
    assert form.fields[f"r{two}"] == "Typed elsewhere"
    assert one in unanswered(demo_store)


def test_what_is_typed_beside_other_comments_survives_a_save(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    one, two = numbers(browser)[:2]
    answers(browser, save=str(one), **{f"d{one}": "noted", f"r{two}": "Half a sentence"})
    assert browser.form("comments?d=none").fields[f"r{two}"] == "Half a sentence"
    answers(browser, save=str(two), **{f"d{two}": "noted"})
    assert two not in numbers(browser)


def test_a_repeated_comment_names_the_other(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    number = numbers(browser)[0]
    chosen = {f"d{number}": "duplicate"}
    for original in ("", str(number), "many"):
        answers(browser, 422, save=str(number), **chosen, **{f"o{number}": original})
        assert problems(browser)[0][0] == f"#answers-o{number}"
    answers(browser, save=str(number), **chosen, **{f"o{number}": "١"})
    assert last_event(demo_store).payload["duplicate_of"] == 1


def test_an_answer_is_changed_and_the_earlier_one_is_shown(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{ALL}?order=number")
    browser.submit("/comments?order=number", save="1", d1="not_accepted", r1="On second thought.")
    row = part(browser, "comment-1")
    assert "On second thought." in row
    assert "Deleted." in row


def test_two_experts_at_once(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    number = numbers(browser)[0]
    act(demo_store, EXPERT, "answer_comment", comment=number, disposition="noted")
    answers(browser, 409, save=str(number), **{f"d{number}": "accepted", f"r{number}": "Mine"})
    assert browser.page.text.count("Mine</textarea>") <= 1
    assert comment(demo_store, number).version == 3
    assert last_event(demo_store).payload["disposition"] == "noted"


def test_a_second_press_gives_the_first_answer_again(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    number = numbers(browser)[0]
    data = {**browser.form("comments?d=none").fields, "save": str(number), f"d{number}": "noted"}
    for _ in range(2):
        sent = browser.client.post(f"/en{OPEN}", data=data)
        assert sent.status_code == 303
    assert comment(demo_store, number).version == 3


def test_ticked_comments_are_answered_together(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    picked = numbers(browser)[:3]
    answers(browser, save="bulk", pick=[str(n) for n in picked], bulk="noted", bulkr="Thank you.")
    assert not set(picked) & set(unanswered(demo_store))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"bulk": "noted"}, "#answers-pick"),
        ({"bulk": "", "pick": "first"}, "#answers-bulk"),
        ({"bulk": "deferred", "pick": "first"}, "#answers-bulkr"),
    ],
)
def test_bulk_answers_that_lack_something(
    browser: Browser, demo_store: Store, fields: dict[str, str], where: str
) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    if "pick" in fields:
        fields = {**fields, "pick": str(numbers(browser)[0])}
    before = unanswered(demo_store)
    answers(browser, 422, save="bulk", **fields)
    assert [w for w, _ in problems(browser)] == [where]
    assert unanswered(demo_store) == before


@pytest.mark.parametrize("save", ["", "x", "99999", "१२३४५६७८९०१२"])
def test_a_button_that_names_no_comment_changes_nothing(
    browser: Browser, demo_store: Store, save: str
) -> None:
    browser.sign_in(LEAD)
    browser.get(OPEN)
    before = iraq(demo_store).event_count
    browser.submit("comments?d=none", status=None, save=save)
    assert browser.page.status_code in (404, 422)
    assert iraq(demo_store).event_count == before


def test_pages_are_cut_by_number_and_filters_choose(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{ALL}?order=number")
    assert numbers(browser) == list(range(1, 21))
    browser.get(f"{ALL}?after=20")
    assert numbers(browser) == list(range(21, 41))
    browser.get(f"{ALL}?order=number&institution=MoF&type=legal")
    assert numbers(browser) == [3]
    browser.get("/c/IRQ-PEI-1/matrix?order=number")
    assert numbers(browser) == list(range(1, 9))
    browser.get(f"{ALL}?order=number&area=il&d=accepted")
    assert 2 in numbers(browser) and 1 not in numbers(browser)


@pytest.mark.parametrize("query", ["area=nowhere", "institution=x'--", "after=-1", "after=x"])
def test_a_filter_that_fits_nothing_is_no_fault(browser: Browser, query: str) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{ALL}?order=number&{query}")


def test_a_proposal_is_shown_as_a_redline(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{ALL}?after=14")
    row = browser.page.text.partition('id="comment-15"')[2].partition("</tr>")[0]
    assert "not counting the time" in row.partition("<ins>")[2]
    assert "<del>" in row


def test_an_institution_sees_its_own_rows_and_no_form(browser: Browser) -> None:
    browser.sign_in(MOF_FOCAL)
    browser.get(f"{ALL}?order=number")
    assert numbers(browser) == [2, 3, 4, 22, 23, 24, 25, 26]
    assert 'name="save"' not in browser.page.text


def test_an_institution_cannot_answer(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(MOF_FOCAL)
    browser.get(f"{ALL}?order=number")
    token = browser.form("/sign-out").fields["csrf_token"]
    fields = {"csrf_token": token, "form": "answers", "save": "24", "d24": "accepted"}
    assert browser.client.post(f"/en{ALL}", data=fields).status_code == 403
    assert 24 in unanswered(demo_store)


def test_the_lead_institution_reads_all_and_answers_none(browser: Browser) -> None:
    browser.sign_in(LEAD_FOCAL)
    browser.get(f"{ALL}?order=number")
    assert numbers(browser) == list(range(1, 21))
    assert 'name="save"' not in browser.page.text


def test_who_was_not_invited_learns_nothing_of_a_round(browser: Browser) -> None:
    browser.sign_in(OBSERVER)
    browser.get("/c/IRQ-PEI-2/matrix", status=404)
    browser.get("/c/IRQ-PEI-99/matrix", status=404)


def test_a_remark_within_an_institution_is_seen_nowhere_else(
    browser: Browser, demo_store: Store
) -> None:
    words = "canary of the consular department"
    act(demo_store, LEAD, "open_round", closes_on=iraq(demo_store).opened_on.replace(year=2020),
        invited=["MoFA", "MoI"])  # fmt: skip
    act(demo_store, MOFA_CONSULAR, "save_comment", round=3, answer="remark", text=words)
    pages = (f"{ALL}?after=40", "/c/IRQ-PEI-3/matrix", "/e/IRQ-PEI/history", "/e/IRQ-PEI/rounds",
             "/e/IRQ-PEI/records", "/e/IRQ-PEI/validation", "/e/IRQ-PEI/move")  # fmt: skip
    for address in (LEAD, LEAD_FOCAL, LEGAL, "focal.moi.iq@example.org", MOF_FOCAL, OBSERVER):
        browser.sign_in(address)
        for page in pages:
            browser.get(page, status=None)
            assert words not in browser.page.text, (address, page)
    browser.sign_in(MOFA_FOCAL)
    browser.get("/c/IRQ-PEI-3/matrix")
    assert words in browser.page.text


def test_a_long_or_disguised_response_is_refused(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    for bad in ("x" * 1_000_000, "a\u202eb", "a\x07b", "a\u2066b"):
        browser.get(OPEN)
        number = numbers(browser)[0]
        answers(browser, 422, save=str(number), **{f"d{number}": "noted", f"r{number}": bad})
        assert problems(browser)[0][0] == f"#answers-r{number}"
    assert number in unanswered(demo_store)


def test_comments_stand_in_the_order_of_the_text_or_of_their_numbers(browser: Browser) -> None:
    """By place over all pages: remarks on the whole, then down the text; each comment once."""
    browser.sign_in(LEAD)
    by_number = walked(browser, "/e/IRQ-PEI/comments?order=number")
    by_place = walked(browser, "/e/IRQ-PEI/comments")
    assert by_number == sorted(by_number) == sorted(by_place) != by_place
    text = browser.get("/e/IRQ-PEI/r/3").text
    browser.get("/e/IRQ-PEI/comments")
    at = re.findall(r'/r/3#p-([\w-]+)"', browser.page.text)
    stands = [
        text.index(f'id="p-{provision}"') for provision in at if f'id="p-{provision}"' in text
    ]
    assert len(stands) > 2 and stands == sorted(stands)


def walked(browser: Browser, path: str) -> list[int]:
    """The numbers of all comments, page by page."""
    found: list[int] = []
    while path:
        page = browser.get(path).text
        found += [int(n) for n in re.findall(r'id="comment-(\d+)"', page)]
        following = re.search(r'rel="next" href="/en([^"]*)"', page)
        path = html.unescape(following[1]) if following else ""
    return found
