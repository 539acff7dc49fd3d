"""The published XML schemas of ../shared, put together for each message: the yardstick of structure and of speed."""

from pathlib import Path

from lxml import etree

_XS = "http://www.w3.org/2001/XMLSchema"


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
            if _name(each) == "import" and each.get("namespace") in self.files:
                each.set("schemaLocation", self.files[each.get("namespace")])
            elif _name(each) == "include":
                each.set("schemaLocation", (path.parent / each.get("schemaLocation")).resolve().as_uri())
        tree.write(self._work / self.files[space])

    @property
    def paths(self) -> dict[str, Path]:
        """The file of each namespace."""
        return {space: self._work / name for space, name in self.files.items()}

    def accept(self, root: etree._Element) -> bool | None:
        """Whether they accept a message; None where they cannot be put together for it."""
        schema = self.of(root)
        return None if schema is None else schema.validate(root)

    def of(self, root: etree._Element) -> etree.XMLSchema | None:
        """The schema of the namespaces in a message."""
        spaces = frozenset(etree.QName(each).namespace for each in root.iter(etree.Element)) & self._roots
        if spaces not in self._kept:
            self._kept[spaces] = self._made(spaces)
        return self._kept[spaces]

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


def _preference(path: Path) -> tuple[bool, bool, int, int]:
    """Where several files have a namespace: the shared one, the strict one, the fullest, the one not below others."""
    return "felles" not in str(path), "loose" in path.name, -_size(path), len(str(path))


def _size(path: Path) -> int:
    """How many elements a schema declares: the later of two editions of one namespace has more of them."""
    try:
        return sum(1 for _ in etree.parse(path).getroot().iter(f"{{{_XS}}}element"))
    except etree.XMLSyntaxError:
        return 0


def _target(path: Path) -> str | None:
    try:
        return etree.parse(path).getroot().get("targetNamespace")
    except etree.XMLSyntaxError:
        return None


def _name(at: etree._Element) -> str:
    return etree.QName(at).localname if isinstance(at.tag, str) else ""
