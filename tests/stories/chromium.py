"""A real Chromium on a served demonstration: clicks are counted, scripts are off unless asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.stories.office import Office
from tests.web.browser import PASSWORD

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a real server on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Visitor:
    """One person at a browser, in one language. `clicks` counts since `begin`."""

    def __init__(self, context: BrowserContext, address: str, language: str) -> None:
        self.context, self.address, self.language = context, address, language
        context.set_default_timeout(60_000)
        self.page: Page = context.new_page()
        self.clicks = 0

    def sign_in(self, email: str) -> None:
        self.open("/sign-in")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.click("main form button")
        assert self.page.url.endswith("/me"), self.page.inner_text("main")

    def open(self, path: str) -> None:
        """Go to a page and begin to count."""
        answer = self.page.goto(f"{self.address}/{self.language}{path}")
        assert answer is not None and answer.status < 500, path
        self.clicks = 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("domcontentloaded")
        self.clicks += 1

    def choose(self, value: str, name: str = "") -> None:
        """Press the label of a radio button or checkbox."""
        box = f'input[value="{value}"]' + (f'[name="{name}"]' if name else "")
        self.page.locator(f".opt:has(> {box}) > label").first.click()
        self.clicks += 1

    def says(self) -> str:
        return self.page.inner_text("main")


class Street:
    """Visitors without scripts, each in a window of their own, in one language."""

    def __init__(self, browser: Browser, address: str, language: str, office: Office) -> None:
        self.browser, self.address, self.language = browser, address, language
        self.office = office
        self._visitors: dict[str, Visitor] = {}

    def visitor(self, email: str) -> Visitor:
        """The window of this person, who signs in when first needed."""
        if email not in self._visitors:
            self.office.let_in(email)
            context = self.browser.new_context(java_script_enabled=False)
            visitor = self._visitors[email] = Visitor(context, self.address, self.language)
            visitor.sign_in(email)
        return self._visitors[email]
