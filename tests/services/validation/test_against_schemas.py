"""Structure against the published XML schemas: the real messages, and the same with something changed in each.

Accepting and refusing must be the same. What may differ is named, with its reason.
"""

from collections import Counter
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from registry.domain.instance import local
from registry.services.validation.rules import Area, shipped_rules

OWN = {rule.id for rule in shipped_rules().values() if rule.area is Area.STRUCTURE}
OWN |= {"unknown-root", "wrong-namespace", "mixed-generations"}
_XS = "http://www.w3.org/2001/XMLSchema"
_EACH = 12  # changes of each message
_KINDS = ("delete", "double", "rename", "move", "attribute", "value", "no attribute", "text")
_VALUES = ("", "x y", "2020-13-01", "-1", "1.5", "true")


class Schemas:
    """The published schemas: for each message one that imports those of the namespaces in it, taken from disk alone."""

    def __init__(self, folder: Path, work: Path) -> None:
        self._work, self._kept = work, {}
        chosen: dict[str, Path] = {}
        for path in sorted(folder.rglob("*.xsd"), key=_preference):
            space = _target(path)
            if space and not space.startswith("urn:ietf"):
                chosen.setdefault(space, path)
        self.files = {space: f"{at}.xsd" for at, space in enumerate(chosen)}
        for space, path in chosen.items():
            self._copy(space, path)

    def _copy(self, space: str, path: Path) -> None:
        """A schema whose imports point to the other copies: those of the originals point to the net."""
        tree = etree.parse(path)
        for each in tree.getroot():
            if local(str(each.tag)) == "import" and each.get("namespace") in self.files:
                each.set("schemaLocation", self.files[each.get("namespace")])
            elif local(str(each.tag)) == "include":
                each.set("schemaLocation", (path.parent / each.get("schemaLocation")).resolve().as_uri())
        tree.write(self._work / self.files[space])

    def accept(self, root: etree._Element) -> bool | None:
        """Whether they accept a message; None where they cannot be put together for it."""
        spaces = frozenset(etree.QName(each).namespace for each in root.iter(etree.Element)) & self._roots
        if spaces not in self._kept:
            self._kept[spaces] = self._made(spaces)
        schema = self._kept[spaces]
        return None if schema is None else schema.validate(root)

    @property
    def _roots(self) -> set[str]:
        return {space for space in self.files if not space.startswith("http://www.w3.org/2001")}

    def _made(self, spaces: frozenset[str]) -> etree.XMLSchema | None:
        whole = etree.Element(f"{{{_XS}}}schema", targetNamespace="urn:all")
        for each in spaces:
            place = (self._work / self.files[each]).as_uri()
            etree.SubElement(whole, f"{{{_XS}}}import", namespace=each, schemaLocation=place)
        try:
            return etree.XMLSchema(whole)
        except etree.XMLSchemaParseError:
            return None


def _preference(path: Path) -> tuple[bool, bool, int]:
    """Where several files have a namespace: the shared one, the strict one, the one that is not below others."""
    return "felles" not in str(path), "loose" in path.name, len(str(path))


def _target(path: Path) -> str | None:
    try:
        return etree.parse(path).getroot().get("targetNamespace")
    except etree.XMLSyntaxError:
        return None


@pytest.fixture(scope="module")
def schemas(shared, tmp_path_factory) -> Schemas:
    return Schemas(shared / "schemas", tmp_path_factory.mktemp("schemas"))


@pytest.fixture(scope="module")
def messages(shared, validator) -> dict[str, etree._Element]:
    """The real messages, without those of an edition that nobody has published a schema of."""
    found = {}
    for path in sorted((shared / "messages").rglob("*.xml")):
        if not any(each.rule == "unknown-namespace" for each in validator.report("", path.read_bytes()).findings):
            found[path.name] = etree.parse(path).getroot()
    return found


def refused(validator, root: etree._Element) -> list[str]:
    """The rules of structure that a message breaks."""
    data = etree.tostring(root, encoding="UTF-8")
    return [f"{each.rule} {each.path}" for each in validator.report("", data).findings if each.rule in OWN]


def test_real_messages_are_accepted_and_refused_alike(validator, messages, schemas):
    assert len(messages) >= 80
    differing = {
        name: found
        for name, root in messages.items()
        if schemas.accept(root) is not None and schemas.accept(root) is bool(found := refused(validator, root))
    }
    assert differing == {}


def test_changed_messages_are_accepted_and_refused_alike(validator, messages, schemas):
    counts, differing = Counter(), []
    for name, root in messages.items():
        chance = Random(name)
        for _ in range(_EACH):
            changed = deepcopy(root)
            what = _change(changed, chance)
            accepted = schemas.accept(_reread(changed)) if what else None
            if accepted is None or _is_known(what):
                continue
            found = refused(validator, changed)
            counts[accepted] += 1
            if accepted is bool(found):
                differing.append((name, what, accepted, found))
    assert min(counts.values()) > 100
    assert differing == []


def _reread(root: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(root))


def _change(root: etree._Element, chance: Random) -> tuple[str, etree._Element] | None:
    """Something done to an element of a message; None where it cannot be done to that."""
    inside = [each for each in root.iter(etree.Element) if each.getparent() is not None and "w3.org" not in each.tag]
    at, kind = chance.choice(inside), chance.choice(_KINDS)
    around = at.getparent()
    if kind == "delete":
        around.remove(at)
    elif kind == "double":
        around.insert(around.index(at), deepcopy(at))
    elif kind == "rename":
        at.tag += "X"
    elif kind == "move":
        around.insert(chance.randrange(len(around)), at)
    elif kind == "attribute":
        at.set("X", "1")
    elif kind == "text":
        at.text = (at.text or "") + "x"
    elif kind == "no attribute" and at.attrib:
        del at.attrib[chance.choice(list(at.attrib))]
    elif kind == "value" and at.attrib:
        at.set(chance.choice(list(at.attrib)), chance.choice(_VALUES))
    elif kind == "value" and not len(at):
        at.text = chance.choice(_VALUES)
    else:
        return None
    return kind, at


def _is_known(what: tuple[str, etree._Element]) -> bool:
    """Where the two are known to differ.

    - The content of RefDoc may be anything by its model; by the schema it is elements alone, without attributes.
    - libxml2 does not hold attributes that a schema refers to (epj/meta) to their fixed value; XML Schema does.
    - libxml2 holds the Ids of a signature to being unique; what is in a signature is not described here.
    """
    kind, at = what
    meta = any("/epj/meta/" in str(name) for name in at.attrib)
    signed = any("xmldsig" in str(each.tag) for each in at.iter(etree.Element))
    return (local(at.tag) == "Content" and kind in {"attribute", "text"}) or meta or (signed and kind == "double")
