"""Faults to be sown: for each rule of the validator, ways to break a message so that the rule must speak.

A seed gives the broken message; None where a message has no place for the fault. What may be broken is taken from
cardinalities and bindings of the models, not from the validator's way of checking.
"""

from tests.services.validation.seeds import codes, reading, recognition, structure
from tests.services.validation.seeds.sowing import SEEDS, message

__all__ = ["SEEDS", "codes", "message", "reading", "recognition", "structure"]
