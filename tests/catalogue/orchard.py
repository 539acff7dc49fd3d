"""A small release that is easy to change: concepts, a code list, an exchange and a pathway, as Turtle."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from registry.services import drafts, publication
from registry.store.memory import MemoryStore
from registry.terminology.release_reader import CompiledRelease
from registry.terminology.releases import Releases
from tests.catalogue.edition import AGENT, HEAD

BASE = "https://omforent.no/"


@dataclass(frozen=True)
class Tree:
    """A concept: what it is called, what it is under, what it is associated with."""

    label: str
    above: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    definition: str = ""
    other: str = ""


@dataclass(frozen=True)
class Orchard:
    """All that there is: concepts by name, codes with label and last day, and what they hang on."""

    trees: dict[str, Tree] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    title: str = "Hage"
    subject: str = ""
    list_title: str = "Frukt"
    extra: bool = False

    def plant(self, name: str, tree: Tree) -> "Orchard":
        """With a concept more, or another in its place."""
        return replace(self, trees={**self.trees, name: tree})

    def fell(self, name: str) -> "Orchard":
        """Without a concept; what points to it stays."""
        return replace(self, trees={key: tree for key, tree in self.trees.items() if key != name})

    def turtle(self) -> list[str]:
        """One document an object."""
        found = [self._scheme(), self._list(), self._pathway(), self._exchange()]
        return [*found, self._second()] if self.extra else found

    def _scheme(self) -> str:
        scheme = f"<{BASE}concept-scheme/hage>"
        lines = [f'{scheme} a skos:ConceptScheme ; dct:identifier "hage" ; dct:title "{self.title}"@nb .']
        for name, tree in self.trees.items():
            said = [f'skos:prefLabel "{tree.label}"@nb ; skos:inScheme {scheme}']
            said += [f"skos:broader c:{each}" for each in tree.above]
            said += [f"skos:related c:{each}" for each in tree.beside]
            said += [f'skos:altLabel "{tree.other}"@nb'] if tree.other else []
            if tree.definition:
                text = f'[ a euvoc:XlNote ; rdf:value "{tree.definition}"@nb ]'
                said.append(f"euvoc:xlDefinition {text}")
            lines.append(f"c:{name} a skos:Concept ; {' ; '.join(said)} .")
        return "\n".join(lines)

    def _list(self) -> str:
        types = "modelldcatno:CodeList, skos:ConceptScheme"
        lines = [f'<{BASE}code-list/frukt> a {types} ; dct:identifier "frukt" ; dct:title "{self.list_title}"@nb .']
        for code, (label, last) in self.codes.items():
            end = f' ; euvoc:endDate "{last}"^^xsd:date' if last else ""
            lines.append(
                f"<{BASE}code/frukt/{code}> a skos:Concept, modelldcatno:CodeElement ; skos:notation "
                f'"{code}" ; skos:inScheme <{BASE}code-list/frukt> ; skos:prefLabel "{label}"@nb{end} .'
            )
        return "\n".join(lines)

    def _pathway(self) -> str:
        return (
            f'<{BASE}pathway/ar> a omf:Pathway ; dct:identifier "ar" ; dct:title "Året"@nb ; '
            f"omf:phase <{BASE}phase/var> .\n"
            f'<{BASE}phase/var> a omf:Phase ; dct:title "Vår"@nb ; omf:order 1 .'
        )

    def _exchange(self) -> str:
        about = f" ; dct:subject c:{self.subject}" if self.subject else ""
        return (
            f'<{BASE}exchange/melding> a omf:Exchange ; dct:identifier "melding" ; dct:title "Melding"@nb ; '
            f"omf:inPhase <{BASE}phase/var>{about} ."
        )

    def _second(self) -> str:
        scheme = f"<{BASE}concept-scheme/eng>"
        return (
            f'{scheme} a skos:ConceptScheme ; dct:identifier "eng" ; dct:title "Eng"@nb .\n'
            f'c:gras a skos:Concept ; skos:inScheme {scheme} ; skos:prefLabel "gras"@nb ; skos:broader c:eple .'
        )


class Press:
    """Releases one orchard after the other from the same folder, a day apart."""

    def __init__(self, home: Path) -> None:
        self._store = MemoryStore()
        self._home = home
        self._day = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def release(self, orchard: Orchard, days: int = 1) -> CompiledRelease:
        """The release that follows; the last one where nothing has changed."""
        self._day += timedelta(days=days)
        parsed = [drafts.read_file((HEAD + text).encode(), "given.ttl") for text in orchard.turtle()]
        wanted = {each.iri for each in parsed}
        drafts.put(self._store, *parsed)
        for iri in set(drafts.iris(self._store)) - wanted:
            drafts.remove(self._store, iri)
        publication.release(self._store, self._home, issued=self._day, agent=AGENT, check=lambda _: ())
        return Releases(self._home).current()

    def package(self) -> Path:
        """The newest release's ZIP."""
        releases = Releases(self._home)
        return releases.package(releases.current().release.number)


#: Where the tests begin.
ORCHARD = Orchard(
    trees={
        "tre": Tree("tre", definition="stor plante"),
        "eple": Tree("eple", above=("tre",), beside=("bie",)),
        "plomme": Tree("plomme", above=("tre",)),
        "bie": Tree("bie"),
        "stein": Tree("stein"),
    },
    codes={"1": ("Eple", ""), "2": ("Pære", "2026-11-20")},
    subject="eple",
)
