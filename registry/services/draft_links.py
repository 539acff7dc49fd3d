"""What things of drafts lend to others: names around exchanges, terms of what is replaced or what a list is for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pyroaring import BitMap

from registry.domain import Iri, Kind
from registry.services.draft_document import Links
from registry.terminology.kinds import MemberKind
from registry.terminology.search_entry import Entry
from registry.terminology.search_facets import FacetRows
from registry.terminology.search_writer import NAMED_AROUND

#: The numbers of the things with an IRI.
Numbers = Callable[[Iri], Iterable[int]]


class Lent:
    """What is found by some things' words although it does not have them itself."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self._to: defaultdict[int, list[int]] = defaultdict(list)
        for lender, borrower in dict.fromkeys(pairs):
            self._to[lender].append(borrower)
        self._lenders = BitMap(self._to)

    def by(self, things: BitMap | None) -> BitMap | None:
        """Those that some of the things lend to; None where there are none."""
        lenders = things & self._lenders if things else None
        return BitMap(each for one in lenders for each in self._to[one]) if lenders else None

    def of(self, lender: int) -> Sequence[int]:
        """Those that one thing lends to."""
        return self._to.get(lender, ())


class DraftLinks:
    """The lending in an index: `former` from what is replaced to what replaces it, `around` from what has a name to the
    exchanges that refer to it, `terms` from concepts to the lists for what they mean.
    """

    def __init__(self, links: Mapping[int, Links], numbers: Numbers, concepts: BitMap, inactive: BitMap) -> None:
        self._links = dict(sorted(links.items()))
        self._numbers = numbers
        self._concepts = concepts
        former = [(old, new) for old, new in self._replacing() if old in inactive]
        self.former, self.replaced = Lent(former), Lent((new, old) for old, new in former)
        self.around = Lent(self._naming())
        named = list(self._bound())
        self.terms, self.meant = Lent(named), Lent((one, concept) for concept, one in named)

    def _replacing(self) -> Iterator[tuple[int, int]]:
        for thing, row in self._links.items():
            yield from ((old, thing) for iri in row.replaces for old in self._numbers(iri))
            yield from ((thing, new) for iri in row.replaced_by for new in self._numbers(iri))

    def _naming(self) -> Iterator[tuple[int, int]]:
        by_iri = {row.iri: thing for thing, row in self._links.items() if row.kind in NAMED_AROUND}
        for thing, row in self._links.items():
            waiting = list(row.around)
            while waiting:
                named = by_iri.get(waiting.pop().partition("#")[0])
                if named is not None:
                    yield named, thing
                    waiting += self._links[named].at

    def _bound(self) -> Iterator[tuple[int, int]]:
        lists = {row.iri: thing for thing, row in self._links.items() if row.kind == Kind.CODE_LIST}
        for row in self._links.values():
            if row.kind == MemberKind.ELEMENT and len(row.uses) > 1:
                others = [iri for iri in row.uses if iri not in lists]
                for iri in row.uses:
                    if iri in lists:
                        numbers = BitMap(number for other in others for number in self._numbers(other))
                        yield from ((number, lists[iri]) for number in numbers & self._concepts)

    def levels(self, within: Callable[[Iri], BitMap | None]) -> dict[Iri, BitMap]:
        """What is used at each level of care; `within` gives the things of an object."""
        rows = FacetRows()
        for row in self._links.values():
            rows.note_use(_entry(row))
        found = {}
        for level, iris in rows.levels().items():
            found[level] = BitMap(self._all(iris, rows, within))
        return found

    def _all(self, iris: set[Iri], rows: FacetRows, within: Callable[[Iri], BitMap | None]) -> Iterator[int]:
        for iri in iris:
            yield from (within(iri) or () if rows.is_whole(iri) else self._numbers(iri))


def _entry(row: Links) -> Entry:
    """As much of a thing as tells where it is used."""
    return Entry(row.iri, _KINDS[row.kind], row.object, (), "", (), True, None, (), (), at=row.at, uses=row.uses)


_KINDS: Mapping[str, Kind | MemberKind] = {str(kind): kind for kind in (*Kind, *MemberKind)}
