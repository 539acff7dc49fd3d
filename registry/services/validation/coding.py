"""The rules of coded values: the list they are from, the code, whether it is in use, and the text beside it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from registry.domain import Code, Strength, text
from registry.domain.finding import Severity
from registry.domain.instance import Instance
from registry.domain.message_schema import Slot
from registry.services.validation.code_lists import IDENTIFIERS, VOLVEN, CodeLists, KnownList, displays
from registry.services.validation.displays import Display, compare, words
from registry.services.validation.fault import Fault
from registry.services.validation.plan import Bound, Coded, CodedAs, ElementPlan
from registry.services.validation.structure import nearest

_MOST_FINE: Final = 2048
_MOST_ALLOWED: Final = 12
#: A list in which more codes than this are not listed as allowed.
_SMALL: Final = 40
#: Codes shorter than this differ by a letter as a matter of course.
_SHORT: Final = 4


class Said(NamedTuple):
    """A coded value as a message has it; None where the attribute is not there."""

    code: str | None
    system: str | None
    display: str | None
    original: str | None


class CodeCheck:
    """Checks coded values against the lists of a release, on the day of the message.

    `revised` are the numbers of lists of which an unknown code may be one of an edition that the release lacks, and
    `earlier` by number the codes that are known to be.
    """

    def __init__(
        self,
        lists: CodeLists,
        day: date,
        revised: frozenset[str] = frozenset(),
        earlier: Mapping[str, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        self._lists = lists
        self.day = day
        self.revised = revised
        self.earlier = earlier
        self._told = set[tuple[str, str]]()

    def element(self, at: Instance, plan: ElementPlan, items: Sequence[tuple[str, str]]) -> Iterator[Fault]:
        """The coded element of a message; one that is as it should be is remembered in its plan."""
        coded = plan.coded
        if coded is None:
            return
        said = _said(items) if coded.carried is not CodedAs.TEXT else Said(items[0][1].strip(), None, None, None)
        if said.code and said.system in plan.unbundled and ("list-not-bundled", said.system) in self._told:
            return
        found = _Value(self, at, plan.slot, coded, said)
        faults = list(found.faults())
        yield from faults
        if found.lasts and not faults and not said.original and len(plan.fine) < _MOST_FINE:
            plan.fine.add(tuple(items))
        if found.unbundled:
            plan.unbundled.add(found.unbundled)

    def coding(self, at: Instance, said: Said) -> Iterator[Fault]:
        """A code with its system and display wherever it stands."""
        yield from _Value(self, at, None, Coded(CodedAs.CV, ()), said).faults()

    def once(self, rule: str, system: str) -> bool:
        """Whether something is to be told of a list that has not been told in this message."""
        new = (rule, system) not in self._told
        self._told.add((rule, system))
        return new

    def named(self, system: str) -> KnownList | None:
        """The list with an identifier."""
        return self._lists.named(system)

    def bound(self, rows: Sequence[Bound]) -> list[tuple[Bound, KnownList]]:
        """The lists of bindings that the release has."""
        found = ((row, self._lists.at(row.value_set)) for row in rows)
        return [(row, known) for row, known in found if known is not None]


class _Value:
    """One coded value being judged. `lasts` afterwards says that it is right, on any day.

    `unbundled` is the identifier of its list where nothing but that its codes are not here is to be told of it.
    """

    def __init__(self, check: CodeCheck, at: Instance, slot: Slot | None, coded: Coded, said: Said) -> None:
        self._check = check
        self._at = at
        self._slot = slot
        self._coded = coded
        self._said = said
        self.lasts = False
        self.unbundled = ""

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it."""
        said = self._said
        if not said.code:
            yield from self._without_code()
        elif said.system:
            yield from self._with_system(said.code, said.system)
        elif self._coded.carried is CodedAs.CV:
            yield self._fault("missing-system", "S", found=said.code, allowed=self._bound_names())
        else:
            yield from self._within_bound(said.code)

    def _without_code(self) -> Iterator[Fault]:
        said = self._said
        if self._coded.carried is CodedAs.CV and said.original:
            return
        if self._coded.carried is not CodedAs.TEXT:
            yield self._fault("missing-code", "V", found=said.display or "", repair=self._by_display(self._all_bound()))

    # -- a code that names its list ---------------------------------------------------------------------------------

    def _with_system(self, code: str, system: str) -> Iterator[Fault]:
        known = self._check.named(system)
        bound = self._check.bound(self._coded.bound)
        if known is None:
            yield from self._unknown_system(system)
            return
        is_bound = known.iri in {own.iri for _, own in bound}
        if bound and not is_bound:
            yield from self._not_bound(known, bound)
        if not known.bundled:
            self.unbundled = system if is_bound or not bound else ""
            yield from self._not_bundled(known, system)
        else:
            yield from self._in_list(code, known, Severity.ERROR if is_bound else Severity.WARNING)

    def _unknown_system(self, system: str) -> Iterator[Fault]:
        bare = system.removeprefix("urn:oid:")
        if bare.startswith(VOLVEN):
            if self._check.once("unregistered-list", bare):
                yield self._fault("unregistered-list", "S", found=system)
            return
        rule = "identifier-as-list" if bare.startswith(IDENTIFIERS) else "unknown-list"
        demanded = bool(self._coded.bound) and self._gravity() is Severity.ERROR
        gravity = Severity.ERROR if demanded else Severity.WARNING
        names, right = self._bound_names(), self._right()
        yield self._fault(rule, "S", found=system, allowed=names, repair=right, severity=gravity)

    def _not_bundled(self, known: KnownList, system: str) -> Iterator[Fault]:
        if self._check.once("list-not-bundled", system):
            yield self._fault("list-not-bundled", "S" if self._said.system else "V", found=str(known), known=known)

    def _not_bound(self, known: KnownList, bound: list[tuple[Bound, KnownList]]) -> Iterator[Fault]:
        if any(row.strength is not Strength.REQUIRED for row in self._coded.bound):
            return  # others may be agreed, or are as good
        gravity = self._gravity() or Severity.INFORMATION
        gravity = gravity if gravity is Severity.ERROR else Severity.INFORMATION
        names = tuple(str(own) for _, own in bound)
        yield self._fault(
            "wrong-list",
            "S",
            found=str(known),
            allowed=names,
            repair=self._right(),
            severity=gravity,
            known=bound[0][1],
        )

    # -- a code whose list the element tells -------------------------------------------------------------------------

    def _within_bound(self, code: str) -> Iterator[Fault]:
        bound = [own for _, own in self._check.bound(self._coded.bound)]
        holding = [own for own in bound if own.bundled and own.find(code)]
        if holding:
            yield from min((list(self._in_list(code, own, Severity.ERROR)) for own in holding), key=len)
        elif len(bound) < len(self._coded.bound) or not bound:
            return
        elif not all(own.bundled for own in bound):
            absent = next(own for own in bound if not own.bundled)
            yield from self._not_bundled(absent, absent.oid)
        else:
            gravity = self._gravity()
            if gravity is not None:
                yield self._unknown(code, bound, gravity)

    def _gravity(self) -> Severity | None:
        """How grave it is to take a code from elsewhere than the element is bound to; None where any will do."""
        known = self._check.bound(self._coded.bound)
        return _gravity(self._coded.bound, closed=len(known) == len(self._coded.bound))

    # -- a code in a list --------------------------------------------------------------------------------------------

    def _in_list(self, code: str, known: KnownList, gravity: Severity) -> Iterator[Fault]:
        found = known.find(code) or known.find(code.strip())
        if found is None:
            yield self._unknown(code, [known], gravity)
            return
        if not found.is_active(self._check.day):
            repair = ", ".join(known.replacing(found))
            yield self._fault("retired-code", "V", found=_named(found), repair=repair, known=known)
            return
        faults = list(self._display(found, known))
        self.lasts = not faults and found.validity.end is None and found.validity.start is None
        yield from faults

    def _revised(self, code: str, lists: Sequence[KnownList]) -> bool:
        """Whether the code may be of an edition that the registry lacks: nothing says which code was meant instead."""
        check = self._check
        is_earlier = any(code in check.earlier.get(own.number, ()) for own in lists)
        return is_earlier or all(own.number in check.revised for own in lists)

    def _unknown(self, code: str, lists: Sequence[KnownList], gravity: Severity) -> Fault:
        codes = [row for own in lists for row in own.codes]
        revised = self._revised(code, lists)
        alike = "" if revised else _nearest_code(code, codes)
        repair = self._by_display(lists) or self._other_list(code, lists) or alike
        allowed = tuple(_named(row) for row in codes) if len(codes) <= _SMALL else ()
        return self._fault(
            "other-edition-code" if revised else "unknown-code",
            "V",
            found=" ".join(filter(None, (code, _quoted(self._said.display)))),
            allowed=allowed[:_MOST_ALLOWED],
            repair=repair,
            severity=None if revised else gravity,
            known=lists[0],
        )

    def _other_list(self, code: str, lists: Sequence[KnownList]) -> str:
        """The OID of another list of the element that has the code."""
        others = (own for own in self._all_bound() if own not in lists and own.bundled and own.find(code))
        return next((own.oid for own in others), "")

    def _by_display(self, lists: Sequence[KnownList]) -> str:
        """The code whose display is the text that stands there."""
        said = words(self._said.display or "")
        return next(filter(None, (own.shown_as(said) for own in lists)), "") if said else ""

    def _display(self, code: Code, known: KnownList) -> Iterator[Fault]:
        said = self._said.display
        if not said or not code.pref_label:
            return
        difference, other = compare(said, displays(code)), known.shown_as(words(said))
        another = difference not in (Display.SAME, Display.CASE) and other not in ("", code.notation)
        if difference in (Display.SAME, Display.SHORTENED) and not another:
            return
        if any(compare(said, [each]) is Display.SAME for each in known.earlier(code.notation)):
            return
        rule = "display-meaning" if another else _DISPLAY_RULES[difference]
        right = text(code.pref_label)
        repair = other if rule == "display-meaning" else right
        allowed = (_named(code),)
        yield self._fault(rule, "DN", found=said[:200], allowed=allowed, repair=repair, known=known)

    # -- what is told ------------------------------------------------------------------------------------------------

    def _all_bound(self) -> list[KnownList]:
        return [own for _, own in self._check.bound(self._coded.bound)]

    def _bound_names(self) -> tuple[str, ...]:
        return tuple(str(own) for own in self._all_bound())

    def _right(self) -> str:
        """The OIDs of the bound list that is named by its number, else of those with the code, else of the only one."""
        bound, code = self._all_bound(), self._said.code or ""
        number = (self._said.system or "").rstrip(".").rpartition(".")[2]
        meant = [own for own in bound if number and own.number == number]
        holding = meant or [own for own in bound if own.bundled and own.find(code)]
        return ", ".join(own.oid for own in holding or (bound if len(bound) == 1 else []))

    def _fault(
        self,
        rule: str,
        attribute: str,
        *,
        found: str = "",
        allowed: tuple[str, ...] = (),
        repair: str = "",
        severity: Severity | None = None,
        known: KnownList | None = None,
    ) -> Fault:
        return Fault(
            rule,
            self._at,
            self._slot,
            self._attribute(attribute),
            found=found,
            allowed=allowed,
            repair=repair,
            code_list=known.iri if known else None,
            severity=severity,
        )

    def _attribute(self, name: str) -> str:
        """The attribute that holds a part of the value: of a plain text, the attribute that is the value, if any."""
        if self._coded.carried is not CodedAs.TEXT:
            return name
        own = self._slot.name if self._slot else ""
        return own[1:] if own.startswith("@") else ""


