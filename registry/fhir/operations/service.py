"""The operations of the FHIR terminology service: parameters in, JSON and a status out, whoever the transport is."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, NamedTuple

from msgspec import Raw

from registry.errors import InvalidInput
from registry.fhir.edition import Edition
from registry.fhir.operations import requests, writing
from registry.fhir.operations.core_systems import core
from registry.fhir.operations.given_resources import GatheredLately, ResourceCache
from registry.fhir.operations.parameters import GivenParameters, of_body
from registry.fhir.operations.writing import Json
from registry.terminology.code_system import CodeSystem
from registry.terminology.coding import canonical, split_canonical
from registry.terminology.concept_map import ConceptMap
from registry.terminology.given import GivenConcepts
from registry.terminology.issues import Issue, Refusal, refuse, said_in
from registry.terminology.layered import GivenResources, Layered
from registry.terminology.operations.expand import expand
from registry.terminology.operations.lookup import lookup, subsumes
from registry.terminology.operations.translate import translate
from registry.terminology.operations.used import is_named
from registry.terminology.operations.validate import validate_in_code_system, validate_in_value_set
from registry.terminology.operations.work import Manner, Work
from registry.terminology.sources import Sources
from registry.terminology.value_set import ValueSet

_MOST_VALIDATIONS: Final = 1_000


class Asked(NamedTuple):
    """An operation as it is asked for.

    `kind` is the type of resource it is asked of (empty: of the system), `name` the operation without its `$`;
    `instance` the canonical of the resource it is asked of, where it is asked of one. `languages` is the
    Accept-Language of the request, `bound` how many codes an expansion may have.
    """

    kind: str
    name: str
    parameters: GivenParameters
    instance: str = ""
    languages: str = ""
    bound: int = 10_000


class Answered(NamedTuple):
    """What is answered: an HTTP status and the resource."""

    status: int
    resource: Json


class _Job(NamedTuple):
    """An operation under way: what was asked, and what there is to read."""

    asked: Asked
    sources: Sources

    @property
    def parameters(self) -> GivenParameters:
        return self.asked.parameters


class Operations:
    """Performs operations in one edition of FHIR. Keeps nothing but resources that requests sent lately."""

    def __init__(self, edition: Edition, cache: ResourceCache | None = None) -> None:
        self._edition = edition
        self._cache = cache or ResourceCache()
        self._gathered = GatheredLately()
        self._own: tuple[Sources, Sources] | None = None
        self._table: Mapping[tuple[str, str], Callable[[_Job], Json]] = {
            ("ValueSet", "expand"): self._expand,
            ("ValueSet", "validate-code"): self._validate_in_value_set,
            ("ValueSet", "batch-validate-code"): self._batch,
            ("CodeSystem", "batch-validate-code"): self._batch,
            ("CodeSystem", "validate-code"): self._validate_in_code_system,
            ("CodeSystem", "lookup"): self._lookup,
            ("CodeSystem", "subsumes"): self._subsumes,
            ("ConceptMap", "translate"): self._translate,
        }

    def has(self, kind: str, name: str) -> bool:
        """Whether an operation is performed."""
        return (kind, name) in self._table

    def perform(self, asked: Asked, stored: Sources) -> Answered:
        """The answer to an operation; what cannot be done is an OperationOutcome. Raises InvalidInput."""
        try:
            job = _Job(asked, self._sources(asked.parameters, stored))
            return Answered(HTTPStatus.OK, self._table[asked.kind, asked.name](job))
        except Refusal as refusal:
            return Answered(_status(refusal), writing.outcome(_told(refusal, asked)))

    def _sources(self, parameters: GivenParameters, stored: Sources) -> Sources:
        """The resources of the request in front of FHIR's own, and those in front of what is stored."""
        own = self._behind(stored)
        raws = parameters.resources("tx-resource")
        if not raws:
            return own
        read = tuple(self._cache.read(raw, f"tx-resource[{place}]") for place, raw in enumerate(raws))
        return Layered(self._gathered.of(read), own)

    def _behind(self, stored: Sources) -> Sources:
        """What is behind the resources of any request; made once for a release."""
        if self._own is None or self._own[0] is not stored:
            self._own = stored, Layered(core(self._edition), stored)
        return self._own[1]

    def _expand(self, job: _Job) -> Json:
        value_set, sources = self._value_set(job)
        spoken = requests.spoken(job.parameters, value_set, job.asked.languages)
        request = requests.expand_request(job.parameters, value_set, spoken.echo)
        manner = requests.manner(job.parameters, spoken.wanted, job.asked.bound, value_set)
        work = Work(sources, manner)
        self._note_rule(job, work)
        answer = expand(work, request)
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        offset = request.offset if request.count is not None or request.offset else None
        return writing.expansion(answer, value_set, self._edition, moment, offset)

    def _value_set(self, job: _Job) -> tuple[ValueSet, Sources]:
        """The value set that is asked about: given with the request, or named. Refused where it is not known."""
        inline = job.parameters.resources("valueSet")
        if inline:
            read = requests.inline_value_set(self._read(inline[0], "valueSet"))
            given = GivenResources(read.code_systems, read.supplements, (read.value_set, *read.value_sets))
            return read.value_set, Layered(given, job.sources)
        name = job.asked.instance or job.parameters.text("url")
        if not name:
            raise InvalidInput("No value set was given.", field="url", rule="url, valueSet, or an instance")
        url, version = split_canonical(name)
        version = job.parameters.text("valueSetVersion") or version
        work = _work(job, requests.manner(job.parameters, None, job.asked.bound))
        found = work.value_set(url, version)
        if found is None:
            raise refuse("Unable_to_resolve_value_Set_", canonical(url, work.wanted_version(url, version)))
        return found, job.sources

    def _note_rule(self, job: _Job, work: Work) -> None:
        """Where a rule about versions chose the value set that is asked about, its expansion tells so."""
        name = job.asked.instance or job.parameters.text("url")
        if name and not job.parameters.all("valueSet"):
            work.value_set(name, job.parameters.text("valueSetVersion"))

    def _read(self, raw: Raw, where: str) -> object:
        return self._cache.read(raw, where)

    def _validate_in_value_set(self, job: _Job) -> Json:
        value_set, sources = self._value_set(job)
        spoken = requests.spoken(job.parameters, value_set, job.asked.languages)
        manner = requests.manner(job.parameters, spoken.wanted, job.asked.bound, value_set)
        request = requests.validate_request(job.parameters)
        answer = validate_in_value_set(Work(sources, manner), value_set, request)
        return writing.validation(answer, with_location=is_named(value_set))

    def _validate_in_code_system(self, job: _Job) -> Json:
        header, sources = self._code_system(job)
        request = requests.validate_request(job.parameters, header.url, header.version)
        return writing.validation(validate_in_code_system(_work(job._replace(sources=sources)), request))

    def _code_system(self, job: _Job) -> tuple[CodeSystem, Sources]:
        """The code system that is asked about, if any: its URL and version."""
        inline = job.parameters.resources("codeSystem")
        if inline:
            read = self._read(inline[0], "codeSystem")
            if not isinstance(read, GivenConcepts):
                raise InvalidInput("codeSystem is no CodeSystem.", field="codeSystem", rule="a CodeSystem resource")
            return read.header, Layered(GivenResources((read,)), job.sources)
        url, version = split_canonical(job.asked.instance or job.parameters.text("url"))
        return CodeSystem(url, job.parameters.text("version") or version), job.sources

    def _batch(self, job: _Job) -> Json:
        """`$batch-validate-code`: each with the parameters of all, as if it were asked alone."""
        rows = job.parameters.resources("validation")
        if len(rows) > _MOST_VALIDATIONS:
            rule = f"at most {_MOST_VALIDATIONS} validations"
            raise InvalidInput(f"There are {len(rows)} validations: {rule}.", field="validation", rule=rule)
        shared = job.parameters.without("validation")
        return writing.parameters({"name": "validation", "resource": self._one(job, row, shared)} for row in rows)

    def _one(self, job: _Job, raw: Raw, shared: GivenParameters) -> Json:
        try:
            own = of_body(raw, "validation", known=False).over(shared)
            sources = self._sources(own, job.sources) if own.all("tx-resource") else job.sources
            one = _Job(job.asked._replace(parameters=own), sources)
            by_system = job.asked.kind == "CodeSystem" or not (own.all("url") or own.all("valueSet"))
            return self._validate_in_code_system(one) if by_system else self._validate_in_value_set(one)
        except Refusal as refusal:
            return writing.outcome(_told(refusal, job.asked))
        except InvalidInput as fault:
            return writing.outcome(refuse("BAD_REQUEST", fault.message).issues)

    def _lookup(self, job: _Job) -> Json:
        header, sources = self._code_system(job)
        request = requests.lookup_request(job.parameters, header.canonical)
        return writing.lookup(lookup(_work(job._replace(sources=sources)), request))

    def _subsumes(self, job: _Job) -> Json:
        header, sources = self._code_system(job)
        one, other = requests.subsumes_codings(job.parameters, header.canonical)
        found = subsumes(_work(job._replace(sources=sources)), one, other)
        return writing.parameters([{"name": "outcome", "valueCode": found}])

    def _translate(self, job: _Job) -> Json:
        inline = job.parameters.resources("conceptMap")
        sources = job.sources
        url, version = split_canonical(job.asked.instance)
        if inline:
            read = self._read(inline[0], "conceptMap")
            if not isinstance(read, ConceptMap):
                raise InvalidInput("conceptMap is no ConceptMap.", field="conceptMap", rule="a ConceptMap resource")
            sources = Layered(GivenResources((), (), (), (read,)), sources)
            url, version = read.url, read.version
        request = requests.translate_request(job.parameters, url, version)
        return writing.translation(translate(_work(job._replace(sources=sources)), request), self._edition)


def _work(job: _Job, manner: Manner | None = None) -> Work:
    spoken = requests.spoken(job.parameters, None, job.asked.languages)
    return Work(job.sources, manner or requests.manner(job.parameters, spoken.wanted, job.asked.bound))


def _told(refusal: Refusal, asked: Asked) -> list[Issue]:
    """The issues of a refusal in the language of the request."""
    lang = requests.lang_of(requests.spoken(asked.parameters, None, asked.languages).wanted)
    return [said_in(row, lang) for row in refusal.issues]


def _status(refusal: Refusal) -> int:
    kinds = {row.kind.code for row in refusal.issues}
    if kinds == {"not-found"}:
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.BAD_REQUEST if kinds == {"invalid"} else HTTPStatus.UNPROCESSABLE_ENTITY
