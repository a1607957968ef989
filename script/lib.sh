# Shared by the scripts beside it: find Python, bring uv, make the environment, build the web app.
# Needs Python 3.11 or later with pip (or venv), and a POSIX shell; nothing else.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 1
boot=$root/.qiao/boot
venv=$root/.venv

find_python() {
  for python in ${QIAO_PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    command -v "$python" >/dev/null 2>&1 || continue
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      PYTHON=$(command -v "$python")
      return 0
    fi
  done
  fail "Qiao needs Python 3.11, 3.12 or 3.13: install the system package python3 (Debian and Ubuntu: python3.11 or later) and run this again."
}

# uv comes through pip, from a list with checksums, into a folder of its own
bring_uv() {
  UV=$boot/bin/uv
  wanted=$(cksum <script/uv.txt)
  [ -x "$UV" ] && [ "$(cat "$boot/.stamp" 2>/dev/null)" = "$wanted" ] && return 0
  find_python
  rm -rf "$boot"
  mkdir -p "$boot"
  say "Fetching uv, which makes the environment (once) ..."
  if "$PYTHON" -m pip --version >/dev/null 2>&1; then
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
      --target "$boot" -r script/uv.txt >&2 || fail "uv could not be fetched: is the network there?"
  elif "$PYTHON" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    "$PYTHON" -m venv "$boot" || fail "The environment could not be made in $boot."
    "$boot/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
      -r script/uv.txt >&2 || fail "uv could not be fetched: is the network there?"
  else
    fail "Python is here without pip and venv: install the system package python3-pip (Debian and Ubuntu; elsewhere the one that brings pip) and run this again."
  fi
  printf '%s' "$wanted" >"$boot/.stamp"
}

# make_env NAME GROUPS...: what NAME needs, from the lock file; does nothing when it is there already
make_env() {
  name=$1
  shift
  wanted=$(cat uv.lock pyproject.toml | cksum)
  [ "$(cat "$venv/.qiao-$name" 2>/dev/null)" = "$wanted" ] && return 0
  bring_uv
  [ -n "${PYTHON:-}" ] || find_python
  say "Making the environment from the lock file (once; a minute or so) ..."
  if [ -z "${UV_CACHE_DIR:-}${HOME:-}" ]; then UV_CACHE_DIR=$root/.qiao/cache; export UV_CACHE_DIR; fi
  # an environment that is there keeps its Python: naming one may make uv begin anew, and lose groups
  [ -x "$venv/bin/python" ] || UV_PYTHON=$PYTHON
  export UV_PYTHON
  UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV= "$UV" sync --frozen --inexact --no-default-groups "$@" ||
    fail "The environment could not be made; what went wrong stands above."
  printf '%s' "$wanted" >"$venv/.qiao-$name"
}

# the web app is built when it is missing or older than its sources
make_app() {
  "$venv/bin/python" script/build_app.py --check && return 0
  "$venv/bin/python" script/build_app.py --has-node || make_env app --group webapp
  "$venv/bin/python" script/build_app.py || fail "The web app could not be built; what went wrong stands above."
}
