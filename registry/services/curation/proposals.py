"""Proposals from anyone: received with a receipt, held back until somebody has looked at them, ended with a reason."""

import hmac
import json
import re
import secrets
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from registry.domain import Iri, Value
from registry.domain.activity import Activity, ActivityKind
from registry.domain.party import Caller, Party, Role
from registry.domain.proposal import Proposal, ProposalState
from registry.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale, TooMany
from registry.namespaces import BASE
from registry.rdf import curation
from registry.services.ledger import Ledger
from registry.services.people import People
from registry.store import Store, Triple
from registry.store.protocol import Change
from registry.text.personal_data import personal_data

_TYPE: Final = "omf:Proposal"
_MODERATING: Final = (Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR)
_LONGEST: Final = {"text": 5_000, "term": 200, "organization": 200, "name": 200, "email": 254, "about": 500}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGES: Final = ("nb", "nn", "se", "en")
#: Who sends without being signed in is one nameless person, in the audit log, of this installation.
NOBODY: Final = "person/" + "0" * 32


def _now() -> datetime:
    return datetime.now(UTC)


class Sent(Value):
    """What somebody sends: what it is about (an IRI), the term, and what they want; who they are, if they like."""

    text: str
    term: str = ""
    about: Iri | None = None
    lang: str = "nb"
    organization: str = ""
    name: str = ""
    email: str = ""


class Receipt(Value):
    """What the sender gets: the proposal's IRI, the secret of its status address, and what was warned about."""

    iri: Iri
    receipt: str
    warnings: tuple[str, ...]


class Rate:
    """How many proposals may come: from one sender (an address's hash) and from all, within an hour."""

    def __init__(self, each: int = 10, all_together: int = 200, clock: Callable[[], datetime] = _now) -> None:
        self._each, self._all = each, all_together
        self._clock = clock
        self._seen: deque[tuple[datetime, str]] = deque()
        self._lock = Lock()

    def take(self, sender: str) -> None:
        """One more; TooMany where that is more than may come."""
        with self._lock:
            now = self._clock()
            while self._seen and self._seen[0][0] <= now - timedelta(hours=1):
                self._seen.popleft()
            mine = sum(1 for _, who in self._seen if who == sender)
            if mine >= self._each or len(self._seen) >= self._all:
                rule = f"at most {self._each} an hour from one sender, and {self._all} from all"
                raise TooMany("There have been many proposals in the last hour; try again later.", rule=rule)
            self._seen.append((now, sender))


