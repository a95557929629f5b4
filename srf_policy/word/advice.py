"""What staff should know about a template that can be used all the same: warnings and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from srf_policy.languages.messages import Message, msg

from .advice_pages import page_advice
from .checks import is_turned, is_turned_by_hand, named, style_ids
from .design import HASH_FONT, LATIN_FONT, REQUIRED_STYLES, typography
from .findings import Finding
from .lines import beginning, in_order
from .names import BLOCKS, PATTERNS, PLACEHOLDERS
from .opening import BODY, CORE, STYLES, Opened
from .package import parse_xml
from .pattern_checks import shown
from .placeholders import BRACES, NAME, stretches
from .scripts import is_right_to_left, office_tag
from .xmlnames import w

_AROUND = 60
_COMMENTS = "word/comments.xml"
_SETTINGS = "word/settings.xml"
_TRACKED = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange",
            "tblPrChange", "trPrChange", "tcPrChange", "cellIns", "cellDel")  # fmt: skip
_GONE = ("del", "moveFrom")
_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_FONTS = ("ascii", "hAnsi", "cs", "eastAsia")
# Boxes, bullets and arrows stand in fonts of signs, which every office program has.
_SIGNS = frozenset({"symbol", "wingdings", "wingdings 2", "webdings", "segoe ui symbol", "ms gothic",
                    "courier new"})  # fmt: skip
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_VML = "urn:schemas-microsoft-com:vml"


def advice(opened: Opened, kind: str, language: str) -> Iterator[Finding]:
    """Warnings, then notes. Looks only: changes nothing, and refuses nothing."""
    yield from _unfinished(opened)
    for part, tree in opened.trees.items():
        yield from _pictures(part, tree)
    yield from _tables(opened, kind)
    yield from _fonts(opened, language)
    yield from page_advice(opened)
    yield from _settings(opened)
    yield from _said_of_itself(opened, language)
    yield from _names(opened, kind)


def _unfinished(opened: Opened) -> Iterator[Finding]:
    """Tracked changes and comments would stand in every file that is made."""
    for part, tree in opened.trees.items():
        if next(tree.iter(*(w(name) for name in _TRACKED)), None) is not None:
            yield _warning("tracked", part)
        held = _deleted_texts(tree)
        for paragraph in in_order(tree, held, w("p")):
            text = "".join(held[paragraph])
            if BRACES.search(text):
                yield _warning("deleted_name", part, text[:_AROUND])
    comments = opened.parts.get(_COMMENTS)
    if comments is not None and parse_xml(comments, _COMMENTS).find(w("comment")) is not None:
        yield _warning("comments", _COMMENTS)


def _deleted_texts(tree: etree._Element) -> dict[etree._Element, list[str]]:
    """What was deleted in each paragraph, its text boxes included."""
    gone = tuple(w(name) for name in _GONE)
    found: dict[etree._Element, list[str]] = {}
    if next(tree.iter(w("delText"), *gone), None) is None:
        return found
    for text in tree.iter(w("delText"), w("t")):
        if text.tag == w("delText") or next(text.iterancestors(*gone), None) is not None:
            for paragraph in text.iterancestors(w("p")):
                found.setdefault(paragraph, []).append(text.text or "")
    return found


def _pictures(part: str, tree: etree._Element) -> Iterator[Finding]:
    for data in tree.iter(f"{{{_PICTURE}}}pic"):
        frame = next(data.iterancestors(f"{{{_DRAWN}}}inline", f"{{{_DRAWN}}}anchor"), None)
        told = None if frame is None else frame.find(f"{{{_DRAWN}}}docPr")
        if told is not None and not told.get("descr", "").strip() and not _is_decoration(told):
            yield _warning("no_alt", part, told.get("name", ""))
    for data in tree.iter(f"{{{_VML}}}imagedata"):
        if data.getparent().get("alt") is None:
            yield _warning("no_alt", part, data.getparent().get("id", ""))


def _is_decoration(told: etree._Element) -> bool:
    return any(one.get("val") in ("1", "true") for one in told.iter("{*}decorative"))


def _tables(opened: Opened, kind: str) -> Iterator[Finding]:
    """A table that is said to have no head row (document control, signatures) needs none."""
    lines = opened.lines[BODY]
    repeated = lines.patterns(PATTERNS[kind])
    for table in opened.trees[BODY].iter(w("tbl")):
        rows = table.findall(w("tr"))
        if not rows or rows[0].find(f"{w('trPr')}/{w('tblHeader')}") is not None:
            continue
        if table in repeated or (len(rows) > 1 and _wants_head(table)):
            yield _warning("no_head", BODY, beginning(lines, table, _AROUND))


def _wants_head(table: etree._Element) -> bool:
    look = table.find(f"{w('tblPr')}/{w('tblLook')}")
    if look is None:
        return False
    said = look.get(w("firstRow"))
    if said is not None:
        return said in ("1", "true", "on")
    try:
        return bool(int(look.get(w("val"), "0"), 16) & 0x20)
    except ValueError:
        return False


def _fonts(opened: Opened, language: str) -> Iterator[Finding]:
    allowed = {LATIN_FONT, HASH_FONT, typography(language).complex_font, "Arial"}
    known = {name.lower() for name in allowed} | _SIGNS
    used = _used_styles(opened)
    for part, trees in ((STYLES, used), *((part, [tree]) for part, tree in opened.trees.items())):
        theme, other = False, dict[str, None]()
        for fonts in (fonts for tree in trees for fonts in tree.iter(w("rFonts"))):
            theme = theme or any(fonts.get(w(name)) for name in _THEMES)
            other |= {name: None for name in (fonts.get(w(n)) for n in _FONTS) if name}
        if theme:
            yield _warning("theme_fonts", part)
        for name in sorted(one for one in other if one.lower() not in known):
            yield _warning("font", part, name=name)


def _used_styles(opened: Opened) -> list[etree._Element]:
    """Those that text has, and those that they are based on; LibreOffice adds others."""
    styles = {one.get(w("styleId"), ""): one for one in opened.styles.iter(w("style"))}
    ids = style_ids(opened.styles)
    waiting = [ids[name.lower()] for name in REQUIRED_STYLES if name.lower() in ids]
    for tree in opened.trees.values():
        named = tree.iter(w("pStyle"), w("rStyle"), w("tblStyle"))
        waiting += [one.get(w("val"), "") for one in named]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one in styles and one not in seen:
            seen.add(one)
            waiting += [base.get(w("val"), "") for base in styles[one].iter(w("basedOn"))]
    defaults = opened.styles.findall(w("docDefaults"))
    return [*defaults, *(styles[one] for one in sorted(seen))]


def _settings(opened: Opened) -> Iterator[Finding]:
    held = opened.parts.get(_SETTINGS)
    asked = None if held is None else parse_xml(held, _SETTINGS).find(w("updateFields"))
    updating = asked is not None and asked.get(w("val"), "1") not in ("0", "false", "off")
    dirty = next(
        (
            part for part, tree in opened.trees.items()
            for field in tree.iter(w("fldChar"), w("fldSimple")) if field.get(w("dirty"))
        ),
        None,
    )  # fmt: skip
    if updating or dirty:
        yield _warning("update_fields", dirty or _SETTINGS)


def _said_of_itself(opened: Opened, language: str) -> Iterator[Finding]:
    by_hand = is_right_to_left(language) and is_turned_by_hand(opened.trees[BODY])
    if by_hand and not is_turned(opened.styles):
        yield _warning("normal_not_turned", STYLES)
    lang = opened.styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}")
    said = "" if lang is None else lang.get(w("val"), "")
    if not said:
        yield _warning("no_language", STYLES)
    elif said.partition("-")[0] != office_tag(language).partition("-")[0]:
        yield _warning("other_language", STYLES, said=said, language=named(language))
    title = None if opened.core is None else opened.core.find("{*}title")
    if title is None or not (title.text or "").strip():
        yield _warning("no_title", CORE)


def _names(opened: Opened, kind: str) -> Iterator[Finding]:
    found: Counter[str] = Counter()
    split: dict[str, str] = {}
    for part, lines in opened.lines.items():
        for paragraph in (one for one in lines.braced if lines.names(one)):
            matches = list(NAME.finditer(lines.text(paragraph)))
            found.update(match.group(1) for match in matches)
            for match, where in zip(
                matches, stretches(lines.texts(paragraph), matches), strict=True
            ):
                if len(where) > 1:
                    split.setdefault(match.group(1), part)
    title = "" if opened.core is None else " ".join(one.text or "" for one in opened.core)
    found.update(NAME.findall(title))
    for name in sorted(found):
        yield _note(msg("word.template.found", name=shown(name), count=found[name]))
    for name, part in sorted(split.items()):
        yield _note(msg("word.template.split", name=shown(name)), part)
    rows = {f"{prefix}.{one}" for prefix, held in PATTERNS[kind].items() for one in held.split()}
    unused = sorted((PLACEHOLDERS | set(BLOCKS[kind]) | rows) - set(found))
    if unused:
        yield _note(msg("word.template.unused", names=", ".join(unused)))


def _warning(code: str, part: str, around: str = "", **params: str) -> Finding:
    return Finding("warning", msg(f"word.template.{code}", **params), part, around)


def _note(message: Message, part: str = "") -> Finding:
    return Finding("note", message, part)