_DISPLAY_RULES: Final = {
    Display.CASE: "display-case",
    Display.SPELLING: "display-spelling",
    Display.OTHER: "display-other",
}


def _said(items: Sequence[tuple[str, str]]) -> Said:
    found = dict(items)
    code = found.get("V")
    return Said(code.strip() if code else code, (found.get("S") or "").strip(), found.get("DN"), found.get("OT"))


def _gravity(rows: Sequence[Bound], *, closed: bool) -> Severity | None:
    """An error where every list is demanded, on firm evidence and known; less where lists are no more than advised.

    None where lists are but examples: any other is as good.
    """
    if not rows:
        return Severity.WARNING
    firm = [row for row in rows if not row.weak]
    strengths = {row.strength for row in firm or rows}
    if Strength.EXAMPLE in strengths:
        return None
    if Strength.PREFERRED in strengths or not firm:
        return Severity.INFORMATION
    return (
        Severity.ERROR if closed and len(firm) == len(rows) and strengths == {Strength.REQUIRED} else Severity.WARNING
    )


def _nearest_code(code: str, codes: Sequence[Code]) -> str:
    """The code that one is most likely misspelled for: numbers never are, and short ones but for their case."""
    notations = [row.notation for row in codes]
    if len(code) < _SHORT:
        return next((each for each in notations if each.casefold() == code.casefold()), "")
    return "" if code.isdigit() else nearest(code, notations)


def _named(code: Code) -> str:
    return " ".join(filter(None, (code.notation, _quoted(text(code.pref_label)))))


def _quoted(said: str | None) -> str:
    return f"«{said[:100]}»" if said else ""
