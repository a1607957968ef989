"""`python -m qiao` and the command `qiao`."""

import os

# before numpy is loaded: its threads would fight the server's for two cores
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def main() -> None:
    """Run the command line."""
    from qiao.cli import run

    run()


if __name__ == "__main__":
    main()
