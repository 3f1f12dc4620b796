"""A throw-away PostgreSQL server. Programs outside of the tests put this folder on their path to import it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

NOT_INSTALLED = "PostgreSQL is not installed"
_PROGRAMS = ("initdb", "pg_ctl", "postgres")


def programs() -> Path | None:
    """Return the folder with the server's programs: on the path, else the newest where Debian puts them."""
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(debian, key=lambda place: -float(place.parent.name) if place.parent.name.isdigit() else 0.0)
    return next((place for place in places if all((place / name).exists() for name in _PROGRAMS)), None)


class Server:
    """A server in a folder of its own, on a free port of the loopback. `durable` makes it wait for the disk."""

    def __init__(self, *, durable: bool = False) -> None:
        found = programs()
        if found is None:
            raise RuntimeError(NOT_INSTALLED)
        self._programs = found
        self._durable = durable
        self._numbers = count(1)
        self._folder = Path(tempfile.mkdtemp(prefix="tactful-postgres-"))
        self._owner: dict[str, object] = {}
        if os.geteuid() == 0:
            user = _unprivileged()
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            self._owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        data = self._folder / "data"
        if not data.exists():
            self._run("initdb", "-D", data, "-U", "tactful", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
            waits = "on" if self._durable else "off"
            with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(f"listen_addresses = '127.0.0.1'\nport = {self.port}\nfsync = {waits}\n")
                settings.write(f"unix_socket_directories = '{self._folder}'\n")
        self._run("pg_ctl", "-D", data, "-l", self._folder / "log", "-w", "start")

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server; `immediate` is as a crash."""
        mode = "immediate" if immediate else "fast"
        self._run("pg_ctl", "-D", self._folder / "data", "-m", mode, "-w", "stop")

    def restart(self, *, immediate: bool = False) -> None:
        """Stop and start."""
        self.stop(immediate=immediate)
        self.start()

    def remove(self) -> None:
        """Stop the server where it runs, and remove its folder."""
        try:
            if (self._folder / "data" / "postmaster.pid").exists():
                self.stop(immediate=True)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database."""
        return f"postgresql://tactful@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """Make an empty database and return its URL."""
        import psycopg

        name = f"fresh_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def _run(self, program: str, *arguments: object) -> None:
        # The server keeps what it inherits open, so that a pipe would never end.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self._programs / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                cwd=self._folder,
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(self._folder), "LC_ALL": "C"},
                **self._owner,  # type: ignore[call-overload]
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed: {output.read().decode(errors='replace')}")


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """Run a server for a block."""
    server = Server(durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def _unprivileged() -> pwd.struct_passwd:
    """Return whom the server runs as where we are root, whom it refuses."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is neither `postgres` nor `nobody`")
