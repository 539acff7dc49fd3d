"""Who acts in curation: roles, what a person may do where, and the party that a change is signed by; never a name."""

from enum import StrEnum

from registry.domain.value import Iri, Value


class Role(StrEnum):
    """The roles in curation, each for an organisation and, where it is said, for one registered object."""

    READER = "reader"
    PROPOSER = "proposer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class Grant(Value):
    """One role that somebody has on behalf of an organisation; `scheme` limits it to one registered object."""

    role: Role
    organization: Iri
    scheme: Iri | None = None

    def covers(self, objects: tuple[Iri, ...]) -> bool:
        """Whether the role reaches all of these registered objects.

        >>> Grant(role=Role.EDITOR, organization="x:a", scheme="x:s").covers(("x:s", "x:t"))
        False
        """
        return self.scheme is None or all(each == self.scheme for each in objects)


class Party(Value):
    """Who did something: a person under a random id, on behalf of an organisation, in a role.

    The person's name and contact lie in the register of people, apart from everything that is signed, so that they
    can be erased and what was signed stays valid. `person` is of the form `person/<32 hexadecimal digits>`.
    """

    person: str
    organization: Iri
    role: Role


class Caller(Value):
    """Somebody who is signed in: the person's id and organisation, and every role that is theirs."""

    person: str
    organization: Iri
    grants: tuple[Grant, ...] = ()

    def acting(self, role: Role, objects: tuple[Iri, ...] = ()) -> Party | None:
        """The caller in a role over these objects; None where it is not theirs."""
        for grant in self.grants:
            if grant.role is role and grant.covers(objects):
                return Party(person=self.person, organization=grant.organization, role=role)
        return None
