"""People at their screens: each has a browser, reads the words of a page and sends its forms."""

from __future__ import annotations

import html
import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from srf_policy import clock
from srf_policy.operations import perform
from srf_policy.operations.people import SYSTEM, hash_password
from tests.makers import IRAQ, LEAD, Seeded
from tests.web.browser import PASSWORD, Browser, ShownForm, forms_of

HERE = f"/e/{IRAQ}"
HASHED = hash_password(PASSWORD)


class Desk(Browser):
    """A browser that chooses among several forms of a page by what they hold."""

    def send(self, name: str = "", status: int = 200, /, **fields: Any) -> TestResponse:
        """Fill in and send the form called `name`, the one that holds the hidden values among `fields`."""
        form = self.shown(name, **fields)
        target = form.action.partition("#")[0] or self.page.request.full_path.rstrip("?")
        data = {**form.fields, **fields}
        self.page = self.client.post(target, data=data, follow_redirects=True)
        assert self.page.status_code == status, (self.page.status_code, self.words)
        return self.page

    def shown(self, name: str = "", /, **values: Any) -> ShownForm:
        """The form called `name` that agrees most with `values`; the first of equals."""
        found = self._forms(name)
        assert found, f"no form {name!r} on {self.page.request.path}: {self.words}"
        return max(
            found, key=lambda form: len([k for k, v in values.items() if form.fields.get(k) == v])
        )

    def has(self, name: str) -> bool:
        """Does the page hold a form called `name`?"""
        return bool(self._forms(name))

    def _forms(self, name: str) -> list[ShownForm]:
        found = [f for f in forms_of(self.page.text) if f.method == "post"]
        named = [f for f in found if f.fields.get("form", "") == name]
        return [f for f in named if not f.action.endswith("/sign-out")]

    def read_form(self, path: str, name: str = "") -> dict[str, Any]:
        """Open a page and give back what stands in the fields of its form."""
        self.get(path)
        return self.shown(name).fields

    def follow(self, text: str, section: str = "") -> TestResponse:
        """Open the first link of the last page that says `text`; `section`: its heading's id."""
        page = part(self.page.text, section) if section else self.page.text
        for address, said in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL):
            if text in words(said):
                path = html.unescape(address).partition("#")[0]
                return self.get(path.removeprefix(f"/{self.language}"))
        raise AssertionError(f"no link {text!r} in: {words(page)}")

    @property
    def words(self) -> str:
        """What a reader sees of the last page, with single spaces."""
        return words(self.page.text)

    def sees(self, *phrases: str) -> None:
        """The last page says all this."""
        for phrase in phrases:
            assert phrase in self.words, f"{phrase!r} is not in: {self.words}"

    def read(self, path: str, status: int = 200) -> str:
        """Open a page and give back its words."""
        self.get(path, status=status)
        return self.words


class Office:
    """`at(address)` is the browser of one person, who signs in when first needed.

    All that is done without another address is done in the engagement `code`; `lead` leads it.
    """

    def __init__(self, app: Flask, seeded: Seeded) -> None:
        self.app, self.seeded = app, seeded
        self._desks: dict[str, Desk] = {}
        self._let_in: set[str] = set()
        self.take_up(IRAQ, LEAD)

    def let_in(self, address: str) -> None:
        """Give somebody the password of the tests, once."""
        if address not in self._let_in:
            number = self.seeded.viewer(address).number
            perform(self.seeded.store, "set_password", actor=SYSTEM, person=number,
                    password_hash=HASHED)  # fmt: skip
            self._let_in.add(address)

    def at(self, address: str) -> Desk:
        self.let_in(address)
        if address not in self._desks:
            desk = self._desks[address] = Desk(self.app)
            desk.sign_in(address)
            assert desk.page.request.path == "/en/me"
        return self._desks[address]

    def take_up(self, code: str, lead: str) -> None:
        """From here on the story plays in this engagement."""
        self.code, self.lead, self.here = code, lead, f"/e/{code}"

    def leave(self, address: str) -> None:
        """Sign out; the next `at` signs in again."""
        desk = self._desks.pop(address)
        desk.get("/me")
        desk.submit("/sign-out")
        desk.get("/me", status=401)

    def missing(self, move: str, reader: str = "") -> str:
        """What `/e/<code>` says is still missing for a move, without what is met."""
        page = self.at(reader or self.lead).get(self.here).text
        return words(part(page, f"m-{move}").partition('<li class="met">')[0])

    def mend(self, address: str, move: str, text: str) -> Desk:
        """Go to the engagement and follow the link beside what is missing for a move."""
        desk = self.at(address)
        desk.get(self.here)
        desk.follow(text, f"m-{move}")
        return desk

    def move(self, address: str, name: str, status: int = 200, **fields: str) -> None:
        """Choose a move on its page and make it."""
        desk = self.at(address)
        desk.get(f"{self.here}/move")
        desk.send("move", status, move=name, **fields)

    def record(self, address: str, verb: str, query: str = "", **fields: object) -> None:
        """Open one form of the records and put something on record, as of today."""
        desk = self.at(address)
        desk.get(f"{self.here}/records?do={verb}{query}")
        desk.send(verb, **{"occurred_on": clock.today().isoformat(), **fields})
        assert "do=" not in desk.page.request.full_path, desk.words

    def file(self, address: str, kind: str, title: str, **fields: object) -> str:
        """Put a paper on file; how it is called in the lists of other forms."""
        self.record(address, "file_paper", kind=kind, title=title, **fields)
        page = self.at(address).get(f"{self.here}/records?do=record_agreement").text
        found = re.search(rf'<option value="([^"]+)">[^<]*{title}', page)
        assert found is not None
        return found[1]

    def answer(
        self, number: int, disposition: str, words: str, resulting: int = 0, status: int = 200
    ) -> None:
        """The lead expert answers one of the comments without an answer."""
        lead = self.at(self.lead)
        lead.get(f"{self.here}/comments?d=none")
        fields = {f"d{number}": disposition, f"r{number}": words, "save": str(number)}
        more = {f"g{number}": str(resulting)} if resulting else {}
        lead.send("answers", status, **fields, **more)


def part(page: str, heading: str) -> str:
    """The section of a page whose heading has this id."""
    found = re.search(rf'<section[^>]*"{heading}">.*?</section>', page, re.DOTALL)
    assert found is not None, f"{heading} is not on the page"
    return found[0]


def words(page: str) -> str:
    """The words of HTML, without isolates and marks of direction."""
    body = re.sub(r"<(head|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    plain = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(?=/?(p|li|td|th|h\d|dd))", " <", body)))
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069\u200e\u200f]", "", plain)).strip()
