"""Templates put in place on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import ok, refusal
from tests.makers import ADMINISTRATOR, Seeded
from tests.word.samples import SHIPPED

ADMIN = ("--as", ADMINISTRATOR)


def test_a_template_is_put_listed_and_withdrawn(seeded: Seeded, tmp_path: Path) -> None:
    settings = seeded.settings
    put = ("template", "put", "draft", str(SHIPPED), "--for")
    assert "version 1" in ok(settings, *put, "IQ", *ADMIN)
    [row] = json.loads(ok(settings, "template", "list", "--json"))
    assert (row["scope"], row["kind"], row["version"]) == ("IQ", "draft", 1)
    ok(settings, "template", "withdraw", "draft", "1", "--for", "IQ", *ADMIN)
    [row] = json.loads(ok(settings, "template", "list", "--json"))
    assert row["withdrawn_on"]
    [said] = refusal(settings, "template", "withdraw", "draft", "2", "--for", "IQ", *ADMIN)
    assert "as version 2" in said and "template list" in said
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"no package")
    [said] = refusal(settings, "template", "put", "draft", str(broken), *ADMIN)
    assert "not a Word document" in said
    said = refusal(settings, *put, "IQ", "--language", "ar", *ADMIN)
    assert "the other direction than العربية (ar)." in said[0].translate(
        dict.fromkeys(range(0x2066, 0x206A))
    )
    [said] = refusal(settings, *put, "XX", *ADMIN)
    assert "XX" in said
