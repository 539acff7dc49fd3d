"""Where each thing has its place in the catalogue: the one rule from IRIs to addresses, not what stands there.

The rule, below a language folder (`nb/`, `nn/`, `en/`):

- a registered object and a concept have a page of their own: `{type}/{id}.html`, named as their IRI is;
- whatever else belongs to an object is a place on the object's page: `{type}/{id}.html#{type}-{rest}`, where `rest`
  is its own IRI after `{base}{type}/`, without the owner's id where it begins with that
  (`/code/7304/J` is `code-list/7304.html#code-J`, `/standard/his-80226-2014#5.2` is
  `register/standards.html#standard-his-80226-2014`);
- a rule of the validator is `rule/{id}.html`;
- Omforent's own terms are `def.html#{term}`, and a release is `release/{number}.html`.

Beside the language folders each object lies as data under its own name and a suffix: `{type}/{id}.ttl`.
"""

import re
from hashlib import sha256

from registry.domain import Iri, Kind
from registry.namespaces import BASE
from registry.services.validation.rules import shipped_rules
from registry.terminology.protocol import MemberKind, ReleaseReader, Resolution

#: The languages that the catalogue is built in; the first is that of the address without a language.
CATALOGUE_LANGUAGES = ("nb", "nn", "en")
#: The page of the current release, below a language folder; every page links to it, so that none need name a number.
CURRENT_RELEASE = "release/current.html"
#: How many codes or concepts one page tells of at most; an object with more takes several pages.
PART_SIZE = 500
_DEF, _RELEASE, _RULE = BASE + "def", BASE + "release/", BASE + "rule/"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
#: What may stand in a fragment as it is (RFC 3986, 3.5), without the colon that every IRI of somebody else has.
_FRAGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=@/?-]|%[0-9A-Fa-f]{2})+")
_UNSAFE = re.compile(r"[^A-Za-z0-9._~-]+")


def page_of(reader: ReleaseReader, iri: Iri) -> str | None:
    """The address of what `iri` names, below a language folder; None where the catalogue has no place for it.

    Former names and FHIR canonicals are no IRIs of things: resolve them first.
    """
    if iri == _DEF or iri.startswith(_DEF + "#"):
        return "def.html" + iri.removeprefix(_DEF)
    if iri.startswith(_RULE):
        name = iri.removeprefix(_RULE)
        return f"rule/{name}.html" if name in shipped_rules() else None
    if iri.startswith(_RELEASE):
        return _release_page(reader, iri.removeprefix(_RELEASE))
    found = [row for row in reader.resolve(iri) if row.current]
    return place_in(reader, found[0]) if found else None


def place_in(reader: ReleaseReader, found: Resolution) -> str:
    """The address of what a name resolved to; a code of a long list is on the page of its part of the list."""
    place = place_of(found)
    if found.kind is not MemberKind.CODE:
        return place
    artefact = reader.artefact(found.object)
    if artefact.count(MemberKind.CODE) <= PART_SIZE:
        return place
    page, _, fragment = place.partition("#")
    return f"{part_of(page, artefact.position(found.iri) // PART_SIZE + 1)}#{fragment}"


def _release_page(reader: ReleaseReader, number: str) -> str | None:
    known = any(entry.number == number for entry in reader.releases)
    return f"release/{number}.html" if known else None


def place_of(found: Resolution) -> str:
    """The address of something that has been resolved, below a language folder."""
    if isinstance(found.kind, Kind) or found.kind is MemberKind.CONCEPT:
        return f"{stem(found.iri, found.kind)}.html"
    owner = Kind.CODE_LIST if f"/{Kind.CODE_LIST}/" in found.object else _OWNERS[found.kind]  # of a collection
    return f"{stem(found.object, owner)}.html#{anchor(found.iri, found.kind, found.object)}"


_OWNERS: dict[MemberKind, Kind] = {
    MemberKind.COLLECTION: Kind.CONCEPT_SCHEME,
    MemberKind.CODE: Kind.CODE_LIST,
    MemberKind.MAPPING: Kind.MAPPING_SET,
    MemberKind.TYPE: Kind.INFORMATION_MODEL,
    MemberKind.ELEMENT: Kind.INFORMATION_MODEL,
    MemberKind.PHASE: Kind.PATHWAY,
    MemberKind.CARE_LEVEL: Kind.PATHWAY,
    MemberKind.ACTOR_ROLE: Kind.PATHWAY,
    MemberKind.ORGANIZATION: Kind.REGISTER,
    MemberKind.CONTACT_POINT: Kind.REGISTER,
    MemberKind.STANDARD: Kind.REGISTER,
    MemberKind.REQUIREMENT: Kind.REQUIREMENT_SET,
}


def stem(iri: Iri, kind: Kind | MemberKind) -> str:
    """`{type}/{id}` of an object or a concept; an id that is no file name is spelt with a digest after it.

    >>> stem("https://omforent.no/concept/epikrise", MemberKind.CONCEPT)
    'concept/epikrise'
    """
    name = iri.removeprefix(f"{BASE}{kind}/")
    return f"{kind}/{name if _PLAIN.fullmatch(name) else _spelt(iri)}"


def _spelt(iri: Iri) -> str:
    last = _UNSAFE.sub("-", re.split(r"[/#]", iri.rstrip("/#"))[-1]).strip("-.") or "x"
    return f"{last}-{sha256(iri.encode()).hexdigest()[:10]}"


def anchor(iri: Iri, kind: MemberKind, owner: Iri) -> str:
    """The id of a member on its owner's page.

    >>> anchor("https://omforent.no/code/7304/J", MemberKind.CODE, "https://omforent.no/code-list/7304")
    'code-J'
    """
    own = iri.removeprefix(f"{BASE}{kind}/").removeprefix(owner.rpartition("/")[2] + "/")
    return f"{kind}-{own if _FRAGMENT.fullmatch(own) else _spelt(iri)}"


def part_of(place: str, part: int) -> str:
    """The address of part `part` (from 1) of what takes several pages.

    >>> part_of("code-list/7110.html", 3)
    'code-list/7110/3.html'
    """
    return place if part == 1 else f"{place.removesuffix('.html')}/{part}.html"


def relative(page: str, target: str) -> str:
    """The link from one file of the catalogue to another; only the anchor where they are the same.

    >>> relative("nb/concept/epikrise.html", "nb/code-list/7304.html#code-J")
    '../code-list/7304.html#code-J'
    """
    path, mark, place = target.partition("#")
    if path == page and place:
        return mark + place
    return _way(page.split("/")[:-1], path.split("/")) + mark + place


def _way(folders: list[str], path: list[str]) -> str:
    """Up from the folders to what is shared, and down the path; written out, since pages have very many links."""
    shared = 0
    for here, there in zip(folders, path[:-1], strict=False):
        if here != there:
            break
        shared += 1
    return "../" * (len(folders) - shared) + "/".join(path[shared:])
