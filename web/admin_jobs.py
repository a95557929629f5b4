"""`/admin/jobs` and `/admin/mail`: what is to be done, what failed and why, what left for whom."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlencode

from flask import Response, request

from srf_policy.domain import Job
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.history import JOB_STATES
from srf_policy.languages import digits
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.stored import restored
from srf_policy.mail import messages, sending
from srf_policy.store.queries import jobs as queries
from srf_policy.store.queries.jobs import Listed

from . import context
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import path

VERBS = ("retry_job", "cancel_job")


def admin_jobs() -> Response:
    """The jobs of one state; those that failed first, because somebody must look at them."""
    forms = {verb: Form(verb) for verb in VERBS}
    for verb, form in forms.items():
        if form.posted:
            try:
                number = form.number("job", required=True)
                act(form, verb, job=number)
                return done(f"{path('admin_jobs')}?state={_state()}", msg(f"jobs.did.{verb}"))
            except Refused as error:
                refuse_into(form, error)
    listing = queries.in_state(context.reader(), _state(), _number("before"))
    asked = {"state": _state(), "before": listing.following}
    return page(
        "admin_jobs.html",
        form=next((form for form in forms.values() if form.problems), None),
        forms=forms,
        listing=listing,
        state=_state(),
        states=JOB_STATES,
        counts=queries.counts(context.reader()),
        why=why,
        what=what,
        following=f"{path('admin_jobs')}?{urlencode(asked)}" if listing.following else None,
    )


def _state() -> str:
    asked = request.args.get("state", "")
    if asked in JOB_STATES:
        return asked
    return "failed" if queries.counts(context.reader()).get("failed") else "waiting"


def _number(name: str) -> int | None:
    typed = digits.to_ascii(request.args.get(name, ""))
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def why(row: Listed) -> list[Message]:
    """Why the last attempt failed, in sentences."""
    said = (row.job.result or {}).get("why", [])
    if row.given_up:
        return [msg("job.given_up", attempts=row.job.attempts)]
    return [restored(one) for one in said if row.job.state != "done"]


def what(row: Listed) -> Message:
    """What the job is about: the subject of a message, or its kind."""
    if row.job.kind != "mail":
        return msg(f"job_kind.{row.job.kind}")
    return _subject(row)


def _subject(row: Listed) -> Message:
    of = row.engagement
    params = {"link": "", **(row.job.arguments.get("params") or {})}
    name = str(row.job.arguments["notice"])
    return messages.words(name, of.code if of else "", of.title if of else {}, params)[0]


def admin_mail() -> Response:
    """Every message: to whom by number, role and institution, and what became of it."""
    listing = queries.mails(context.reader(), _number("before"))
    asked = urlencode({"before": listing.following})
    return page(
        "admin_mail.html",
        listing=listing,
        destination=sending.destination(context.settings()),
        real=bool(context.settings().smtp_url),
        subject=_subject,
        why=why,
        kept=lambda row: _kept(row.job) is not None,
        following=f"{path('admin_mail')}?{asked}" if listing.following else None,
    )


def message(job: int) -> Response:
    """A message that was kept as a file, because no mail server is set."""
    found = queries.mail(context.reader(), job)
    file = _kept(found.job) if found is not None else None
    if found is None or file is None:
        raise NotFound
    read = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    body = read.get_body()
    return page(
        "admin_message.html",
        row=found,
        subject=str(read["Subject"]),
        language_of=str(read["Content-Language"]),
        text=str(body.get_content()) if body is not None else "",
        headers=[(name, str(read[name])) for name in ("From", "To", "Date", "Message-ID")],
    )


def _kept(job: Job) -> Path | None:
    """The file, where it lies in the folder of messages and nowhere else."""
    told = (job.result or {}).get("path")
    if not told or context.settings().smtp_url:
        return None
    file = context.settings().data_dir / "mail" / Path(str(told)).name
    return file if file.is_file() else None


routes = [
    Route("/admin/jobs", admin_jobs, "administrator", ("GET", "POST")),
    Route("/admin/mail", admin_mail, "administrator"),
    Route("/admin/mail/<int(max=2147483647):job>", message, "administrator"),
]