class Proposals:
    """The proposals of one working store."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        people: People,
        organization: Iri,
        *,
        rate: Rate | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._people = people
        self._organization = organization
        self._rate = rate or Rate(clock=clock)
        self._clock = clock

    def send(self, sent: Sent, sender: str = "") -> Receipt:
        """Take a proposal. InvalidInput where it is empty or too long, TooMany where there have been too many.

        `sender` is what the rate is counted by; it is not kept.
        """
        _check(sent)
        self._rate.take(sender)
        at, number = self._clock(), secrets.token_hex(16)
        who = self._people.anonymous(sent.name or None, sent.email or None) if sent.name or sent.email else None
        found = personal_data(f"{sent.text}\n{sent.term}\n{sent.organization}")
        made = Proposal(
            iri=f"{BASE}proposal/{number}",
            receipt=secrets.token_urlsafe(24),
            received=at,
            about=sent.about,
            term=sent.term,
            text=sent.text,
            lang=sent.lang,
            organization=sent.organization,
            sender=who,
            warnings=tuple(each.value for each in found),
        )
        nobody = Party(person=who or NOBODY, organization=self._organization, role=Role.PROPOSER)
        self._write(None, made, self._activity(ActivityKind.PROPOSAL_RECEIVED, made, nobody, at))
        return Receipt(iri=made.iri, receipt=made.receipt, warnings=made.warnings)

    def get(self, iri: Iri) -> Proposal:
        """A proposal whole, for those who moderate; NotFound."""
        generation = self._store.generation(iri)
        found = dict(curation.contents(self._store.triples(iri), _TYPE)) if generation else {}
        if iri not in found:
            raise NotFound(f"There is no proposal {iri}.", field="proposal", value=iri)
        return Proposal.model_validate_json(found[iri]).model_copy(update={"generation": generation})

    def status(self, iri: Iri, receipt: str) -> Proposal:
        """A proposal for the one who has its receipt; NotFound for everybody else."""
        found = self.get(iri)
        if not hmac.compare_digest(found.receipt.encode(), receipt.encode()):
            raise NotFound(f"There is no proposal {iri}.", field="proposal", value=iri)
        return found

    def public(self, offset: int = 0, limit: int = 50) -> tuple[tuple[Proposal, ...], int]:
        """What has been let through, newest first, and how many there are: without receipts, senders and warnings."""
        rows = [row for row in self._all() if row.state not in (ProposalState.RECEIVED, ProposalState.REMOVED)]
        shown = tuple(row.model_copy(update={"receipt": "", "sender": None, "warnings": ()}) for row in rows)
        return shown[offset : offset + limit], len(rows)

    def waiting(self, caller: Caller, offset: int = 0, limit: int = 50) -> tuple[tuple[Proposal, ...], int]:
        """All proposals for those who moderate, those that nobody has looked at first. Forbidden for others."""
        self._moderator(caller)
        rows = sorted(self._all(), key=lambda row: row.state is not ProposalState.RECEIVED)
        return tuple(rows[offset : offset + limit]), len(rows)

    def _all(self) -> list[Proposal]:
        rows = curation.contents(self._store.triples(curation.QUEUE), _TYPE)
        found = [Proposal.model_validate_json(content) for _, content in rows]
        return sorted(found, key=lambda row: (row.received, row.iri), reverse=True)

    def decide(
        self,
        iri: Iri,
        state: ProposalState,
        reason: str,
        caller: Caller,
        *,
        change_set: Iri | None = None,
        expected: int | None = None,
    ) -> Proposal:
        """Let it be seen, or end it: accepted (into a change set), declined, or removed with all that it says.

        Every decision has a reason, which the sender reads. An end is an end: Conflict.
        """
        by, before = self._moderator(caller), self.get(iri)
        if expected is not None and before.generation != expected:
            message = f"{iri} has changed since you read it: it is at {before.generation}, you build on {expected}."
            raise Stale(iri, "If-Match", expected, before.generation, message)
        if before.state not in (ProposalState.RECEIVED, ProposalState.PUBLIC) or state is ProposalState.RECEIVED:
            message = f"A proposal that is {before.state} cannot become {state}."
            raise Conflict(message, field="state", value=state, rule="an end is an end")
        if not reason.strip():
            raise InvalidInput("The reason is empty.", field="reason", value=reason, rule="every decision has a reason")
        at = self._clock()
        update: dict[str, object] = {"state": state, "decided": at, "reason": reason, "change_set": change_set}
        if state is ProposalState.REMOVED:
            update |= {"text": "", "term": "", "organization": "", "about": None}
        made = before.model_copy(update=update)
        self._write(before, made, self._activity(ActivityKind.PROPOSAL_DECIDED, made, by, at, reason=reason))
        if state is ProposalState.REMOVED and before.sender:
            self._people.erase(before.sender)
        return self.get(iri)

    def _moderator(self, caller: Caller) -> Party:
        for role in _MODERATING:
            party = caller.acting(role)
            if party is not None:
                return party
        rule = ", ".join(_MODERATING)
        raise Forbidden("To moderate proposals takes another role.", field="role", rule=f"one of: {rule}")

    @staticmethod
    def _activity(kind: ActivityKind, after: Proposal, by: Party, at: datetime, *, reason: str = "") -> Activity:
        return Activity(
            kind=kind,
            at=at,
            agent=by,
            objects=(after.iri,),
            change_set=after.change_set,
            reason=reason,
            detail=json.dumps({"state": after.state, "warnings": after.warnings}),
        )

    def _write(self, before: Proposal | None, after: Proposal, activity: Activity) -> None:
        old, new = (set(curation.kept(each.iri, _TYPE, _plain(each))) if each else set() for each in (before, after))
        own = Change(after.iri, tuple(old - new), tuple(new - old), before.generation if before else 0)
        was, now = (set(_line(each)) if each else set() for each in (before, after))
        self._ledger.write(activity, own, Change(curation.QUEUE, tuple(was - now), tuple(now - was)))


def _plain(proposal: Proposal) -> Proposal:
    return proposal.model_copy(update={"generation": 0})


def _line(proposal: Proposal) -> tuple[Triple, ...]:
    return curation.listed(proposal.iri, _TYPE, proposal.state, _plain(proposal))


def _check(sent: Sent) -> None:
    if not sent.text.strip():
        raise InvalidInput("The proposal says nothing.", field="text", value=sent.text, rule="a proposal has a text")
    for name, most in _LONGEST.items():
        value = getattr(sent, name) or ""
        if len(value) > most:
            message = f"{name} has {len(value)} characters."
            raise InvalidInput(message, field=name, value=value[:40] + "…", rule=f"at most {most} characters")
        if _CONTROL.search(value):
            raise InvalidInput(f"{name} has a control character.", field=name, rule="text, with line feeds and tabs")
    if sent.lang not in _LANGUAGES:
        raise InvalidInput("The language is unknown.", field="lang", value=sent.lang, rule=", ".join(_LANGUAGES))
    if sent.email and not _EMAIL.fullmatch(sent.email):
        raise InvalidInput("The e-mail address is none.", field="email", value=sent.email, rule="name@host.no")
