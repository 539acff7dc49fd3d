"""The namespaces that Omforent reads and writes, and their prefixes; no logic about what they mean."""

from typing import Final

#: Where every identifier of the shipped content lives (docs/adr/0002-identifiers.md).
BASE: Final = "https://omforent.no/"

PREFIXES: Final[dict[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "euvoc": "http://publications.europa.eu/ontology/euvoc#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "modelldcatno": "https://data.norge.no/vocabulary/modelldcatno#",
    "omf": BASE + "def#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosno": "https://data.norge.no/vocabulary/skosno#",
    "uneskos": "http://purl.org/umu/uneskos#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # controlled vocabularies
    "status": "http://publications.europa.eu/resource/authority/concept-status/",
    "audience": "https://data.norge.no/vocabulary/audience-type#",
    "relation": "https://data.norge.no/vocabulary/relationship-with-source-type#",
}


def iri(curie: str) -> str:
    """The full IRI of a prefixed name.

    >>> iri("skos:prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def curie(full: str) -> str:
    """The prefixed name of an IRI, or the IRI itself where no prefix fits.

    >>> curie("http://www.w3.org/2004/02/skos/core#prefLabel")
    'skos:prefLabel'
    """
    for prefix, namespace in PREFIXES.items():
        if full.startswith(namespace) and len(full) > len(namespace):
            return f"{prefix}:{full[len(namespace) :]}"
    return full
