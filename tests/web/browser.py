"""A browser without pictures: keeps cookies, reads the forms of a page, fills them in and sends."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

PASSWORD = "a password for tests"


class Browser:
    """`page` is the last answer; `language` the first part of every path."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.client = app.test_client()
        self.language = language
        self.page: TestResponse

    def get(self, path: str, status: int | None = 200, **options: Any) -> TestResponse:
        """Open `/<language><path>`, following redirects; fails on another status than `status`."""
        self.page = self.client.get(f"/{self.language}{path}", follow_redirects=True, **options)
        assert status is None or self.page.status_code == status, self.page.text[:3000]
        return self.page

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Sign in through the form and go on to "Your work"."""
        self.get("/sign-in")
        return self.submit("/sign-in", email=email, password=password)

    def token(self) -> str:
        """The token that every form of this browser carries, as the first page with a form has it."""
        found = forms_of(self.client.get(f"/{self.language}/sign-in").text)
        return str(found[0].fields["csrf_token"])

    def submit(self, action: str = "", /, status: int | None = 200, **fields: Any) -> TestResponse:
        """Send the form of the last page whose action ends with `action` (the page itself if empty).

        Fields not named keep what the page shows in them; a list sends several values.
        """
        form = self.form(action)
        data = {**form.fields, **fields}
        target = form.action or self.page.request.path
        self.page = self.client.post(target, data=data, follow_redirects=True)
        assert status is None or self.page.status_code == status, self.page.text[:3000]
        return self.page

    def form(self, action: str = "") -> ShownForm:
        """The first form that posts to `action`."""
        found = [f for f in forms_of(self.page.text) if f.method == "post"]
        return next(f for f in found if (f.action.endswith(action) if action else not f.action))


class ShownForm:
    """A form as a page shows it: where it goes, and what stands in its fields."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.action = attributes.get("action", "")
        self.method = attributes.get("method", "get")
        self.fields: dict[str, Any] = {}

    def keep(self, name: str, value: str, *, several: bool = False) -> None:
        if several:
            self.fields.setdefault(name, []).append(value)
        else:
            self.fields[name] = value


def forms_of(html: str) -> list[ShownForm]:
    """All forms of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[ShownForm] = []
        self._form: ShownForm | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = ShownForm(found)
            self.forms.append(self._form)
        elif self._form is not None and tag == "input":
            self._input(self._form, found)
        elif tag == "textarea":
            self._area, self._words = found.get("name"), ""
        elif tag == "select":
            self._select = found.get("name")
        elif tag == "option" and self._form is not None and self._select:
            self._option(self._form, self._select, found)

    def _input(self, form: ShownForm, found: dict[str, str]) -> None:
        kind, name = found.get("type", "text"), found.get("name")
        if name is None or (kind in ("radio", "checkbox") and "checked" not in found):
            return
        form.keep(name, found.get("value", ""), several=kind == "checkbox")

    def _option(self, form: ShownForm, name: str, found: dict[str, str]) -> None:
        """The chosen option, the first one where none is."""
        if "selected" in found or name not in form.fields:
            form.keep(name, found.get("value", ""))

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.keep(self._area, self._words.removeprefix("\n"))
            self._area = None
        elif tag == "select":
            self._select = None
