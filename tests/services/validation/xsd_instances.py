"""Makes messages from published XML schemas alone, with random choices: what they hold is nobody's.

It knows as much of XML Schema as the sector's schemas use, and nothing of Omforent's models. What it makes may break a
rule that it does not know (an odd pattern, a key): whoever uses it asks the schema whether the message is valid.
"""

import re
import re._constants as sre  # the only reader of patterns in the standard library
import re._parser as sre_parser
import string
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import unquote

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_DEEPEST = 14
_BUILT_IN = {
    "string": "Ord om noe", "normalizedString": "Ord", "token": "Ord", "date": "2019-05-17",
    "dateTime": "2019-05-17T12:30:00", "time": "12:30:00", "gYear": "2019", "gYearMonth": "2019-05",
    "gMonthDay": "--05-17", "gMonth": "--05", "gDay": "---17", "boolean": "true", "decimal": "1.5", "float": "1.5",
    "double": "1.5E3", "integer": "12", "nonNegativeInteger": "12", "positiveInteger": "12", "int": "12", "long": "12",
    "short": "12", "byte": "12", "unsignedInt": "12", "unsignedLong": "12", "unsignedShort": "12", "unsignedByte": "12",
    "nonPositiveInteger": "-1", "negativeInteger": "-1", "base64Binary": "T3Jk", "hexBinary": "4F72",
    "anyURI": "urn:oid:2.16", "language": "nb", "ID": "", "IDREF": "", "NCName": "a1", "Name": "a1", "NMTOKEN": "a1",
    "QName": "a1", "duration": "P1D", "anySimpleType": "Ord", "anyType": "",
}  # fmt: skip
_OTHERS = {
    "date": ("2019-05-17Z", "2020-02-29", "2019-05-17+02:00"),
    "dateTime": ("2019-05-17T12:30:00.123+02:00", "2019-05-17T23:59:59Z", "1899-12-31T00:00:00"),
    "boolean": ("false", "0", "1", " true "),
    "decimal": ("-0.25", "3", ".5", "+1"),
    "integer": ("0", "-7", "+7", " 12 "),
    "string": (" Ord ", "æøå & <>", "a\nb"),
    "time": ("23:59:59.5", "00:00:00Z"),
    "gYear": ("1999Z",),
    "double": ("-INF", "NaN", "1e-3"),
    "base64Binary": ("T3Jk\nT3Jk", "", "TQ=="),
}
_WORD = string.ascii_letters + string.digits


