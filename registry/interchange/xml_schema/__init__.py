"""XML Schemas in: the information models that the schemas of messages describe (XML Schema 1.0, parts 1 and 2)."""

from registry.interchange.xml_schema.carrying import carried
from registry.interchange.xml_schema.documents import Schemas, read_schemas
from registry.interchange.xml_schema.models import UNDETERMINED, Made, model_of, models_in, name_of
from registry.interchange.xml_schema.references import BUILT_IN, Known

__all__ = [
    "BUILT_IN",
    "UNDETERMINED",
    "Known",
    "Made",
    "Schemas",
    "carried",
    "model_of",
    "models_in",
    "name_of",
    "read_schemas",
]
