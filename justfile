# Every command a developer types. `just` comes with the environment: .venv/bin/just --list

python := ".venv/bin/python"

# list the commands
default:
    @just --list

# make the environment with all tools, and the web app
setup:
    script/setup

# start a square with the demo community
run *options:
    script/serve --demo {{options}}

# run tests: all, or those named
test *paths:
    script/test {{paths}}

# what can be said without running it: form, small mistakes, types, arrows
lint:
    {{python}} -m ruff format --check .
    {{python}} -m ruff check .
    {{python}} -m mypy
    .venv/bin/lint-imports

# mend what a machine can mend
fix:
    {{python}} -m ruff check --fix .
    {{python}} -m ruff format .

# write the reference pages anew
docs:
    {{python}} docs/generate.py

# the web app's own checks: types, and that no language lacks a sentence
app-check:
    {{python}} script/build_app.py --npm run check

# all that CI does, in CI's order
check: lint
    {{python}} docs/generate.py --check
    just app-check
    script/test
