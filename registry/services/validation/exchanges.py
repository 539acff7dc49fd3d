"""Which exchanges a message may be of: by the model of its content and its function code."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from registry.domain import Code, Exchange, Iri, Kind
from registry.errors import InvalidInput
from registry.services.reading import exchange_meant
from registry.terminology.protocol import ReleaseReader


class Wanted(NamedTuple):
    """An exchange as messages show it: the code of its function (empty where none is known) and its models."""

    iri: Iri
    function: str
    models: tuple[Iri, ...]


class Exchanges:
    """The exchanges of a release."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader

    @cached_property
    def all(self) -> tuple[Wanted, ...]:
        """All of them."""
        return tuple(self.of(row.object) for row in self._reader.versions(Kind.EXCHANGE))

    @cached_property
    def _carrying(self) -> Mapping[Iri, Mapping[str, tuple[Iri, ...]]]:
        """The exchanges by model and function; under the empty function all of the model."""
        found: dict[Iri, dict[str, tuple[Iri, ...]]] = {}
        for row in self.all:
            for model in row.models:
                own = found.setdefault(model, {})
                for function in {"", row.function}:
                    own[function] = (*own.get(function, ()), row.iri)
        return found

    def of(self, iri: Iri) -> Wanted:
        """One by its IRI; NotFound."""
        header = self._reader.header(iri)
        if not isinstance(header, Exchange):
            rule = "an exchange"
            raise InvalidInput(f"{iri} is no exchange.", field="exchange", value=iri, rule=rule)
        return Wanted(iri, self._notation(header.function_code), header.carries)

    def named(self, name: str) -> Iri:
        """The IRI of the exchange that somebody means; NotFound, InvalidInput for another thing."""
        return exchange_meant(self._reader, name)

    def is_function(self, code: str) -> bool:
        """Whether a code is that of the function of any exchange: early messages have codes of another kind."""
        return code in self._functions

    @cached_property
    def _functions(self) -> frozenset[str]:
        return frozenset(row.function for row in self.all if row.function)

    def carrying(self, model: Iri, function: str) -> tuple[Iri, ...]:
        """The exchanges that carry a model, of those with the function code where it is one of theirs."""
        by_function = self._carrying.get(model, {})
        return by_function.get(function) or by_function.get("", ())

    def _notation(self, code: Iri | None) -> str:
        if code is None:
            return ""
        kept = self._reader.kept(code)
        member = self._reader.member(code) if kept else None
        return member.notation if isinstance(member, Code) else ""
