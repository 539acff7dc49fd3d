"""Random information models, messages of them, and what may be wrong with a message; strategies for hypothesis."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from registry.domain import (
    Binding,
    Code,
    CodeList,
    ElementKind,
    ElementProperty,
    Evidence,
    InformationModel,
    Iri,
    LangString,
    ModelElement,
    PropertyKind,
    Strength,
)
from registry.domain.content_model import Particle, ParticleKind, element, group
from registry.domain.message_schema import MessageSchema, Slot, Structure, message_schema
from registry.interchange.names import CONTENT, NAMESPACE, TYPE, is_array

BASE, SPACE = "https://omforent.no/", "urn:random"
XSD = "http://www.w3.org/2001/XMLSchema#"
TITLE = (LangString(text="navn", lang="nb"),)
TEXTS = ("x", "AB", "ABCD", "12", "-1", "true", "2026-01-31", "a", "c", "z")


def code_list(number: str, codes: str) -> CodeList:
    rows = tuple(Code(iri=f"{BASE}code/{number}/{code}", notation=code, pref_label=TITLE) for code in codes)
    return CodeList(iri=f"{BASE}code-list/{number}", identifier=number, oid=f"1.2.{number}", title=TITLE, codes=rows)


LISTS = {value.iri: value for value in (code_list("1", "ab"), code_list("2", "cd"), code_list("3", "e"))}


def simple(name: str, base: str = "token", **facets: Any) -> ModelElement:
    return ModelElement(
        iri=f"{BASE}type/r/{name}",
        kind=ElementKind.SIMPLE_TYPE,
        identifier=name,
        title=TITLE,
        type_definition_reference=XSD + base,
        **facets,
    )


SIMPLE = (
    simple("word"),
    simple("flag", "boolean"),
    simple("count", "nonNegativeInteger"),
    simple("day", "date"),
    simple("capitals", pattern="[A-Z]{2}"),
    simple("one-of", enumeration=("x", "AB")),
    simple("short", "string", max_length=2),
)


def prop(owner: str, name: str, **more: Any) -> ElementProperty:
    iri = f"{BASE}element/r/{owner}/{name.removeprefix('@')}"
    kind = PropertyKind.COMPOSITION if more.get("contains") else PropertyKind.ATTRIBUTE
    return ElementProperty(iri=iri, **{"kind": kind, "identifier": name, "title": TITLE, **more})


def data_type(name: str, *parts: str) -> ModelElement:
    properties = tuple(prop(name, f"@{part}", has_simple_type=SIMPLE[0].iri) for part in parts)
    iri = f"{BASE}type/r/{name}"
    return ModelElement(iri=iri, kind=ElementKind.DATA_TYPE, identifier=name, title=TITLE, has_property=properties)


CS, CV = data_type("CS", "V", "DN"), data_type("CV", "V", "S", "DN", "OT")


@st.composite
def bindings(draw: st.DrawFn) -> tuple[Binding, ...]:
    lists = draw(st.lists(st.sampled_from(sorted(LISTS)), min_size=1, max_size=2, unique=True))
    evidence = st.sampled_from([(Evidence.READ,), (Evidence.EXAMPLE,)])
    return tuple(
        Binding(value_set=iri, strength=draw(st.sampled_from(list(Strength))), evidence=draw(evidence)) for iri in lists
    )


@st.composite
def properties(draw: st.DrawFn, owner: str, below: list[str]) -> tuple[ElementProperty, ...]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        sort = draw(st.sampled_from(["simple", "coded", "part"] if below else ["simple", "coded"]))
        more: dict[str, Any] = {"min_occurs": draw(st.integers(0, 1)), "max_occurs": draw(st.sampled_from([1, 2, "*"]))}
        if sort == "simple":
            more["has_simple_type"] = draw(st.sampled_from(SIMPLE)).iri
        elif sort == "coded":
            more |= {"has_data_type": draw(st.sampled_from([CS, CV])).iri, "coded": True, "bindings": draw(bindings())}
        else:
            more["contains"] = (f"{BASE}type/r/{draw(st.sampled_from(below))}",)
        found.append(prop(owner, f"E{number}", **more))
    if draw(st.booleans()):
        attribute = {"has_simple_type": draw(st.sampled_from(SIMPLE)).iri, "min_occurs": draw(st.integers(0, 1))}
        found.append(prop(owner, "@a", **attribute))
    return tuple(found)


@st.composite
def contents(draw: st.DrawFn, names: list[str], *, repeats: bool) -> Particle:
    """A content model over names, each once."""
    if len(names) == 1:
        least, most = draw(st.sampled_from([(0, 1), (1, 1), (0, 2), (1, "*")]))
        return element(names[0], least, most)
    cut = draw(st.integers(1, len(names) - 1))
    parts = [draw(contents(each, repeats=repeats)) for each in (names[:cut], names[cut:])]
    kind = draw(st.sampled_from([ParticleKind.SEQUENCE, ParticleKind.CHOICE]))
    times = [(1, 1), (0, 1), *([(0, "*"), (1, "*"), (1, 2)] if repeats else [])]
    return group(kind, parts, *draw(st.sampled_from(times)))


@st.composite
def models(draw: st.DrawFn, *, repeats: bool = False) -> InformationModel:
    """A model of some types, the last of which may specialise another."""
    names = [f"T{number}" for number in range(draw(st.integers(1, 3)))]
    types = []
    for place, name in enumerate(names):
        rows = draw(properties(name, names[place + 1 :]))
        inside = [row.identifier for row in rows if not row.identifier.startswith("@")]
        content = str(draw(contents(inside, repeats=repeats))) if draw(st.booleans()) else None
        kind = ElementKind.OBJECT_TYPE if place else ElementKind.ROOT_OBJECT_TYPE
        types.append(object_type(name, rows, kind=kind, content_model=content))
    if len(names) > 1 and draw(st.booleans()):
        general = {"kind": PropertyKind.SPECIALIZATION, "has_general_concept": (types[-1].iri,)}
        own = prop("D", "F", has_simple_type=SIMPLE[0].iri, min_occurs=draw(st.integers(0, 1)))
        types.append(object_type("D", (prop("D", "base", **general), own)))
    return InformationModel(
        iri=f"{BASE}model/r", identifier="r", title=TITLE, namespace=SPACE, elements=(*types, CS, CV, *SIMPLE)
    )


def object_type(
    name: str, rows: tuple[ElementProperty, ...], kind: ElementKind = ElementKind.OBJECT_TYPE, **more: Any
) -> ModelElement:
    return ModelElement(iri=f"{BASE}type/r/{name}", kind=kind, identifier=name, title=TITLE, has_property=rows, **more)


def schema_of(model: InformationModel) -> MessageSchema:
    types = {row.iri: (row, model) for row in model.elements}
    return message_schema(model, "1.0.0", types.get)


# -- messages ----------------------------------------------------------------


@st.composite
def messages(draw: st.DrawFn, schema: MessageSchema) -> dict[str, Any]:
    """A message that has the elements of its model in a number that the model permits, with plausible values."""
    root = schema.roots[0]
    return {NAMESPACE: SPACE, root.name: draw(structures(schema, root))}


@st.composite
def structures(draw: st.DrawFn, schema: MessageSchema, row: Structure) -> dict[str, Any]:
    derived = schema.derived(row.iri)
    actual = draw(st.sampled_from([row, *derived])) if derived else row
    found: dict[str, Any] = {} if actual is row else {TYPE: actual.name}
    slots = {slot.name: slot for slot in actual.slots}
    for slot in actual.slots:
        if slot.is_attribute and (slot.minimum or draw(st.booleans())):
            found[slot.name] = draw(texts(slot))
    for name in draw(words(actual.content)):
        value = draw(values(schema, slots[name]))
        if is_array(actual, slots[name]):
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


@st.composite
def words(draw: st.DrawFn, part: Particle) -> list[str]:
    most = 2 if part.maximum == "*" else part.maximum
    found: list[str] = []
    for _ in range(draw(st.integers(part.minimum, max(most, part.minimum)))):
        if part.kind is ParticleKind.ELEMENT:
            found.append(part.name)
        else:
            among = [draw(st.sampled_from(part.parts))] if part.kind is ParticleKind.CHOICE else part.parts
            found += [name for each in among for name in draw(words(each))]
    return found


@st.composite
def values(draw: st.DrawFn, schema: MessageSchema, slot: Slot) -> Any:
    row = schema.structures.get(slot.type or "")
    if row is None:
        return draw(texts(slot))
    if row.name not in ("CS", "CV"):
        return draw(structures(schema, row))
    known = LISTS[draw(st.sampled_from([one.value_set for one in slot.bindings]))]
    code = draw(st.sampled_from(known.codes)).notation
    return {"@V": code, **({"@S": known.oid} if row.name == "CV" else {})}


def texts(slot: Slot) -> st.SearchStrategy[str]:
    fit = {
        "word": "x",
        "flag": "true",
        "count": "12",
        "day": "2026-01-31",
        "capitals": "AB",
        "one-of": "x",
        "short": "AB",
    }
    return st.just(fit.get((slot.type or "").rpartition("/")[2], "x"))


# -- what may be wrong ----------------------------------------------------------------


@st.composite
def mutated(draw: st.DrawFn, message: dict[str, Any]) -> dict[str, Any]:
    """The message with up to three things changed."""
    found = deepcopy(message)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_objects(found["T0"]))
        at = draw(st.sampled_from(places))
        draw(st.sampled_from([_delete, _strange, _value, _more]))(draw, at)
    return found


def _objects(at: Any) -> Any:
    if isinstance(at, dict):
        yield at
        for each in at.values():
            yield from _objects(each)
    elif isinstance(at, list):
        for each in at:
            yield from _objects(each)


def _delete(draw: st.DrawFn, at: dict[str, Any]) -> None:
    if at:
        del at[draw(st.sampled_from(sorted(at)))]


def _strange(draw: st.DrawFn, at: dict[str, Any]) -> None:
    at[draw(st.sampled_from(["Strange", "@strange", CONTENT]))] = "x"


def _value(draw: st.DrawFn, at: dict[str, Any]) -> None:
    plain = sorted(name for name, value in at.items() if isinstance(value, str) and name != TYPE)
    if plain:
        name = draw(st.sampled_from(plain))
        oids = [value.oid for value in LISTS.values()]
        at[name] = draw(st.sampled_from(oids if name == "@S" else TEXTS))


def _more(draw: st.DrawFn, at: dict[str, Any]) -> None:
    arrays = sorted(name for name, value in at.items() if isinstance(value, list) and value)
    if arrays:
        rows = at[draw(st.sampled_from(arrays))]
        rows += [deepcopy(rows[0]) for _ in range(draw(st.integers(1, 2)))]


def find_list(iri: Iri) -> CodeList | None:
    return LISTS.get(iri)
