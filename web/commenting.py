"""The ministry's side of a round: its tasks, and one page for each provision."""

from __future__ import annotations

from flask import Response, request

from srf_policy.domain.consultation import COMMENT_KINDS
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.languages.bidi import clean
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import INTERFACE, normalise
from srf_policy.store.queries import commenting as queries
from srf_policy.store.queries.commenting import Desk, Said

from . import context
from .asked import Task, Tasks, is_late, state_of, until
from .forms import Form, act, refuse_into
from .prose import Cell, cell
from .rendering import done, page
from .routing import RoundKey, Route
from .say import language_name, path, t


def overview(round: RoundKey) -> Response:
    """All provisions with what is answered, the questions of the round, and the way in Word."""
    desk, tasks = _opened(round)
    return page(
        "round.html",
        engagement=context.engagement(),
        desk=desk,
        tasks=tasks,
        until=until(desk),
        late=is_late(desk),
        general=state_of(desk, None),
        heading=lambda node: cell(node, "heading", context.language(), desk.draft.language),
        languages_of_text=context.engagement().languages,
        illustrative=desk.revision.illustrative,
    )


def provision(round: RoundKey, provision: str) -> Response:
    """What the institution says about one provision; saved, and on to the next."""
    desk, tasks = _opened(round)
    task = tasks.find(provision)
    if task is None:
        raise NotFound
    shown = _shown(desk, task)
    original = tasks.prose.written(shown.words, shown.tag)
    mine = desk.mine(provision)
    form = _form(desk, mine, original, tasks)
    if form.posted:
        typed = tasks.prose.read(form.text("proposed"), shown.words, shown.tag)
        same = form.choice("answer") == "proposal" and clean(typed) == clean(shown.words)
        form.wrong_if(same, "proposed", msg("comment.unchanged"))
        saved = _save(form, round, provision, shown.tag, typed)
        if saved is not None:
            said = msg("comment.saved", provision=tasks.name_of(task.node))
            return done(tasks.url(tasks.beside(provision)[1]), said)
    return _page(desk, tasks, task, shown, mine, form)


def _page(
    desk: Desk, tasks: Tasks, task: Task, shown: Cell, mine: Said | None, form: Form
) -> Response:
    before, after = tasks.beside(task.node.id)
    top = tasks.prose.top(task.node)
    return page(
        "round_provision.html",
        form=form,
        engagement=context.engagement(),
        desk=desk,
        tasks=tasks,
        task=task,
        shown=shown,
        top=top,
        top_name=cell(top, "heading", shown.tag, desk.draft.language) if top else None,
        around=[(one, _shown(desk, one)) for one in (before, after) if one is not None],
        after=after,
        others=[s for s in desk.on(task.node.id) if s is not mine],
        mine=mine,
        until=until(desk),
        late=is_late(desk),
        said_kinds=[(kind, t(f"comment_kind.{kind}")) for kind in COMMENT_KINDS],
        choices=language_choices(),
        tags=_tags(desk, task),
        illustrative=desk.revision.illustrative,
    )


def language_choices() -> list[tuple[str, str]]:
    """Languages in which a remark may be written: the engagement's, and those of the interface."""
    tags = dict.fromkeys([*context.engagement().languages, *INTERFACE])
    return [(tag, language_name(tag)) for tag in tags]


def general(round: RoundKey) -> Response:
    """A remark on the text as a whole, and the answers to the questions of the round."""
    desk, tasks = _opened(round)
    mine = desk.mine(None)
    form = _form(desk, mine, "", tasks)
    if form.posted:
        form.typed["answer"] = "remark"
        if _save(form, round, None, context.language(), "") is not None:
            return done(path("round", round=round), msg("comment.saved_general"))
    return page(
        "round_general.html",
        form=form,
        engagement=context.engagement(),
        desk=desk,
        tasks=tasks,
        mine=mine,
        others=[s for s in desk.on(None) if s is not mine],
        choices=language_choices(),
        until=until(desk),
        illustrative=desk.revision.illustrative,
    )


def _opened(round: RoundKey) -> tuple[Desk, Tasks]:
    desk = queries.desk(context.reader(), context.viewer(), context.engagement(), round.number)
    return desk, Tasks(desk, str(round), context.language())


def _tags(desk: Desk, task: Task) -> list[str]:
    """The languages in which the provision can be read, the source first."""
    held = task.node.fields.get("words", {})
    source = desk.draft.language
    return [source, *sorted(tag for tag in held if tag != source and held[tag].words)]


def _shown(desk: Desk, task: Task) -> Cell:
    """The words in the language asked for, else the reader's, else the source."""
    wanted = normalise(request.args.get("language", "")) or context.language()
    found = cell(task.node, "words", wanted, desk.draft.language)
    if found is None:
        raise NotFound
    return found


def _form(desk: Desk, mine: Said | None, original: str, tasks: Tasks) -> Form:
    if mine is None:
        return Form(proposed=original, kind="substantive", comment="", language="")
    said, tag = mine.comment, mine.comment.language
    return Form(
        answer=said.answer,
        proposed=tasks.prose.written(mine.proposed, tag) if mine.proposed else original,
        justification=mine.justification if said.answer == "proposal" else "",
        text=mine.words,
        kind=said.kind,
        comment=said.number,
        language=tag,
    )


def _save(
    form: Form, round: RoundKey, provision: str | None, shown: str, proposed: str
) -> int | None:
    """The number of the comment; None where it was refused, which the form then says."""
    answer = form.text("answer")
    written = shown if answer == "proposal" else context.language()
    try:
        saved = act(
            form,
            "save_comment",
            engagement=round.code,
            round=round.number,
            answer=answer,
            provision=provision,
            comment=form.number("comment"),
            language=form.choice("language") or written,
            text=form.text("text") if answer == "remark" else "",
            proposed=proposed if answer == "proposal" else "",
            justification=form.text("justification") if answer == "proposal" else "",
            kind=form.choice("kind") or "substantive",
        )
    except Refused as error:
        refuse_into(form, error)
        return None
    return int(saved.values["comment"])


routes = [
    Route("/c/<round:round>", overview, "ministry"),
    Route("/c/<round:round>/general", general, "ministry", ("GET", "POST")),
    Route("/c/<round:round>/p/<provision>", provision, "ministry", ("GET", "POST")),
]
