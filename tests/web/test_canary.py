"""What an institution has not sent, a position before its time, a restricted paper, a name: unseen.

Each secret is a word that stands nowhere else. Beyond the word itself nothing may tell of it: the
pages of others are the same, letter by letter, as before it was said.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from srf_policy import clock
from srf_policy.documents import kinds
from srf_policy.documents.files import Tools, Wanted
from srf_policy.domain.errors import Refused
from srf_policy.domain.exports import may_have
from srf_policy.domain.viewer import Viewer
from srf_policy.operations import Answer, Store, perform
from srf_policy.settings import Settings
from srf_policy.store import facts, people, scope
from tests.cli.running import ok
from tests.web.browser import Browser
from tests.web.walking import pages

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

IRAQ = "IRQ-PEI"
LEAD, EXPERT = "lead.irq@example.org", "expert.diaspora@example.org"
FOCAL, CONSULAR = "focal.mofa.iq@example.org", "consular.mofa.iq@example.org"
COLLEAGUE = "validator.mofa.iq@example.org"
FACILITY = (LEAD, "staff.one@example.org", "translator.arabic.irq@example.org")
LEADING = ("focal.momd@example.org", "legal.momd@example.org")
OTHERS = ("focal.moi.iq@example.org", "focal.molsa.iq@example.org",
          "observer.eud.iq@example.org", "focal.mofa@example.org")  # fmt: skip
"""Another required institution, an invited one, an observer, and a namesake in another country."""

PLACES = ("il-o1-m1", "il-o1-m2")
SHOWN = {"number": (3,), "provision": PLACES, "round": (f"{IRAQ}-3",)}


class Cast:
    """The people of the engagement at their screens."""

    def __init__(self, app: Flask, store: Store) -> None:
        self.app, self.store = app, store
        self._browsers: dict[str, Browser] = {}

    def act(self, address: str, verb: str, **args: Any) -> Answer:
        return perform(self.store, verb, actor=self.viewer(address), engagement=IRAQ, **args)

    def viewer(self, address: str) -> Viewer:
        with self.store.database.reading() as session:
            person = people.find_by_address(session, self.store.keys, address)
            assert person is not None
            return people.viewer(session, person, clock.today())

    def sees(self, address: str) -> Mapping[str, str]:
        """Every page that this person may open, without what counts the whole history.

        None of them holds an address, but where one must be chosen.
        """
        if address not in self._browsers:
            self._browsers[address] = Browser(self.app)
            self._browsers[address].sign_in(address)
        found = pages(self._browsers[address], IRAQ, **SHOWN)
        # Who opens an engagement chooses its lead expert among people known by their address.
        asked = {"/engagements/new"}
        assert {path for path, page in found.items() if "@example.org" in page} <= asked, address
        return {path: without_check(page) for path, page in found.items()}

    def says(self, address: str) -> str:
        """All of it in one piece."""
        return "".join(self.sees(address).values())


def without_check(page: str) -> str:
    page = re.sub(r'<div class="seal" id="check">.*?</div>', "", page, flags=re.DOTALL)
    # How many events there are, and how many institutions have replied, is told to all.
    page = re.sub(r"\b[0-9]+ events\.|[0-9]+ of [0-9]+ institutions replied", "", page)
    # A Word file's size is known once somebody, here the walk itself, had it made.
    page = re.sub(r' <span class="meta">[0-9]+ [KM]B</span>', "", page)
    return re.sub(r"\b[0-9]{2}:[0-9]{2}\b", "", page)


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Lines of pages that changed, with their paths."""
    found = [f"{path} appeared or went" for path in before.keys() ^ after.keys()]
    for path in before.keys() & after.keys():
        lines = difflib.unified_diff(before[path].split("\n"), after[path].split("\n"), n=0)
        found += [
            f"{path}: {line}" for line in lines if line[:1] in "+-" and line[1:3] != line[:1] * 2
        ]
    return found


@pytest.fixture
def cast(demo: Flask, demo_store: Store) -> Cast:
    return Cast(demo, demo_store)


def open_round(cast: Cast) -> None:
    cast.act(LEAD, "open_round", revision=3, closes_on=clock.today() + timedelta(days=20),
             invited=["MoFA", "MoI", "MoMD"])  # fmt: skip


