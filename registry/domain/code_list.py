"""Code lists and their codes (modelldcatno:CodeList, modelldcatno:CodeElement); a code needs no definition."""

from datetime import date
from urllib.parse import quote

from registry.domain.language import LangString
from registry.domain.scheme import Collection, RegisteredObject
from registry.domain.value import Iri, Period, Resource, Value
from registry.namespaces import BASE

#: EU concept statuses that mean: no longer to be chosen.
INACTIVE = ("DEPRECATED", "REVISED_DEPRECATED", "CANDIDATE_DEPRECATED", "RETIRED", "WITHDRAWN")


class CodeProperty(Value):
    """One value of a property that the list declares for its codes (FHIR: CodeSystem.concept.property).

    `value` is an IRI, a language-tagged text or, as a plain string, a literal; `datatype` is its XSD datatype.
    """

    predicate: Iri
    value: str | LangString
    datatype: Iri | None = None
    is_iri: bool = False


class PropertyDeclaration(Resource):
    """A property that codes of the list may have (rdf:Property with a label)."""

    label: tuple[LangString, ...] = ()


class Code(Resource):
    """A code: its notation as a string always, and the source's display and no more.

    `pref_label` is the display; nothing is translated or invented here.
    """

    notation: str
    pref_label: tuple[LangString, ...] = ()
    alt_label: tuple[LangString, ...] = ()
    definition: tuple[LangString, ...] = ()
    note: tuple[LangString, ...] = ()
    source: tuple[Iri | LangString, ...] = ()
    status: Iri | None = None
    validity: Period = Period()
    broader: tuple[Iri, ...] = ()
    replaces: tuple[Iri, ...] = ()
    is_replaced_by: tuple[Iri, ...] = ()
    exact_match: tuple[Iri, ...] = ()
    close_match: tuple[Iri, ...] = ()
    properties: tuple[CodeProperty, ...] = ()

    def is_active(self, day: date) -> bool:
        """Whether the code may be chosen on `day`: within its validity and not retired by status."""
        retired = self.status is not None and self.status.rpartition("/")[2] in INACTIVE
        return self.validity.holds(day) and not (retired and self.validity.end is None)


class CodeList(RegisteredObject):
    """A code list with its OID, aliases, declared properties and codes, in the source's order.

    A collection groups some of the codes for a purpose (FHIR: a ValueSet that enumerates them).
    """

    oid: str | None = None
    see_also: tuple[Iri, ...] = ()
    bundled: bool = True
    declared: tuple[PropertyDeclaration, ...] = ()
    codes: tuple[Code, ...] = ()
    collections: tuple[Collection, ...] = ()

    def iri_of(self, notation: str) -> Iri:
        """The IRI of a code of this list by the rule of docs/rdf.md; a code that is there already may have another."""
        own = self.iri.rstrip("/").rpartition("/")[2]
        base = self.iri.rpartition("code-list/")[0] if "/code-list/" in self.iri else BASE
        return f"{base}code/{own}/{quote(notation, safe='')}"
