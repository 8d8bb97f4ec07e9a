"""Creates the emulators' virtual environments from the pinned requirements. Called by `setup` when one is missing or out
of date; it is not the place for anything the emulators do once they run.

Two processes may come here at once (a demo and a test run): the second waits for the first and then finds nothing to do.
"""

import fcntl
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent


def requirements(name: str) -> Path:
    return HERE / f"requirements-{name}.txt"


def marker(folder: Path) -> Path:
    """A copy of the requirements, written last: an interrupted installation leaves none and is done again."""
    return folder / "installed-requirements.txt"


def is_current(folder: Path, name: str) -> bool:
    return marker(folder).exists() and marker(folder).read_bytes() == requirements(name).read_bytes()


def start_install(folder: Path, name: str) -> tuple[subprocess.Popen, Path]:
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    log = folder / "pip.log"
    # The requirements are a complete freeze, so pip need not resolve anything: that is most of its time.
    command = [folder / "bin/python", "-m", "pip", "install", "--no-deps", "--no-input",
               "--disable-pip-version-check", "-r", requirements(name)]
    return subprocess.Popen(command, stdout=log.open("w"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL), log


def main() -> None:
    root, names = Path(sys.argv[1]), sys.argv[2:]
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another process that is setting up the emulators …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        todo = [name for name in names if not is_current(root / name, name)]
        for name in todo:
            print(f"installing {name} into {root / name} (once, one to two minutes) …", flush=True)
        running = [(name, *start_install(root / name, name)) for name in todo]
        failed = []
        for name, process, log in running:
            if process.wait() == 0:
                shutil.copyfile(requirements(name), marker(root / name))
            else:
                failed.append(f"installing {name} failed; pip's last words (all of them: {log}):\n"
                              + "\n".join(log.read_text().splitlines()[-8:]))
    if failed:
        sys.exit("\n".join(failed))


if __name__ == "__main__":
    main()
