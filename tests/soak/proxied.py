"""Two readers behind nginx, as docs/operating/nginx.conf has it, on ports of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self
from urllib.request import urlopen

PROGRAM = "from registry.cli import main; main()"
HTTP = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    log_format tried '$status $upstream_addr'; access_log {folder}/access.log tried;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/omforent.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Reader:
    """A reader in a process group of its own."""

    def __init__(self, home: Path, workers: int = 1) -> None:
        self.port = free_port()
        self._home = home
        self._workers = workers
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", PROGRAM, "serve", "--role", "reader", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--workers", str(self._workers)],
            env={**os.environ, "OMFORENT_HOME": str(self._home)},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        wait_for(f"http://127.0.0.1:{self.port}/health", self.process)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to stop, as an operator does; its exit code."""
        self.process.terminate()
        return self.process.wait(40)


class Proxied:
    """Two readers and nginx, until the end of the block."""

    def __init__(self, home: Path, folder: Path, configuration: Path) -> None:
        self._folder = folder
        self.readers = [Reader(home), Reader(home)]
        self.port = free_port()
        text = configuration.read_text("utf-8")
        ports = (self.readers[0].port, self.readers[1].port, free_port(), self.port)
        for said, port in zip(("127.0.0.1:8001", "127.0.0.1:8002", "127.0.0.1:8000", "listen 80"), ports, strict=True):
            assert text.count(said) == 1, said
            text = text.replace(said, f"listen 127.0.0.1:{port}" if "listen" in said else f"127.0.0.1:{port}")
        (folder / "omforent.conf").write_text(text, "utf-8")
        (folder / "nginx.conf").write_text(HTTP.format(folder=folder), "utf-8")
        command = [shutil.which("nginx") or "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self._nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_for(f"http://127.0.0.1:{self.port}/health", self._nginx)

    def tried_again(self) -> int:
        """How many requests the proxy sent to the other reader after the first had failed."""
        return sum("," in line for line in (self._folder / "access.log").read_text("utf-8").splitlines())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._nginx.terminate()
        self._nginx.wait()
        for reader in self.readers:
            if reader.process.poll() is None:
                reader.kill()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, f"ended with {process.returncode}"
        try:
            with urlopen(address, timeout=2) as found:
                if found.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
