"""What the placeholders of a template stand for in one file."""

from __future__ import annotations

from collections.abc import Mapping

from srf_policy.languages.calendars import say_date
from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import LocalText, Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose, language_name, territory_name
from srf_policy.store.queries.exporting import Exported


def cover_values(
    found: Exported, language: str, translated: tuple[int, int],
    others: Mapping[str, tuple[int, int]] | None = None,
) -> dict[str, str]:  # fmt: skip
    """The values of `word.names.PLACEHOLDERS` that a draft has. What is left out prints "not
    recorded"; what is empty prints nothing. `translated` is (done, all); `others` are the same of
    further languages of the file."""
    cover = _Cover(found, language)
    return {**cover.engagement(), **cover.revision(), **cover.document(translated, others or {})}


def translation_state(found: Exported, language: str, translated: tuple[int, int]) -> Message:
    """Source text, translation or working translation, in brackets."""
    done, all_ = translated
    if language == found.revision.language:
        return msg("document.source_text")
    if done == all_:
        return msg("document.translation_whole")
    return msg("document.translation_state", done=done, count=all_)


def working_notes(
    found: Exported, language: str, counts: Mapping[str, tuple[int, int]]
) -> list[str]:
    """For each language of a file that is not whole: said where the reader begins."""
    lacking = {
        tag: count
        for tag, count in counts.items()
        if tag != found.revision.language and count[0] != count[1]
    }
    notes = []
    for tag, (done, all_) in lacking.items():
        said = msg("document.working_translation", done=done, count=all_)
        if len(counts) > 1:
            named = language_name(tag, language)
            said = msg("document.working_into", language=named, done=done, count=all_)
        notes.append(say(said, language))
    return notes


class _Cover:
    def __init__(self, found: Exported, language: str) -> None:
        self._found, self._language = found, language

    def _say(self, message: Message) -> str:
        return say(message, self._language, country=self._found.engagement.country)

    def _local(self, text: LocalText) -> str:
        return choose(text, self._language)[0]

    def engagement(self) -> dict[str, str]:
        row = self._found.engagement
        lead = next((i for i in self._found.institutions if i.role == "lead"), None)
        values = {
            "facility.name": self._say(msg("facility.name")),
            "engagement.code": row.code,
            "engagement.title": self._local(row.title),
            "engagement.country": territory_name(row.country, self._language),
            "engagement.instrument": self._say(msg(f"instrument.{row.instrument}")),
            "engagement.stage": self._say(msg(f"stage.{row.stage}")),
        }
        return values | ({"engagement.lead": self._local(lead.name)} if lead else {})

    def revision(self) -> dict[str, str]:
        row, before = self._found.revision, self._found.before
        country = self._found.engagement.country
        replaces = (
            msg("document.replaces", number=before.number, date=before.occurred_on)
            if before
            else None
        )
        return {
            "revision.number": to_native(str(row.number), self._language),
            "revision.date": say_date(row.occurred_on, self._language, country=country),
            "revision.replaces": self._say(replaces) if replaces else "",
            "revision.hash": in_groups(row.sha256),
            "revision.hash_short": row.sha256[:8],
            "revision.provisions": to_native(str(row.provisions), self._language),
        }

    def document(
        self, translated: tuple[int, int], others: Mapping[str, tuple[int, int]]
    ) -> dict[str, str]:
        status, note = self._status()
        notes = [self._say(note)] if note else []
        notes += working_notes(self._found, self._language, {self._language: translated, **others})
        illustrative = self._found.revision.illustrative
        return {
            "document.status": self._say(status),
            "document.status_note": ". ".join(notes),
            "document.notice": self._say(msg("document.illustrative")) if illustrative else "",
            "language.name": language_name(self._language, self._language),
            "language.status": self._say(
                translation_state(self._found, self._language, translated)
            ),
        }

    def _status(self) -> tuple[Message, Message | None]:
        """The first thing a reader must know: what this text is, and what is asked of them."""
        round_, seal, row = self._found.open_round, self._found.seal, self._found.revision
        if seal is not None:
            return msg("document.status.sealed"), msg("document.sealed_note", seal=seal.sha256[:16])
        if round_ is not None:
            return msg("document.status.consultation"), msg(
                "document.comments_until", date=round_.closes_on
            )
        label = row.label.get(self._language)
        status = msg("document.status.labelled", label=label) if label else None
        return status or msg("document.status.working"), msg("document.not_adopted")


def in_groups(value: str) -> str:
    """A hash in groups of eight, so that two people can compare it aloud."""
    return " ".join(value[place : place + 8] for place in range(0, len(value), 8))