def say_something(cast: Cast) -> None:
    """A department's remark, and the institution's proposal, neither of them sent."""
    cast.act(CONSULAR, "save_comment", round=3, answer="remark", provision=PLACES[0],
             text="Zqdepartment says so.")  # fmt: skip
    cast.act(FOCAL, "save_comment", round=3, answer="proposal", provision=PLACES[1],
             proposed="Zqproposal.", justification="Zqreason.")  # fmt: skip


def test_a_remark_leaves_no_trace_before_it_is_sent_nor_elsewhere_after(cast: Cast) -> None:
    open_round(cast)
    readers = (*FACILITY, *LEADING)
    before = {address: cast.sees(address) for address in (*OTHERS, *readers)}
    say_something(cast)
    for address in readers:
        assert differences(before[address], cast.sees(address)) == [], address
    assert_colleagues_see(cast)
    cast.act(FOCAL, "send_submission", round=3)
    for address in OTHERS:
        assert differences(before[address], cast.sees(address)) == [], address
    for address in (LEAD, "staff.one@example.org", LEADING[1]):
        said = cast.says(address)
        assert "Zqproposal" in said and "Zqdepartment" not in said


def assert_colleagues_see(cast: Cast) -> None:
    """Within the institution: the focal point all, others their own and what is the institution's."""
    said = cast.says(FOCAL)
    assert "Zqdepartment" in said and "Zqproposal" in said
    said = cast.says(COLLEAGUE)
    assert "Zqdepartment" not in said and "Zqproposal" in said
    assert "Zqdepartment" in cast.says(CONSULAR)


def to_validation(cast: Cast) -> None:
    with cast.store.database.reading() as session:
        engagement = scope.engagement(session, cast.viewer(LEAD), IRAQ)
        found = facts.load_one(session, engagement, clock.today())
    for comment in found.comments_lacking:
        cast.act(LEAD, "answer_comment", comment=comment.number, disposition="noted")
    cast.act(LEADING[0], "record_agreement", move="submit_for_validation")
    cast.act(LEAD, "make_move", move="submit_for_validation")


def test_a_position_is_unseen_until_validation_closes(cast: Cast) -> None:
    to_validation(cast)
    watching = (*OTHERS, COLLEAGUE)
    before = {address: cast.sees(address) for address in watching}
    cast.act("validator.mof.iq@example.org", "take_position", position="reservation",
             text="Zqreservation.")  # fmt: skip
    for address in watching:
        assert differences(before[address], cast.sees(address)) == [], address
    for address in (LEAD, LEADING[0]):
        assert "Zqreservation" in cast.says(address)
    with clock.standing_at(clock.now() + timedelta(days=60)):
        assert "Zqreservation" in cast.sees(OTHERS[0])[f"/e/{IRAQ}/validation"]


def test_a_restricted_paper_is_the_facilitys_and_the_leads(cast: Cast) -> None:
    watching = (*OTHERS, COLLEAGUE)
    before = {address: cast.sees(address) for address in watching}
    cast.act(EXPERT, "file_paper", kind="letter", title={"en": "Zqpaper"}, sender="MoMD",
             addressee="ICMPD", restricted=True)  # fmt: skip
    for address in watching:
        assert differences(before[address], cast.sees(address)) == [], address
    for address in (LEAD, LEADING[0]):
        assert "Zqpaper" in cast.says(address)


def test_files_and_commands_hold_nothing_unsent(cast: Cast, demo_settings: Settings) -> None:
    open_round(cast)
    say_something(cast)
    for address in (LEAD, FOCAL, OTHERS[0]):
        browser = Browser(cast.app)
        browser.sign_in(address)
        with zipfile.ZipFile(io.BytesIO(browser.get(f"/e/{IRAQ}/r/3.docx").data)) as package:
            assert not any(b"Zq" in package.read(name) for name in package.namelist())
    for words in (("engagement", "show", IRAQ), ("explain", IRAQ), ("history", "show", IRAQ)):
        for address in (LEAD, OTHERS[0]):
            said = ok(demo_settings, *words, "--as", address, "--json")
            assert "Zq" not in said and '"comment:45"' not in said