class Maker:
    """Makes messages that begin with the global elements of the schemas in a folder.

    `most` chooses all that may be there, `least` no more than must; else chance decides.
    """

    def __init__(self, files: dict[str, Path]) -> None:
        self._named: dict[tuple[str, str, str], etree._Element] = {}
        self._spaces: dict[etree._Element, tuple[str, bool, bool]] = {}
        for space, path in files.items():
            self._read(space, path, set())

    def _read(self, space: str, path: Path, seen: set[Path]) -> None:
        if path in seen or not path.exists():
            return
        seen.add(path)
        root = etree.parse(path, etree.XMLParser(remove_comments=True)).getroot()
        own = (
            space,
            root.get("elementFormDefault") == "qualified",
            root.get("attributeFormDefault") == "qualified",
        )
        for each in root:
            if each.tag == f"{XS}include":
                self._read(space, Path(unquote(each.get("schemaLocation")).removeprefix("file://")), seen)
            elif each.get("name"):
                self._named.setdefault((_local(each.tag), space, each.get("name")), each)
                for inner in each.iter(etree.Element):
                    self._spaces[inner] = own

    def roots(self, space: str) -> list[str]:
        """The names of the global elements of a namespace."""
        return [name for kind, own, name in self._named if kind == "element" and own == space]

    def make(self, space: str, name: str, chance: Random, how: str) -> etree._Element:
        """A message that begins with a global element."""
        return _Making(self, chance, how).element(self._named["element", space, name], None, 0)

    def named(self, kind: str, at: etree._Element, name: str) -> etree._Element | None:
        """What a qualified name in a schema refers to; None for a type of XML Schema itself."""
        prefix, _, own = name.rpartition(":")
        space = at.nsmap.get(prefix or None) or self._spaces[at][0]
        if f"{{{space}}}" == XS:
            return None
        return (
            self._named.get((kind, space, own))
            if (kind, space, own) in self._named
            else (self._named[kind, self._spaces[at][0], own])
        )

    def space(self, at: etree._Element) -> tuple[str, bool, bool]:
        return self._spaces[at]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Making:
    """One message being made."""

    def __init__(self, maker: Maker, chance: Random, how: str) -> None:
        self._maker, self._chance, self._how = maker, chance, how
        self._ids: list[str] = []
        self._left = 4000

    # -- elements ------------------------------------------------------------------------------------------------------

    def element(self, at: etree._Element, around: etree._Element | None, depth: int) -> etree._Element:
        """An element by its declaration, put into the one around it."""
        if at.get("ref"):
            at = self._maker.named("element", at, at.get("ref"))
        space, qualified, _ = self._maker.space(at)
        is_global = at.getparent().tag == f"{XS}schema"
        inside = is_global or at.get("form", "qualified" if qualified else "unqualified") == "qualified"
        tag = f"{{{space}}}{at.get('name')}" if inside and space else at.get("name")
        made = (
            etree.Element(tag, nsmap={None: space} if space else None)
            if around is None
            else (etree.SubElement(around, tag))
        )
        self._left -= 1
        fixed = at.get("fixed")
        inner = self._type_of(at)
        if inner is None:
            made.text = fixed or self._built_in(at.get("type"))
        else:
            self._typed(inner, made, depth)
            if fixed is not None:
                made.text = fixed
        return made

    def _type_of(self, at: etree._Element) -> etree._Element | None:
        if at.get("type"):
            return (
                self._maker.named("complexType", at, at.get("type"))
                if self._is_complex(at)
                else (self._maker.named("simpleType", at, at.get("type")))
            )
        return next((each for each in at if _local(each.tag) in {"complexType", "simpleType"}), None)

    def _is_complex(self, at: etree._Element, key: str = "type") -> bool:
        try:
            return self._maker.named("complexType", at, at.get(key)) is not None
        except KeyError:
            return False

    def _typed(self, type_: etree._Element, made: etree._Element, depth: int) -> None:
        if type_.tag == f"{XS}simpleType":
            made.text = self._simple(type_)
            return
        content = next((each for each in type_ if _local(each.tag) in {"complexContent", "simpleContent"}), None)
        if content is None:
            self._particles(type_, made, depth)
            self._attributes(type_, made)
            return
        derived = next(each for each in content if _local(each.tag) in {"extension", "restriction"})
        if content.tag == f"{XS}simpleContent":
            self._text(derived, made, depth)
        elif derived.tag == f"{XS}extension" and self._is_complex(derived, "base"):
            self._typed(self._maker.named("complexType", derived, derived.get("base")), made, depth)
            self._particles(derived, made, depth)
        else:
            self._particles(derived, made, depth)
        self._attributes(derived, made)

    def _text(self, derived: etree._Element, made: etree._Element, depth: int) -> None:
        if self._is_complex(derived, "base"):
            self._typed(self._maker.named("complexType", derived, derived.get("base")), made, depth)
        else:
            made.text = self._restricted(derived)

    # -- particles -----------------------------------------------------------------------------------------------------

    def _particles(self, around: etree._Element, made: etree._Element, depth: int) -> None:
        for at in around:
            if _local(at.tag) in {"sequence", "choice", "all", "group"}:
                self._particle(at, made, depth)

    def _particle(self, at: etree._Element, made: etree._Element, depth: int) -> None:
        for _ in range(self._often(at, depth)):
            self._once(at, made, depth)

    def _often(self, at: etree._Element, depth: int) -> int:
        least = int(at.get("minOccurs", "1"))
        most = at.get("maxOccurs", "1")
        top = max(least, 2 if most == "unbounded" else min(int(most), least + 2))
        if self._how == "least" or depth > _DEEPEST or self._left < 0:
            return least
        if self._how == "most":
            return top if depth < 5 else max(least, min(top, 1))
        return self._chance.randint(least, top) if self._chance.random() < 0.7 else least

    def _once(self, at: etree._Element, made: etree._Element, depth: int) -> None:
        kind = _local(at.tag)
        inside = [each for each in at if _local(each.tag) != "annotation"]
        if kind == "element":
            self.element(at, made, depth + 1)
        elif kind == "group":
            named = self._maker.named("group", at, at.get("ref"))
            self._particles(named, made, depth)
        elif kind == "choice" and inside:
            self._particle(inside[0] if self._how == "least" else self._chance.choice(inside), made, depth)
        elif kind == "all":
            for each in self._chance.sample(inside, len(inside)):
                self._particle(each, made, depth)
        elif kind == "sequence":
            for each in inside:
                self._particle(each, made, depth)
        elif kind == "any" and at.get("processContents") != "strict":
            etree.SubElement(made, "{http://www.w3.org/1999/xhtml}p").text = "Ord"

    # -- attributes and values -----------------------------------------------------------------------------------------

    def _attributes(self, around: etree._Element, made: etree._Element) -> None:
        for at in around:
            if at.tag == f"{XS}attributeGroup":
                self._attributes(self._maker.named("attributeGroup", at, at.get("ref")), made)
            elif at.tag == f"{XS}attribute":
                self._attribute(at, made)

    def _attribute(self, use: etree._Element, made: etree._Element) -> None:
        at, space = use, ""
        if use.get("ref"):
            at = self._maker.named("attribute", use, use.get("ref"))
            space = self._maker.space(at)[0]
        elif self._maker.space(use)[2] or use.get("form") == "qualified":
            space = self._maker.space(use)[0]
        name = f"{{{space}}}{at.get('name')}" if space else at.get("name")
        if use.get("use") == "prohibited":
            made.attrib.pop(name, None)
            return
        wanted = use.get("use") == "required" or (self._how != "least" and self._chance.random() < 0.8)
        if wanted or name in made.attrib:
            made.set(name, use.get("fixed") or at.get("fixed") or self._value(at))

    def _value(self, at: etree._Element) -> str:
        if at.get("type"):
            named = self._maker.named("simpleType", at, at.get("type"))
            return self._built_in(at.get("type")) if named is None else self._simple(named)
        own = next((each for each in at if each.tag == f"{XS}simpleType"), None)
        return "Ord" if own is None else self._simple(own)

    def _simple(self, type_: etree._Element) -> str:
        at = next(each for each in type_ if _local(each.tag) in {"restriction", "union", "list"})
        if at.tag == f"{XS}restriction":
            return self._restricted(at)
        if at.tag == f"{XS}list":
            return self._by_name(at, at.get("itemType")) if at.get("itemType") else self._simple(at[0])
        members = [*(at.get("memberTypes") or "").split(), *at.findall(f"{XS}simpleType")]
        member = self._chance.choice(members)
        return self._by_name(at, member) if isinstance(member, str) else self._simple(member)

    def _by_name(self, at: etree._Element, name: str) -> str:
        named = self._maker.named("simpleType", at, name)
        return self._built_in(name) if named is None else self._simple(named)

    def _restricted(self, at: etree._Element) -> str:
        values = [each.get("value") for each in at.findall(f"{XS}enumeration")]
        if values:
            return self._chance.choice(values)
        pattern = at.find(f"{XS}pattern")
        if pattern is not None:
            return "".join(_written(pattern.get("value"), self._chance))
        own = at.find(f"{XS}simpleType")
        found = self._simple(own) if own is not None else self._by_name(at, at.get("base"))
        return self._bounded(at, found)

    def _bounded(self, at: etree._Element, found: str) -> str:
        facets = {_local(each.tag): each.get("value") for each in at}
        least = int(facets.get("length") or facets.get("minLength") or 0)
        most = int(facets.get("length") or facets.get("maxLength") or max(least, len(found)))
        if most < len(found):
            return found[:most]
        if least > len(found):
            return found + "a" * (least - len(found))
        bounds = [facets[name] for name in ("minInclusive", "maxInclusive") if name in facets]
        if bounds:
            return self._chance.choice(bounds)
        return "1" if facets.keys() & {"totalDigits", "fractionDigits", "minExclusive", "maxExclusive"} else found

    def _built_in(self, name: str | None) -> str:
        kind = (name or "string").rpartition(":")[2]
        if kind == "ID":
            self._ids.append(f"a{len(self._ids)}")
            return self._ids[-1]
        if kind == "IDREF":
            return self._ids[-1] if self._ids else self._built_in("ID")
        if self._how == "any" and kind in _OTHERS:
            return self._chance.choice((_BUILT_IN[kind], *_OTHERS[kind]))
        return _BUILT_IN.get(kind, "Ord")


def _written(pattern: str, chance: Random) -> Iterator[str]:
    """A text that a pattern takes."""
    try:
        yield from _spelled(sre_parser.parse(pattern), chance)
    except re.error:
        yield "Ord"


def _spelled(parts: object, chance: Random) -> Iterator[str]:
    for kind, said in parts:
        if kind is sre.LITERAL:
            yield chr(said)
        elif kind is sre.ANY:
            yield "a"
        elif kind is sre.IN:
            yield _one_of(said, chance)
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, most, inside = said
            for _ in range(chance.randint(least, min(most, least + 3))):
                yield from _spelled(inside, chance)
        elif kind is sre.SUBPATTERN:
            yield from _spelled(said[3], chance)
        elif kind is sre.BRANCH:
            yield from _spelled(chance.choice(said[1]), chance)


def _one_of(said: list, chance: Random) -> str:
    kind, value = chance.choice(said)
    if kind is sre.RANGE:
        return chr(chance.randint(*value))
    if kind is sre.CATEGORY:
        return chance.choice(string.digits if value is sre.CATEGORY_DIGIT else _WORD)
    return chr(value) if kind is sre.LITERAL else "a"
