"""Example messages as files: in the JSON form and as XML, in the common header where the message is sent in one."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import unquote

from registry.domain import Exchange, Iri
from registry.domain.message_schema import MessageSchema
from registry.errors import NotFound
from registry.interchange.names import NAMESPACE, ROW
from registry.services.example_messages import Example, examples
from registry.services.json_form import read_message
from registry.services.message_roots import MessageRoots
from registry.services.xml_form import write_xml
from registry.terminology.message_schemas import MessageSchemas

#: The model of the common header, and the roots of messages that tell sender and receiver themselves.
HEADER: Final[Iri] = "https://omforent.no/model/hodemelding-1.2"
_OWN_HEADER: Final = frozenset({"Message", "AppRec", "MsgHead"})


@dataclass(frozen=True)
class ExampleFiles:
    """The examples of one model, for an exchange where one is given."""

    schemas: MessageSchemas
    schema: MessageSchema
    day: date
    exchange: Exchange | None = None

    def made(self) -> tuple[Example, ...]:
        """The examples in the JSON form."""
        return examples(self.schema, self.schemas.code_list, self.day, self._function)

    @property
    def _function(self) -> str:
        """The code of the message's function (list 8279)."""
        iri = self.exchange.function_code if self.exchange else None
        return unquote(iri.rpartition("/")[2]) if iri else ""

    @staticmethod
    def json(example: Example) -> bytes:
        """In the JSON form."""
        return (json.dumps(example.message, ensure_ascii=False, indent=1) + "\n").encode()

    def xml(self, example: Example) -> bytes:
        """As XML, as it is sent."""
        find = MessageRoots(self.schemas).find
        found = read_message(self._sent(example.message), find)
        assert found is not None  # noqa: S101 -- the model is of the release, since the example is made of it
        return write_xml(found.root)

    @property
    def is_enclosed(self) -> bool:
        """Whether the message is sent within the common header."""
        return not {row.name for row in self.schema.roots} & _OWN_HEADER

    def _sent(self, message: dict[str, Any]) -> dict[str, Any]:
        header = self._header() if self.is_enclosed else None
        if header is None:
            return message
        space, (name, content) = message.get(NAMESPACE, ""), next(row for row in message.items() if row[0] != NAMESPACE)
        document = {"@V": "XML", "@DN": "XML-instans"}
        inside = {ROW: [{f"{{{space}}}{name}" if space else name: content}]}
        found = deepcopy(header)
        found["MsgHead"]["Document"] = [{"RefDoc": {"MsgType": document, "Content": inside}}]
        return found

    def _header(self) -> dict[str, Any] | None:
        """A common header; None where the release has none."""
        try:
            schema = self.schemas.of(HEADER)
        except NotFound:
            return None
        return next(iter(examples(schema, self.schemas.code_list, self.day, self._function))).message

    def index(self, stem: str) -> bytes:
        """What each file is: the rule that must find something in it, and where in the JSON form."""
        rows = list(self._rows(stem))
        said = {
            "model": self.schema.model.iri,
            "version": self.schema.version,
            "day": self.day.isoformat(),
            "files": rows,
        }
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()

    def _rows(self, stem: str) -> Iterator[dict[str, Any]]:
        for example in self.made():
            expected = {"rule": example.rule, "path": example.path} if example.rule else None
            yield {"json": f"{stem}.{example.name}.json", "xml": f"{stem}.{example.name}.xml", "expected": expected}
