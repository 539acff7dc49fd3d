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


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default OMFORENT_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; default OMFORENT_PORT.")] = None,
) -> None:
    """Load the shipped content, check and release it, build the catalogue, and serve all of it."""
    from registry.settings import Settings

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = Settings.read(**given)
    _check_free(settings.host, settings.port)
    number = _prepare(settings)
    typer.echo(_greeting(settings, number))
    _run(settings)


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
    build(reader, settings.catalogue, package=releases.package(reader.release.number), progress=tell)
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
    """Serve until Ctrl-C. The worker process opens the store and reads its settings from the environment.

    It starts afresh: the store's own threads, which this process has had, do not come along in a fork, and the first
    write there would wait for them for ever.
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
        workers=1,
        log_level=LogLevels.warning,
    ).serve()
