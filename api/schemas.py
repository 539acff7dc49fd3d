"""The JSON schemas of what is sent and answered, for the OpenAPI description.

Answers have models of their own (`api.answers`); curation answers with values of the domain, some of which have the
name of an answer: those are called `…Value` here.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.problems import Problem
from registry.domain.membership import MEMBER_CLASSES, OBJECT_CLASSES

_PLACE: Final = "#/components/schemas/"
_REFERENCE: Final = re.compile(r'"#/components/schemas/([^"]+)"')
#: What an operation carries whole; the schema of their common class alone would refuse what they add to it.
_CARRIED: Final = {"CreateObject": tuple(OBJECT_CLASSES.values()), "AddMember": tuple(MEMBER_CLASSES.values())}
_ANY: Final = "Any JSON."


class Schemas:
    """All schemas of a description by their names, and where each class stands among them."""

    def __init__(self, opts: Iterable[Mapping[str, Any]]) -> None:
        given = list(opts)
        answers = {opt["answer"] for opt in given if "answer" in opt and "signed" not in opt} | {Problem}
        values = {opt["answer"] for opt in given if "answer" in opt and "signed" in opt}
        bodies = {opt["body"] for opt in given if "body" in opt}
        self._named, self.all = _generated([(cls, "serialization") for cls in answers])
        if values or bodies:
            self._add(values, bodies)
        for schema in self.all.values():
            schema.setdefault("description", _ANY)

    def _add(self, values: set[type[BaseModel]], bodies: set[type[BaseModel]]) -> None:
        carried = {cls for classes in _CARRIED.values() for cls in classes}
        rows = [(cls, "serialization") for cls in values | carried] + [(cls, "validation") for cls in bodies | carried]
        named, found = _generated(rows)
        _carry(named, found)
        moved = {name: f"{name}Value" for name in found if name in self.all and found[name] != self.all[name]}
        self.all |= _renamed(found, moved)
        self._named |= _renamed(named, moved)

    def answer(self, cls: type[BaseModel]) -> dict[str, Any]:
        """Where the schema of an answer is."""
        return dict(self._named[f"{cls.__module__}.{cls.__qualname__} serialization"])

    def body(self, cls: type[BaseModel]) -> dict[str, Any]:
        """Where the schema of a body is."""
        return dict(self._named[f"{cls.__module__}.{cls.__qualname__} validation"])


def _generated(rows: Iterable[tuple[type[BaseModel], Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The reference to each class by its name and mode, and the schemas by their names."""
    ordered = sorted(rows, key=lambda row: (row[0].__name__, row[1]))
    named, whole = models_json_schema(ordered, ref_template=_PLACE + "{model}")
    return {f"{c.__module__}.{c.__qualname__} {mode}": ref for (c, mode), ref in named.items()}, whole["$defs"]


def _carry(named: Mapping[str, Any], found: dict[str, Any]) -> None:
    """Let the value of an operation be any of the classes that it may be."""
    for name, schema in found.items():
        bare, _, side = name.partition("-")
        for cls in _CARRIED.get(bare, ()):
            mode = "validation" if side == "Input" else "serialization"
            reference = named[f"{cls.__module__}.{cls.__qualname__} {mode}"]
            whole = schema["properties"]["value"].setdefault("anyOf", [])
            if reference not in whole:
                whole.append(reference)
        if bare in _CARRIED:
            schema["properties"]["value"].pop("$ref", None)


def _renamed(found: Mapping[str, Any], moved: Mapping[str, str]) -> dict[str, Any]:
    def other(match: re.Match[str]) -> str:
        return f'"{_PLACE}{moved.get(match[1], match[1])}"'

    again: dict[str, Any] = json.loads(_REFERENCE.sub(other, json.dumps(found)))
    return {moved.get(name, name): schema for name, schema in again.items()}
