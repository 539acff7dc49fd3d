"""The editions of FHIR that are spoken, R4 and R5; how their resources differ is told where they are written."""

from enum import StrEnum


class Edition(StrEnum):
    """An edition of FHIR; the value is the part of the address that asks for it."""

    R4 = "r4"
    R5 = "r5"

    @property
    def number(self) -> str:
        """The number of the edition, as `fhirVersion` states it.

        >>> Edition.R4.number
        '4.0.1'
        """
        return {"r4": "4.0.1", "r5": "5.0.0"}[self.value]
