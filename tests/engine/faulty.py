"""A good workflow with everything that a workflow can have, and sixty ways to spoil it.

Each edit plants one fault: what is replaced, by what, the line on which `check` must find it and
the code of what it must say. The file itself, and each edit taken back, must have none.
"""

from __future__ import annotations

GOOD = """workflow: w
version: 2
title: {en: W}
always:
  manage_rounds: [lead_expert]
  dispose: [lead_expert]
  record: [lead_expert, expert]
  agree: [focal_point]
stages:
  talks: {title: {en: Talks}, starts: true, target: 4 weeks, open: {edit: [expert]}}
  text: {title: {en: Text}, open: {edit: [expert]}}
  vote: {title: {en: Vote}, open: {take_position: [validator]}}
  done: {title: {en: Done}, ends: true, seals: true}
  stopped: {title: {en: Stopped}, ends: true}
moves:
  write:
    from: talks
    to: text
    by: [lead_expert]
    needs:
      - rounds_closed
      - meeting_held: {kind: working_group, minutes: approved, since: stage_entered}
  ask:
    from: text
    to: vote
    by: [lead_expert]
    needs:
      - revision_published: {since: stage_entered}
      - lead_agrees
    then:
      - open_ballot: {closes_after: 30 days}
      - document: {template: draft}
      - notify: {who: [validator], message: please_take_position}
  finish:
    from: vote
    to: done
    by: [lead_expert]
    confirmed_by: [administrator]
    needs:
      - ballot_complete: {of: required}
      - no_open_reservation
  rewrite: {from: vote, to: text, by: [lead_expert], reason: required, then: [void_ballot]}
  stop: {from: any, to: stopped, by: [lead_expert], reason: [withdrawn, other]}
suspend: {by: [lead_expert], reason: required, review_after: 90 days, allows: [stop]}
deadlines:
  - when: 7 days before round_closes
    do: {remind: invited_without_answer}
  - {when: 0 days after ballot_closes, do: {tell: lead_expert}}
"""

LOCK = """# Released.
w 1 {old}
w 2 {hash}
other 7 {old}
"""

Edit = tuple[str, str, int, str]
"""What is replaced, by what, where the fault is found, and the code of what is said."""

SHAPE: list[Edit] = [
    ("workflow: w\n", "", 1, "shape.missing"),
    ("workflow: w", "workflow: W w", 1, "shape.bad_name"),
    ("version: 2", "version: two", 2, "shape.wrong_type"),
    ("version: 2", "version: 0", 2, "shape.wrong_value"),
    ("version: 2", "version: 2\nversion: 2", 3, "shape.twice"),
    ("version: 2", "version: 2\nmotto: x", 3, "shape.unknown"),
    ("title: {en: W}\n", "", 1, "shape.no_title"),
    ("title: {en: W}", "title: W", 3, "shape.wrong_type"),
    ("dispose:", "dispos:", 6, "shape.unknown_near"),
    ("dispose: [lead_expert]", "dispose: [lead_export]", 6, "shape.unknown_near"),
    ("{title: {en: Talks}, ", "{", 10, "shape.no_stage_title"),
    ("seals: true", "seals: maybe", 13, "shape.wrong_type"),
    ("starts: true", "strats: true, starts: true", 10, "shape.unknown_near"),
    ("4 weeks", "4 months", 10, "shape.bad_duration"),
    ("4 weeks", "28", 10, "shape.bad_duration"),
    ("4 weeks", "0 weeks", 10, "shape.bad_duration"),
    ("withdrawn, other", "7, other", 43, "shape.bad_reason"),
    ("    from: talks\n", "", 16, "shape.missing"),
    ("from: talks", "from: []", 17, "shape.empty_list"),
    ("from: talks", "from: {a: talks}", 17, "shape.wrong_type"),
    ("from: talks", "from: tulks", 17, "shape.unknown_near"),
    ("to: text\n    by: [lead_expert]", "to: texts\n    by: [lead_expert]", 18,
     "shape.unknown_near"),
    ("to: text\n    by: [lead_expert]", "to: text\n    by: []", 19, "shape.empty_list"),
    ("- rounds_closed", "- round_closed", 21, "shape.unknown_near"),
    ("- rounds_closed", "- rounds_closed: {since: ever}", 21, "shape.no_parameters"),
    ("- rounds_closed", "- {rounds_closed: , lead_agrees: }", 21, "shape.one_guard"),
    ("kind: working_group", "kind: picnic", 22, "shape.unknown"),
    ("minutes: approved", "minuts: approved", 22, "shape.unknown_near"),
    ("since: stage_entered}\n      - lead_agrees", "since: revision}\n      - lead_agrees", 28,
     "shape.unknown"),
    ("closes_after: 30 days", "closes_after: soon", 31, "shape.bad_duration"),
    ("{closes_after: 30 days}", "{}", 31, "shape.missing"),
    ("- open_ballot", "- opn_ballot", 31, "shape.unknown_near"),
    ("template: draft", "template: poem", 32, "shape.unknown"),
    ("template: draft", "template: redline", 32, "shape.unknown"),
    ("message: please_take_position", "message: hello", 33, "shape.unknown"),
    ("who: [validator]", "who: [king]", 33, "shape.unknown"),
    ("reason: required, then", "reason: perhaps, then", 42, "shape.bad_reason"),
    ("allows: [stop]", "allows: [stopp]", 44, "shape.unknown_near"),
    ("review_after: 90 days", "review_after: -1 days", 44, "shape.bad_duration"),
    ("  finish:\n", "  finish: &f\n", 34, "shape.anchor"),
    ("by: [lead_expert]\n    confirmed", "by: !!set [lead_expert]\n    confirmed", 37, "shape.tag"),
    ("  ask:\n", "  {ask: now}:\n", 23, "shape.key_not_a_word"),
    ("suspend:", "---\nsuspend:", 44, "shape.two_documents"),
    ("suspend: {by", "suspend: {{by", 45, "shape.not_yaml"),
    ("7 days before round_closes", "a week before round_closes", 46, "shape.bad_when"),
]  # fmt: skip

