"""Commands that publish: serve the API and catalogue, build the static catalogue."""

from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry.services.workspace import Workspace
    from registry.settings import Settings

__all__ = ["catalogue", "serve"]

#: The ASGI application, named as servers name it: the arrow from here to `api` is the server's, not an import.
_APPLICATION = "api.app:from_environment"
#: Seconds that a worker has to answer what it has begun when it is told to stop.
_PATIENCE = 30


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default OMFORENT_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; default OMFORENT_PORT.")] = None,
    role: Annotated[
        str | None, typer.Option(help="all (the default), or reader: serves what is released, and writes nothing.")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that serve; more than one for readers only.")] = None,
) -> None:
    """Load the shipped content, check and release it, build the catalogue, and serve all of it.

    With --role reader nothing is loaded, released or built: what is in the data folder is served, by as many workers
    as wanted, and a new release is taken up when it is there. Where nothing is released yet it ends with exit code 3.
    """
    from registry.settings import Role, Settings

    named = {"host": host, "port": port, "role": role, "workers": workers}
    settings = Settings.read(**{name: value for name, value in named.items() if value is not None})
    _check_workers(settings)
    _check_free(settings.host, settings.port)
    if settings.role is Role.READER:
        typer.echo(_told(settings, _released(settings)))
    else:
        typer.echo(_greeting(settings, _prepare(settings)))
    _run(settings)


def _check_workers(settings: "Settings") -> None:
    """Raise InvalidInput for several writers of one data folder."""
    from registry.errors import InvalidInput
    from registry.settings import Role

    if settings.workers > 1 and settings.role is not Role.READER:
        rule = "one process writes to a data folder; readers may be many (--role reader)"
        message = f"{settings.workers} workers cannot serve in the role {settings.role}: {rule}."
        raise InvalidInput(message, field="workers", value=str(settings.workers), rule=rule)


def _released(settings: "Settings") -> str:
    """The number of the current release, once all that it pins could be opened; Unavailable where it could not."""
    from registry.errors import NotFound, Unavailable
    from registry.terminology.releases import Releases

    try:
        reader = Releases(settings.home, compiles=False).current()
        for version in reader.versions():
            reader.artefact(version.object)
    except NotFound as fault:
        rule = "a reader serves what has been released there (omforent serve or omforent release)"
        message = f"There is nothing to serve in {settings.home}: {fault.message}"
        raise Unavailable(message, field="home", value=str(settings.home), rule=rule) from fault
    return reader.release.number


def _told(settings: "Settings", number: str) -> str:
    many = "1 worker" if settings.workers == 1 else f"{settings.workers} workers"
    return f"Omforent {number} is read at http://{settings.host}:{settings.port} by {many} (stop with Ctrl-C)"


def _check_free(host: str, port: int) -> None:
    """Raise Unavailable where the port cannot be listened on."""
    import socket
    from os import strerror

    from registry.errors import Unavailable

    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as fault:
        reason = strerror(fault.errno or 0)
        message = f"Port {port} on {host} cannot be used ({reason}); choose another with PORT=… or --port."
        raise Unavailable(message, field="port", value=str(port)) from fault


def _prepare(settings: "Settings") -> str:
    """Bring the data folder up to date with the shipped content; the number of the current release."""
    from registry.catalogue.builder import build
    from registry.services.workspace import open_workspace
    from registry.terminology.releases import Releases

    def tell(sentence: str) -> None:
        typer.echo(f"  {sentence}")

    typer.echo(f"Omforent, data in {settings.home}")
    with open_workspace(settings) as workspace:
        loaded = workspace.load_shipped(tell)
        tell(f"shipped content: {len(loaded.put)} objects loaded, {loaded.unchanged} unchanged")
        for iri in loaded.kept:
            tell(f"kept as edited here, although the shipped file has changed: {iri}")
        _release(workspace, settings, tell)
    releases = Releases(settings.home)
    reader = releases.current()
    package = releases.package(reader.release.number)
    build(reader, settings.catalogue, package=package, progress=tell, home=settings.home)
    tell(f"release {reader.release.number}: {len(reader.versions())} objects")
    return reader.release.number


def _release(workspace: "Workspace", settings: "Settings", tell: "Callable[[str], None]") -> None:
    """Publish what is new; a flawed draft holds the next release back, never the service of the last one."""
    from registry.errors import ChecksFailed, InvalidInput, NotFound
    from registry.terminology.releases import Releases

    try:
        workspace.release(progress=tell)
    except (ChecksFailed, InvalidInput) as fault:
        try:
            Releases(settings.home).current()
        except NotFound:
            raise fault from None
        tell(f"no new release: {fault.message} omforent check --draft tells which; the last release is served")


def _greeting(settings: "Settings", number: str) -> str:
    address = f"http://{settings.host}:{settings.port}"
    return f"""
Omforent {number} is served at {address} (stop with Ctrl-C)

  catalogue        {address}/
  API, to browse   {address}/api/v1/docs

Try next, in another terminal:
  curl '{address}/api/v1/code-lists/2.16.578.1.12.4.1.1.7304'      a code list by its OID
  curl '{address}/api/v1/code-lists/7304.csv'                     the same for a spreadsheet
  curl -L -H 'Accept: text/turtle' '{address}/concept/epikrise'   a concept as RDF
  {_command()} show epikrise                                          in the terminal
"""


def _command() -> str:
    """How this program is called from where the person is: by its name, or by its path."""
    import shutil
    import sys
    from os.path import relpath

    return "omforent" if shutil.which("omforent") == sys.argv[0] else relpath(sys.argv[0])


def _run(settings: "Settings") -> None:
    """Serve until Ctrl-C or SIGTERM; requests under way are answered first.

    The worker processes read their settings from the environment, and that of a writer opens the store. They start
    afresh: the store's own threads, which this process has had, do not come along in a fork, and the first write there
    would wait for them for ever.
    """
    import multiprocessing
    import os

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)
    os.environ.update({f"OMFORENT_{name.upper()}": str(value) for name, value in settings.model_dump().items()})
    Granian(
        _APPLICATION,
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        workers_kill_timeout=_PATIENCE,
        respawn_failed_workers=settings.role == "reader",
        log_level=LogLevels.warning,
    ).serve()
