"""Who acts on the command line: the bearer of a token, else whoever runs the process that has the data folder open."""

from registry.domain.party import Caller, Grant, Role
from registry.services.ledger import Ledger
from registry.services.people import People
from registry.services.sign_in.tokens import SignIn
from registry.services.signing import operator_pen
from registry.settings import Settings


def caller_of(settings: Settings, ledger: Ledger, token: str | None) -> Caller:
    """The bearer of `token`; without one the operator, in every role for the installation's own organisation.

    Who can write the data folder can do all that its roles can; four eyes still need another person. Raises what
    SignIn raises for a token that does not hold.
    """
    if token:
        return SignIn(settings, People(settings.home)).caller(token)
    pen = operator_pen(ledger, settings.home, settings.publisher)
    grants = tuple(Grant(role=role, organization=settings.publisher) for role in Role)
    return Caller(person=pen.by.person, organization=settings.publisher, grants=grants)