LIMBO = ("  done: {", "  limbo: {title: {en: Limbo}}\n  done: {")
HELL = ("  done: {", "  limbo: {title: {en: L}}\n  hell: {title: {en: H}}\n  done: {")
FALL = "  fall: {from: vote, to: limbo, by: [lead_expert]}\n"
STOP = "  stop: {from: any,"
STOP_THERE = "  stop: {from: [talks, text, vote],"
THERE_AND_BACK = (
    "  there: {from: limbo, to: hell, by: [lead_expert]}\n"
    "  back: {from: hell, to: limbo, by: [lead_expert]}\n"
)
HALT = "  halt: {from: vote, to: stopped, by: [lead_expert]}\n"
LATE = "  late: {from: limbo, to: done, by: [expert], then: [document: {template: draft}]}\n"
OPENS = "      - open_ballot: {closes_after: 30 days}\n"
NOTHING_TO_VOTE_ON = (
    ("      - ballot_complete: {of: required}\n      - no_open_reservation\n", "      []\n"),
    ("needs:\n      []", "needs: []"),
    ("  - {when: 0 days after ballot_closes, do: {tell: lead_expert}}\n", ""),
)

Edits = tuple[tuple[str, str], ...]

PROOF: list[tuple[Edits, list[tuple[int, str]]]] = [
    ((("starts: true, ", ""),), [(9, "proof.no_start")]),
    ((("text: {", "text: {starts: true, "),), [(11, "proof.two_starts")]),
    ((("ends: true, seals: true", "waits: true"), ("ends: true", "waits: true")),
     [(9, "proof.no_end")]),
    ((LIMBO, (STOP, FALL + STOP_THERE)), [(13, "proof.no_way_out")]),
    ((HELL, (STOP, FALL + THERE_AND_BACK + STOP_THERE)), [(13, "proof.cycle")]),
    ((("from: vote\n    to: done", "from: [vote, stopped]\n    to: done"),),
     [(35, "proof.end_moves")]),
    ((LIMBO,), [(13, "proof.unreachable")]),
    ((LIMBO, (STOP, LATE + STOP)), [(13, "proof.unreachable"), (44, "proof.effect_never")]),
    (((STOP, STOP.replace("stop", "write")), ("allows: [stop]", "allows: [write]"),
      ("to: stopped", "to: text"), ("  stopped: {title: {en: Stopped}, ends: true}\n", "")),
     [(42, "shape.twice")]),
    (((STOP, HALT + STOP),), [(44, "proof.same_move")]),
    ((("by: [lead_expert], reason: required, then", "by: [observer], reason: required, then"),),
     [(42, "proof.nobody_moves")]),
    ((("confirmed_by: [administrator]", "confirmed_by: [auditor, observer]"),),
     [(38, "proof.nobody_confirms")]),
    ((("confirmed_by: [administrator]", "confirmed_by: [lead_expert]"),),
     [(38, "proof.same_confirms")]),
    ((("- rounds_closed", "- ballot_complete: {of: required}"),), [(21, "proof.ballot_before")]),
    ((("- rounds_closed", "- no_open_reservation"),), [(21, "proof.ballot_before")]),
    ((("  manage_rounds: [lead_expert]\n", ""), ("  - when: 7 days before round_closes\n", ""),
      ("    do: {remind: invited_without_answer}\n", "")), [(20, "proof.never_mended")]),
    ((("  agree: [focal_point]\n", ""),), [(28, "proof.never_mended")]),
    ((("{take_position: [validator]}", "{edit: [expert]}"), ("      - no_open_reservation\n", "")),
     [(40, "proof.never_mended")]),
    ((("{title: {en: Text}, open: {edit: [expert]}}", "{title: {en: Text}}"),),
     [(28, "proof.never_mended_here")]),
    (((OPENS, ""), *NOTHING_TO_VOTE_ON, ("then: [void_ballot]", "then: []")),
     [(12, "proof.no_ballot")]),
    (((OPENS, ""), *NOTHING_TO_VOTE_ON, (", open: {take_position: [validator]}", "")),
     [(39, "proof.no_ballot")]),
    ((("    do: {remind: invited_without_answer}", "    do: {}"),),
     [(46, "proof.deadline_without_effect")]),
    ((("before round_closes", "before ballot_closes"),), [(46, "proof.deadline_out_of_place")]),
    ((("0 days after ballot_closes", "1 days before suspension_review"),
      ("suspend: {by: [lead_expert], reason: required, review_after: 90 days, allows: [stop]}\n", "")),
     [(47, "proof.deadline_never")]),
]  # fmt: skip
"""Several replacements at once, and everything that is found: first the fault, then what follows."""
