"""The command that makes tokens for development."""

from typing import Annotated

import typer


def token(
    *,
    role: Annotated[list[str], typer.Option(help="Role: reader, proposer, editor, reviewer, …; may be repeated.")],
    org: Annotated[str, typer.Option(help="IRI of the organisation that the bearer acts for.")],
    scheme: Annotated[str | None, typer.Option(help="IRI of the one object that the roles reach; default all.")] = None,
    name: Annotated[str, typer.Option(help="What the bearer is called; another name is another person.")] = "developer",
    hours: Annotated[float, typer.Option(help="How long the token lasts, at most 168.")] = 8.0,
) -> None:
    """Print a token for development, signed by a key in the data folder (token-key.json, for its owner alone).

    Such tokens are taken only by a server on loopback (OMFORENT_HOST) that has no other issuer (OMFORENT_ISSUER);
    elsewhere none is made. Use: curl -H "Authorization: Bearer $(omforent token --role editor --org IRI)" …
    """
    from registry.domain.party import Role
    from registry.errors import InvalidInput
    from registry.services.sign_in.embedded import Asked, issue
    from registry.settings import Settings

    wrong = [each for each in role if each not in set(Role)]
    if wrong:
        rule = f"one of {', '.join(Role)}"
        raise InvalidInput(f"{wrong[0]!r} is no role.", field="role", value=wrong[0], rule=rule)
    roles = tuple(Role(each) for each in role)
    asked = Asked(roles=roles, organization=org, scheme=scheme, name=name, hours=hours)
    typer.echo(issue(Settings.read(), asked))
