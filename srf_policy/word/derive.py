"""A template of another language from the English one: one design, never two kept by hand."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from .design import LATIN_FONT, Typography, typography
from .package import parse_xml, read_package, serialise, write_package
from .placeholders import TEXT, owner_of
from .retelling import Retold, join_equal_runs
from .scripts import is_right_to_left, office_tag
from .standing import standing_words
from .xmlnames import SECTION_TAIL, normal_style, number_of, place, put_in_order, w

_STYLES = "word/styles.xml"
_SETTINGS = "word/settings.xml"
_WIDE_GAP, _CUT_GAP = 1_000, 120
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme", "csTheme")


def derive(template: bytes, language: str) -> bytes:
    """The template in another language: direction, fonts, sizes, and the standing words that are
    still those of the English design. Words that staff have written themselves stay as they are.
    """
    english, local = standing_words("en"), standing_words(language)
    return derive_with(template, language, {english[name]: local[name] for name in english})


def derive_with(template: bytes, language: str, words: Mapping[str, str]) -> bytes:
    """As `derive`; `words` maps standing words of the template to those of the language."""
    parts: dict[str, bytes] = read_package(template)
    for name, content in parts.items():
        if name.startswith("word/") and name.endswith(".xml") and "/theme/" not in name:
            tree = parse_xml(content, name)
            put_in_order(tree)
            if name == _STYLES:
                _turn_styles(tree, language)
            elif name == _SETTINGS:
                _set_language(tree, language)
            else:
                _turn_text(tree, language, words)
            parts[name] = serialise(tree)
    return write_package(parts)


def _turn_styles(tree: etree._Element, language: str) -> None:
    type_ = typography(language)
    tag = office_tag(language)
    for properties in tree.iter(w("rPr")):
        _resize(properties, type_)
    for spacing in tree.iter(w("spacing")):
        if spacing.get(w("lineRule")) == "auto":
            line = number_of(spacing.get(w("line"))) or 240
            spacing.set(w("line"), str(type_.line_at_most(line)))
    defaults = _defaults(tree)
    place(defaults, "rFonts", ascii=LATIN_FONT, eastAsia=LATIN_FONT, hAnsi=LATIN_FONT,
          cs=type_.complex_font)  # fmt: skip
    place(defaults, "sz", val=str(type_.body))
    place(defaults, "szCs", val=str(type_.body_complex))
    place(
        defaults, "lang", val=tag, eastAsia="en-US", bidi=tag if _is_complex(language) else "ar-SA"
    )
    spacing = tree.find(f"{w('docDefaults')}/{w('pPrDefault')}/{w('pPr')}/{w('spacing')}")
    if spacing is not None:
        spacing.set(w("line"), str(type_.line))
    _turn_normal(tree, language)


def _defaults(styles: etree._Element) -> etree._Element:
    """The format of all text, added where the template has none."""
    inside = styles
    for name in ("docDefaults", "rPrDefault", "rPr"):
        inner = inside.find(w(name))
        if inner is None:
            inner = etree.Element(w(name))
            inside.insert(0, inner)
        inside = inner
    return inside


def _is_complex(language: str) -> bool:
    return is_right_to_left(language) or language == "bn"


def _resize(properties: etree._Element, type_: Typography) -> None:
    size = properties.find(w("sz"))
    if size is not None and number_of(size.get(w("val"))):
        place(properties, "szCs", val=str(type_.complex_size(number_of(size.get(w("val"))))))
    fonts = properties.find(w("rFonts"))
    for name in _THEME_FONTS if fonts is not None else ():
        fonts.attrib.pop(w(name), None)


def _turn_normal(tree: etree._Element, language: str) -> None:
    normal = normal_style(tree)
    if normal is None:
        return
    properties = normal.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        run = normal.find(w("rPr"))
        normal.append(properties) if run is None else run.addprevious(properties)
    for old in properties.findall(w("bidi")):
        properties.remove(old)
    if is_right_to_left(language):
        place(properties, "bidi")


def _set_language(tree: etree._Element, language: str) -> None:
    for fonts in tree.iter(w("themeFontLang")):
        fonts.set(w("val"), office_tag(language))
        fonts.set(w("bidi"), office_tag(language) if _is_complex(language) else "ar-SA")


def _turn_text(tree: etree._Element, language: str, words: Mapping[str, str]) -> None:
    if typography(language).tall:
        _cut_gaps(tree)
    join_equal_runs(tree)
    retold = Retold(language, words)
    for text in list(tree.iter(TEXT)):
        if owner_of(text) is not None:
            retold.put(text)
    for name in ("tblCaption", "tblDescription"):
        for element in tree.iter(w(name)):
            said = element.get(w("val"), "")
            element.set(w("val"), words.get(said, said))
    if is_right_to_left(language):
        for section in tree.iter(w("sectPr")):
            _turn_section(section)
        for table in tree.iter(w("tblPr")):
            _turn_table(table)


def _cut_gaps(tree: etree._Element) -> None:
    """A cover is to stay one page in a script whose lines are twice as high."""
    for spacing in tree.iter(w("spacing")):
        for side in ("before", "after"):
            if number_of(spacing.get(w(side))) > _WIDE_GAP:
                spacing.set(w(side), str(_CUT_GAP))


def _turn_section(section: etree._Element) -> None:
    for old in section.findall(w("bidi")):
        section.remove(old)
    tail = {w(name) for name in SECTION_TAIL}
    position = sum(1 for child in section if child.tag not in tail)
    section.insert(position, etree.Element(w("bidi")))


def _turn_table(properties: etree._Element) -> None:
    if properties.find(w("bidiVisual")) is None and properties.getparent().tag == w("tbl"):
        before = {w("tblStyle"), w("tblpPr"), w("tblOverlap")}
        position = sum(1 for child in properties if child.tag in before)
        properties.insert(position, etree.Element(w("bidiVisual")))
