"""Seeds of the rules of codes: lists, codes and displays that are not what the element is bound to."""

from collections.abc import Callable, Iterator

from registry.services.validation.code_lists import displays
from registry.services.validation.rules import revised_lists
from tests.services.validation.seeds.sowing import Message, Site, seed


def _coded(found: Message, kind: str) -> Iterator[Site]:
    """Coded elements of a data type whose lists are all known, with codes, and demanded."""
    for site in found.sites:
        if site.row and site.row.name == kind and site.at.get("V") and site.slot:
            lists = [found.validator.known.lists.at(row.value_set) for row in site.slot.bindings]
            demanded = all(row.strength == "required" and "inferred" not in row.evidence for row in site.slot.bindings)
            revised = any(each and each.number in revised_lists() for each in lists)
            known = lists and all(each and each.bundled for each in lists) and not revised
            own = site.at.get("S") in (None, *(each.oid for each in lists if each))
            if known and demanded and own:
                yield site


def _known(found: Message, kind: str) -> Iterator[tuple[Site, object, object]]:
    """The same with the list and the code."""
    for site in _coded(found, kind):
        for row in site.slot.bindings:
            own = found.validator.known.lists.at(row.value_set)
            code = own.find(site.at.get("V"))
            if code and code.pref_label and len(site.slot.bindings) == 1 and site.at.get("S", own.oid) == own.oid:
                yield site, own, code


def _both(found: Message) -> list[tuple[Site, object, object]]:
    return [*_known(found, "CV"), *_known(found, "CS")]


def _set(found: Message, kind: str, name: str, value: str) -> bytes | None:
    site = found.pick(_coded(found, kind))
    if site is None:
        return None
    site.at.set(name, value)
    return found.written()


@seed("unknown-list")
def _unknown_list(found: Message) -> bytes | None:
    return _set(found, "CV", "S", "1.2.3.4.5")


@seed("unregistered-list")
def _unregistered(found: Message) -> bytes | None:
    return _set(found, "CV", "S", "2.16.578.1.12.4.1.1.99999")


@seed("identifier-as-list")
def _identifier(found: Message) -> bytes | None:
    return _set(found, "CV", "S", "2.16.578.1.12.4.1.4.1")


@seed("list-not-bundled")
def _not_bundled(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if row.row and row.row.name == "CV" and row.at.get("S"))
    if site is None:
        return None
    site.at.set("S", "2.16.578.1.12.4.1.1.7110")
    site.at.set("V", "J18.9")
    return found.written()


@seed("wrong-list")
def _wrong_list(found: Message) -> bytes | None:
    site = found.pick(_coded(found, "CV"))
    if site is None:
        return None
    site.at.set("S", "2.16.578.1.12.4.1.1.3303")
    site.at.set("V", "NO")
    site.at.set("DN", "Norsk")
    return found.written()


@seed("missing-system")
def _missing_system(found: Message) -> bytes | None:
    site = found.pick(
        row for row in found.sites if row.row and row.row.name == "CV" and row.at.get("S") and row.at.get("V")
    )
    if site is None:
        return None
    del site.at.attrib["S"]
    return found.written()


@seed("missing-code")
def _missing_code(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if row.row and row.row.name in ("CS", "CV") and row.at.get("V"))
    if site is None:
        return None
    del site.at.attrib["V"]
    site.at.attrib.pop("OT", None)
    return found.written()


@seed("unknown-code")
def _unknown_code(found: Message) -> bytes | None:
    site = found.pick(row for row in _coded(found, found.chance.choice(("CV", "CS"))) if _is_of_settled(found, row))
    if site is None:
        return None
    site.at.set("V", "FINNES-IKKE")
    return found.written()


def _is_of_settled(found: Message, site: Site) -> bool:
    """Whether the list that a value names is one of its element's, and one that has not many editions."""
    own = [found.validator.known.lists.at(row.value_set) for row in site.slot.bindings]
    named = site.at.get("S")
    return (named is None or named in {each.oid for each in own}) and not {
        each.number for each in own
    } & revised_lists()


@seed("retired-code")
def _retired(found: Message) -> bytes | None:
    site = found.pick(
        row
        for row in found.sites
        if row.slot and [each.value_set.rpartition("/")[2] for each in row.slot.bindings] == ["7304"]
    )
    if site is None:
        return None
    site.at.set("V", "F")
    site.at.attrib.pop("DN", None)
    return found.written()


def _shown(found: Message, change: Callable[[str], str | None]) -> bytes | None:
    rows = [(site, text) for site, _, code in _both(found) if (text := change(code.pref_label[0].text))]
    if not rows:
        return None
    site, text = found.chance.choice(rows)
    site.at.set("DN", text)
    return found.written()


@seed("display-case")
def _case(found: Message) -> bytes | None:
    return _shown(found, lambda text: text.swapcase() if text.swapcase() != text else None)


@seed("display-spelling")
def _spelling(found: Message) -> bytes | None:
    return _shown(
        found, lambda text: f"{text[:4]}{text[5:4:-1]}{text[4:]}" if len(text) > 9 and text.isalpha() else None
    )


@seed("display-other")
def _other(found: Message) -> bytes | None:
    return _shown(found, lambda _: "Fullstendig fremmed ordlyd")


@seed("display-meaning")
def _meaning(found: Message) -> bytes | None:
    rows = []
    for site, own, code in _both(found):
        shown = set(displays(code))
        others = [row for row in own.codes if row.pref_label and not shown & set(displays(row))]
        if others:
            rows.append((site, found.chance.choice(others)))
    if not rows:
        return None
    site, other = found.chance.choice(rows)
    site.at.set("DN", other.pref_label[0].text)
    return found.written()


@seed("other-edition-code")
def _edition(found: Message) -> bytes | None:
    site = found.pick(
        row
        for row in found.sites
        if row.slot and [each.value_set.rpartition("/")[2] for each in row.slot.bindings] == ["3402"]
    )
    if site is None:
        return None
    site.at.set("V", "0625")
    return found.written()
