"""Checks one document of a message, and those in its attachments: which models they are of, structure and codes."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from registry.domain import Iri
from registry.domain.finding import Finding, Recognised
from registry.domain.instance import Instance, local, namespace
from registry.errors import Unreadable
from registry.interchange.message_file import Bounds, read_xml
from registry.services.validation.code_lists import CodeLists
from registry.services.validation.coding import CodeCheck, Said
from registry.services.validation.compiling import Plans
from registry.services.validation.exchanges import Exchanges
from registry.services.validation.fault import Fault, finding, place
from registry.services.validation.namespaces import is_extension, same_family
from registry.services.validation.rules import Ruling, shipped_rules
from registry.services.validation.simple_types import TESTS
from registry.services.validation.structure import Walk, nearest

#: The element around an attachment (kith-base64.xsd).
_CONTAINER: Final = "Base64Container"
#: The beginning of `<?xml`, `<Msg` and the like in base64.
_XML_IN_BASE64: Final = ("PD94", "PE1z", "PG1z", "77u/PD94", "PG5z")
#: Where messages say when they were made.
_MADE: Final = "GenDate"
#: Messages in attachments in messages in attachments: no deeper than this.
_NESTED: Final = 3
_MOST_NAMES: Final = 12
_MOST_REPAIRS: Final = 3


@dataclass(frozen=True)
class Asked:
    """What a message is held against: `exchange` where one is named, `day` where codes are judged on another day."""

    exchange: Iri | None = None
    day: date | None = None
    ruling: Ruling = field(default_factory=Ruling)
    bounds: Bounds = field(default_factory=Bounds)
    most: int = 500


@dataclass(frozen=True)
class Known:
    """What a release knows of messages."""

    plans: Plans
    lists: CodeLists
    exchanges: Exchanges


class _Attached(NamedTuple):
    """Where an attachment is: its path, its line, and in how many others it is."""

    path: str = ""
    line: int | None = None
    depth: int = 0


_TOP: Final = _Attached()


class Document:
    """A message, or one that is an attachment of it."""

    def __init__(
        self, known: Known, asked: Asked, codes: CodeCheck, root: Instance, attached: _Attached = _TOP
    ) -> None:
        self.findings: list[Finding] = []
        self.documents: list[Recognised] = []
        self._known = known
        self._asked = asked
        self._codes = codes
        self._root = root
        self._attached = attached
        self._plans = known.plans
        self._walk = Walk(codes.element, self._open)
        self._models: list[tuple[Instance, Iri]] = []
        self._nested: list[Document] = []

    def check(self) -> "Document":
        """Check it, and what is in its attachments: `findings` and `documents` are what came of it."""
        self._begin(self._root)
        self.findings += findings_of(self._walk.faults, self._attached.path, self._attached.line)
        self._exchanges()
        for inner in self._nested:
            inner.check()
            self.findings += inner.findings
            self.documents += inner.documents
        return self

    def _begin(self, at: Instance) -> None:
        """The root, or what is in it where it is an envelope of a general standard (SOAP)."""
        if not is_extension(namespace(at.tag)) or self._plans.root(at.tag) is not None:
            self._part(at)
            return
        within = list(self._messages(at))
        if not within:
            self._walk.faults.append(unknown_namespace(self._plans, namespace(at.tag), at))
        for each in within:
            self._part(each)

    def _messages(self, at: Instance) -> Iterator[Instance]:
        """The outermost elements within another with which a message may begin."""
        waiting: list[Instance] = [*reversed(list(at))]
        while waiting:
            here = waiting.pop()
            if self._is_message(here):
                yield here
            else:
                waiting.extend(reversed(list(here)))

    def _is_message(self, at: Instance) -> bool:
        found = self._plans.root(at.tag)
        return found is not None and local(at.tag) in {row.name for row in self._plans.model(found[0]).schema.roots}

    def _part(self, at: Instance) -> None:
        """The root, or what stands where anything may stand."""
        found = self._plans.root(at.tag)
        if local(at.tag) == _CONTAINER:
            self._attachment(at)
        elif found is not None:
            self._models.append((at, found[0]))
            self._walk.visit(at, found[1])
        elif not is_extension(namespace(at.tag)):
            self._strange(at)

    def _open(self, at: Instance) -> None:
        if local(at.tag) == _CONTAINER:
            self._attachment(at)
        for each in at:
            self._part(each)

    def _strange(self, at: Instance) -> None:
        """What has no model: said so, and its codes are checked all the same."""
        space, known = namespace(at.tag), self._plans.namespaces
        faults = self._walk.faults
        if space in known:
            faults.append(unknown_root(self._plans, space, at))
        else:
            faults.append(unknown_namespace(self._plans, space, at))
        self.documents.append(Recognised(namespace=space, name=local(at.tag)))
        self._loose_codes(at)

    def _loose_codes(self, at: Instance) -> None:
        waiting: list[Instance] = [at]
        while waiting:
            here = waiting.pop()
            if here is not at and self._is_message(here):
                self._part(here)
                continue
            items = dict(here.items())
            if "V" in items and "S" in items:
                said = Said(items["V"].strip(), items["S"].strip(), items.get("DN"), items.get("OT"))
                self._walk.faults.extend(self._codes.coding(here, said))
            waiting.extend(reversed(list(here)))

    def _attachment(self, at: Instance) -> None:
        text = at.text or ""
        if not TESTS["base64Binary"](text):
            self._walk.faults.append(Fault("broken-attachment", at))
            return
        inner = self._unpacked(text)
        if inner is not None:
            where = _Attached(
                path=f"{self._attached.path}{place(at)}/base64()",
                line=self._attached.line or at.sourceline,
                depth=self._attached.depth + 1,
            )
            self._nested.append(Document(self._known, self._asked, self._codes, inner, where))

    def _unpacked(self, text: str) -> Instance | None:
        """The message that an attachment is; None where it is anything else."""
        if self._attached.depth >= _NESTED or len(text) < len("PD94") or not text.lstrip().startswith(_XML_IN_BASE64):
            return None
        try:
            return read_xml(b64decode(text), self._asked.bounds)
        except (Unreadable, ValueError):
            return None

    # -- what it is ------------------------------------------------------------------------------------------------

    def _exchanges(self) -> None:
        """Tell which exchanges the documents are of, and whether they are of the one asked for."""
        exchanges, function = self._known.exchanges, _function(self._root)
        for at, model in self._models:
            carrying = exchanges.carrying(model, function)
            space, name = namespace(at.tag), local(at.tag)
            row = Recognised(namespace=space, name=name, model=model, exchanges=carrying)
            self.documents.append(row)
        if self._asked.exchange is not None and not self._attached.depth:
            self.findings += findings_of(self._held(self._asked.exchange, function))

    def _held(self, exchange: Iri, function: str) -> Iterator[Fault]:
        """Whether the message is of an exchange: its content, and its type."""
        asked = self._known.exchanges.of(exchange)
        models = [model for _, model in self._models]
        if asked.function and function != asked.function and self._known.exchanges.is_function(function):
            own = self._own(models, function)
            repair = asked.function if not own and set(models) & set(asked.models) else own
            yield Fault("wrong-exchange", self._root, found=function, allowed=(asked.function,), repair=repair)
        if asked.models and not any(model in asked.models for model in models):
            yield self._other(asked.models, models, self._own(models, function))

    def _own(self, models: list[Iri], function: str) -> str:
        """The exchanges that the message is rather of, by the names that one asks by; empty where these are many."""
        exchanges = self._known.exchanges
        held = [iri for model in models for iri in exchanges.carrying(model, function)]
        same = [iri for iri in held if not exchanges.is_function(function) or exchanges.of(iri).function == function]
        return ", ".join(iri.rpartition("/")[2] for iri in same) if len(same) <= _MOST_REPAIRS else ""

    def _other(self, wanted: tuple[Iri, ...], models: list[Iri], repair: str) -> Fault:
        spaces = {self._space(iri): iri for iri in wanted}
        for at, model in self._models:
            if any(same_family(self._space(model), space) for space in spaces):
                return Fault("other-generation", at, found=self._space(model), allowed=tuple(spaces))
        names = [iri.rpartition("/")[2] for iri in models]
        return Fault("wrong-exchange", self._root, found=", ".join(names), allowed=tuple(spaces), repair=repair)

    def _space(self, model: Iri) -> str:
        return self._plans.model(model).schema.model.namespace or model


def unknown_root(plans: Plans, space: str, at: Instance) -> Fault:
    """The fault of an element that no document of a known namespace begins with."""
    own = [row for iri in plans.namespaces[space] for row in plans.model(iri).schema.roots]
    allowed = tuple(dict.fromkeys(row.name for row in own))[:_MOST_NAMES]
    found = local(at.tag)
    return Fault("unknown-root", at, found=found, allowed=allowed, repair=nearest(found, allowed))


def unknown_namespace(plans: Plans, space: str, at: Instance) -> Fault:
    """The fault of a document whose namespace no model describes.

    The nearest namespace is the likely repair where it is of the same message: edition and misspelling look alike.
    """
    near = plans.nearest(space)
    repair = near[0] if near and same_family(space, near[0]) else ""
    return Fault("unknown-namespace", at, found=space, allowed=near, repair=repair)


def made_on(root: Instance) -> date | None:
    """The day on which a message says that it was made."""
    for outer in _unwrapped(root):
        for at in (outer, *(outer if local(outer.tag) == "MsgInfo" else ())):
            if local(at.tag) == _MADE:
                return _day(at.text or "") or _day(dict(at.items()).get("V", ""))
    return None


def _unwrapped(root: Instance) -> Instance:
    """The first message in an envelope of a general standard; a root of any other kind itself."""
    waiting = [root]
    while waiting:
        here = waiting.pop()
        if not is_extension(namespace(here.tag)):
            return here
        waiting.extend(reversed(list(here)))
    return root


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _function(root: Instance) -> str:
    """The function code that a message says that it has: the type of the envelope, else of the message itself."""
    for outer in _unwrapped(root):
        inner = outer if local(outer.tag) == "MsgInfo" else ()
        for at in (outer, *inner):
            if local(at.tag) == "Type":
                return _code(at.items())
    return ""


def _code(items: Any) -> str:
    found: Mapping[str, str] = dict(items)
    return found.get("V", "").strip()


def findings_of(faults: Iterable[Fault], prefix: str = "", line: int | None = None) -> list[Finding]:
    """Faults as findings. Those of a message in an attachment have its place before theirs."""
    found = [finding(fault, shipped_rules()[fault.rule].severity) for fault in faults]
    if not prefix:
        return found
    return [each.model_copy(update={"path": prefix + each.path, "line": line}) for each in found]
