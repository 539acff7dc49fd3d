"""How long the checks of a concept scheme take at 1,000 and at 20,000 concepts, and its shapes alone.

Goal: shapes within 5 s at 20,000 concepts, and time that grows in proportion to the scheme.
"""

import time
from collections.abc import Callable

from registry.domain import Concept, ConceptScheme, Definition, Kind, LangString
from registry.namespaces import iri
from registry.rdf.objects import write_object
from registry.services.checking import check_graph, check_release
from registry.services.shapes import shapes

BASE = "https://bench.example/"
SYLLABLES = (
    "ba",
    "den",
    "fol",
    "gri",
    "hul",
    "kem",
    "lor",
    "mis",
    "nat",
    "pro",
    "rit",
    "sku",
    "tve",
    "vok",
    "sja",
    "ost",
)


def word(number: int) -> str:
    """A word for each number; neighbours differ in more than a letter."""
    scattered = number * 7919 % 65536
    return "".join(SYLLABLES[scattered >> shift & 15] for shift in (0, 4, 8, 12))


def scheme(size: int) -> ConceptScheme:
    """A full scheme in two languages; every tenth concept has a broader one a tenth of its number."""
    described = {"publisher": BASE + "us", "contact_point": BASE + "contact"}
    concepts = tuple(
        Concept(
            iri=f"{BASE}concept/{number}",
            in_scheme=(BASE + "scheme",),
            identifier=f"{BASE}concept/{number}",
            pref_label=tuple(LangString(text=f"{word(number)} {lang}", lang=lang) for lang in ("nb", "nn")),
            definition=tuple(
                Definition(
                    value=LangString(text=f"det som gjelder {number} på {lang}", lang=lang),
                    relationship_with_source=iri("relation:self-composed"),
                )
                for lang in ("nb", "nn")
            ),
            broader=(f"{BASE}concept/{number // 10}",) if number else (),
            **described,
        )
        for number in range(size)
    )
    title = (LangString(text="Benk", lang="nb"),)
    return ConceptScheme(iri=BASE + "scheme", identifier="scheme", title=title, concepts=concepts, **described)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print the times and the ratio between the sizes."""
    took = {}
    for size in (1_000, 20_000):
        triples = write_object(scheme(size))
        compiled = shapes("concept-scheme")
        alone = seconds(lambda compiled=compiled, triples=triples: compiled.validate(triples))
        graph = seconds(lambda triples=triples: check_graph(triples, Kind.CONCEPT_SCHEME))
        union = seconds(lambda triples=triples: check_release([triples]))
        took[size] = graph
        print(
            f"checks: {size:6} concepts, {len(triples):7} triples: shapes {alone:5.2f} s, "
            f"all checks of the object {graph:5.2f} s, as a release {union:5.2f} s"
        )
    print(f"checks: 20 times the concepts take {took[20_000] / took[1_000]:.1f} times as long")


if __name__ == "__main__":
    main()
