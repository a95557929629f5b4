"""People at real browsers' places: they sign in over HTTP, fill in forms, and press again when no
answer comes."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.faults.ground import PASSWORD
from tests.web.browser import forms_of

_POSSIBLE = re.compile(r'<input type="radio" name="move" id="move-(begin_drafting|consult_again)"')
TIMEOUT = 25.0


class NoAnswer(Exception):
    """Nobody answered, or the answer broke off."""


class Http:
    """One browser: cookies, and one request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        return self._send("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        return self._send("POST", path, urlencode(fields))

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            connection.close()
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({k: m.value for k, m in SimpleCookie(value).items()})
        return answer.status, text

    def sign_in(self, address: str) -> None:
        """Raises NoAnswer where the server is not there yet."""
        _, page = self.get("/en/sign-in")
        fields = {**forms_of(page)[0].fields, "email": address, "password": PASSWORD}
        status, page = self.post("/en/sign-in", fields)
        assert status == 303, (status, page[-2000:])
        until = time.monotonic() + TIMEOUT
        while self.get("/en/me")[0] != 200:
            assert time.monotonic() < until, "the session does not begin"
            time.sleep(0.05)


@dataclass
class Mover:
    """Moves one engagement to and fro; remembers what was pressed and what was acknowledged."""

    name: str
    code: str
    address: str
    http: Http
    pressed: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    stale: int = 0
    refused: int = 0
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0

    def run(self, stop: threading.Event) -> None:
        """Until told to stop; what was pressed is pressed until it is answered."""
        try:
            self._until_answered(lambda: self.http.sign_in(self.address), stop)
            while not stop.is_set() and not self.wrong:
                self.once(stop)
        except Exception as error:
            self.wrong.append(f"{self.name}: {type(error).__name__}: {error}")

    def once(self, stop: threading.Event) -> None:
        found = self._until_answered(self._form, stop)
        if found:
            self._press(found)

    def _until_answered(self, act, stop):  # type: ignore[no-untyped-def]
        while not stop.is_set():
            try:
                return act()
            except NoAnswer:
                time.sleep(0.05)
        return None

    def _form(self) -> dict[str, str] | None:
        status, page = self.http.get(f"/en/e/{self.code}/move")
        possible = _POSSIBLE.search(page)
        if status == 503:
            self.refused += 1
            time.sleep(0.1)
            return None
        if possible is None:
            said = re.sub(r"<[^>]+>|\s+", " ", page.partition("<main")[2][:400])
            self.wrong.append(f"{self.name}: no move is possible ({status}) {said}")
            return None
        form = next(form for form in forms_of(page) if form.fields.get("form") == "move")
        reason = f"{self.name}, move {len(self.pressed) + 1}"
        return {**form.fields, "move": possible[1], "reason": reason}

    def _press(self, fields: dict[str, str]) -> None:
        """The same form with the same key, as long as nobody says what became of it."""
        self.pressed.append(fields["reason"])
        until = time.monotonic() + 120
        while time.monotonic() < until:
            started = time.monotonic()
            try:
                status, page = self.http.post(f"/en/e/{self.code}/move", fields)
            except NoAnswer:
                self.repeated += 1
                time.sleep(0.05)
                continue
            self.longest = max(self.longest, time.monotonic() - started)
            if status == 503:
                self.refused += 1
                time.sleep(0.1)
                continue
            self._note(status, page, fields["reason"])
            return
        self.wrong.append(f"{self.name}: no answer in two minutes")

    def _note(self, status: int, page: str, reason: str) -> None:
        if status == 303:
            self.acknowledged.append(reason)
        elif status == 409:
            self.stale += 1
        else:
            said = re.sub(r"<[^>]+>|\s+", " ", page.partition('class="errors"')[2][:600])
            self.wrong.append(f"{self.name}: answered {status} {said}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int, seconds: float) -> bool:
    """Whether somebody listens within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
            continue
        return True
    return False