def made(cast: Cast, address: str) -> dict[str, bytes]:
    """Each kind of file but plain text, with every ending, that this person may have."""
    viewer, found = cast.viewer(address), {}
    keys = cast.store.keys
    with cast.store.database.reading() as session:
        for name, kind in kinds.KINDS.items():
            if name in ("draft", "bilingual", "translation"):
                continue
            more = {"base": 2} if "base" in kind.needs else {}
            number = None if kind.whole else scope.engagement(session, viewer, IRAQ).id
            for ending in kind.endings if may_have(viewer, name, number) else ():
                wanted = Wanted(kind=name, ending=ending, **more)
                with suppress(Refused):
                    code = "" if kind.whole else IRAQ
                    file = kinds.make(session, viewer, code, wanted, Tools(keys.token))
                    found[f"{name}.{ending}"] = file.content
    return found


def parts(files: Mapping[str, bytes]) -> str:
    """All that is written in packages, in one piece."""
    said = []
    for content in files.values():
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            said += [package.read(name).decode() for name in package.namelist()]
    return "".join(said)


def test_no_file_of_any_kind_tells_what_is_not_sent_or_not_theirs(cast: Cast) -> None:
    open_round(cast)
    watching = (LEAD, LEADING[1], OTHERS[0], "observer.eud.iq@example.org")
    before = {address: made(cast, address) for address in watching}
    assert {"matrix.xlsx", "report.docx", "redline.docx", "portfolio.xlsx"} <= set(before[LEAD])
    say_something(cast)
    for address in watching:
        assert made(cast, address) == before[address], address
    said = {address: parts(made(cast, address)) for address in (FOCAL, CONSULAR, COLLEAGUE)}
    assert "Zqdepartment" in said[FOCAL] and "Zqdepartment" in said[CONSULAR]
    assert "Zqdepartment" not in said[COLLEAGUE] and "Zqproposal" in said[COLLEAGUE]
    cast.act(FOCAL, "send_submission", round=3)
    for address in watching[2:]:
        assert made(cast, address) == before[address], address
    assert "Zqproposal" in parts(made(cast, LEAD)) and "Zqdep" not in parts(made(cast, LEAD))


def test_no_file_tells_of_a_position_before_validation_closes(cast: Cast) -> None:
    to_validation(cast)
    watching = (OTHERS[0], "observer.eud.iq@example.org", COLLEAGUE)
    before = {address: made(cast, address) for address in watching}
    cast.act("validator.mof.iq@example.org", "take_position", position="reservation",
             text="Zqreservation.")  # fmt: skip
    for address in watching:
        assert made(cast, address) == before[address], address
    assert "Zqreservation" in parts(made(cast, LEAD))


def test_no_command_tells_others_of_a_reservation(cast: Cast, demo_settings: Settings) -> None:
    with clock.standing_at(clock.now()):
        tell_of_reservation(cast, demo_settings)


def tell_of_reservation(cast: Cast, demo_settings: Settings) -> None:
    to_validation(cast)
    before = ok(demo_settings, "explain", IRAQ, "--as", OTHERS[0], "--json")
    cast.act("validator.mof.iq@example.org", "take_position", position="reservation",
             text="Zqreservation.")  # fmt: skip
    assert ok(demo_settings, "explain", IRAQ, "--as", OTHERS[0], "--json") == before
    assert "MoF" in ok(demo_settings, "explain", IRAQ, "--as", LEAD, "--json")


def test_names_and_addresses_stand_in_no_page(cast: Cast) -> None:
    person = perform(cast.store, "add_person", actor=cast.viewer("admin@example.org"),
                     name={"en": "Zqname"}, address="zqaddress@example.org")  # fmt: skip
    cast.act("admin@example.org", "add_member", person=person.values["person"],
             institution="MoP", role="reviewer")  # fmt: skip
    for address in (OTHERS[0], "observer.eud.iq@example.org", LEADING[0]):
        assert "Zqname" not in cast.says(address), address
    # The lead expert names who leaves and who follows, there and nowhere else.
    told = {path for path, page in cast.sees(LEAD).items() if "Zqname" in page}
    assert told == {"/e/IRQ-PEI/people"}
