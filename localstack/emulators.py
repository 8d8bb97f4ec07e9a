"""Starts and stops the emulators: `emulators.py up|down [moto|localstack]`. Called by `up` and `down`.

Each run directory (AWSERT_LOCALSTACK_RUN_DIR) is an instance of its own, with its own ports, process ids and logs; what
another run directory started is never touched. Nothing here knows of the sample deployments.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
RUN = Path(os.environ["AWSERT_LOCALSTACK_RUN_DIR"]).absolute()
EMULATORS = {
    "moto": {"port": "AWSERT_MOTO_PORT", "ready": "/moto-api/", "seconds": 60},
    "localstack": {"port": "AWSERT_LOCALSTACK_PORT", "ready": "/_localstack/health", "seconds": 180},
}


def main() -> None:
    verb, names = sys.argv[1], sys.argv[2:] or list(EMULATORS)
    unknown = set(names) - EMULATORS.keys()
    if unknown:
        sys.exit(f"{verb} [moto|localstack]; {sorted(unknown)[0]!r} is neither")
    RUN.mkdir(parents=True, exist_ok=True)
    with (RUN / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        up(names) if verb == "up" else down(names)


def up(names: list[str]) -> None:
    started = {name: start(name) for name in names}
    for name, process in started.items():
        wait_until_ready(name, process)
        print(f"{name} is {'up' if process else 'up already'}: {url(name)}", flush=True)


def down(names: list[str]) -> None:
    for name in names:
        known = recorded(name)
        if known:
            stop(known["pid"])
        (RUN / f"{name}.json").unlink(missing_ok=True)
        print(f"{name} is {'stopped' if known else 'not running'}")


def start(name: str) -> subprocess.Popen | None:
    """None when this run directory's emulator is running already."""
    port = configured_port(name)
    known = recorded(name)
    if known and known["port"] == port:
        return None
    if known:
        sys.exit(f"{name} of {RUN} listens on port {known['port']}, not {port}: run `down` first, "
                 f"or set AWSERT_LOCALSTACK_RUN_DIR to start another one beside it")
    if is_taken(port):
        sys.exit(f"port {port} is taken by something that this folder did not start, so {name} cannot have it: "
                 f"stop that, or set {EMULATORS[name]['port']} to a free port")
    # A session of its own: a closed terminal or an ended test leaves the emulator alone, and `stop` reaches its children.
    process = subprocess.Popen(
        [HERE / ".venv" / name / "bin/python", HERE / "launch.py", name, "127.0.0.1", str(port)],
        env=environment(name, port), cwd=RUN, stdin=subprocess.DEVNULL, stdout=log(name).open("w"),
        stderr=subprocess.STDOUT, start_new_session=True)
    (RUN / f"{name}.json").write_text(json.dumps({"pid": process.pid, "port": port}))
    return process


def environment(name: str, port: int) -> dict[str, str]:
    """Both are told to read our two images instead of moto's 1,300 (each with a public snapshot in every account), and
    nothing of the user's own AWS settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    shared = inherited | {"MOTO_AMIS_PATH": str(HERE / "images.json"), "TMPDIR": str(folder(RUN / "tmp"))}
    if name == "moto":
        return shared
    return shared | {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "FILESYSTEM_ROOT": str(folder(RUN / "localstack")),
        # Else a LocalStack inside any container takes /var/lib/localstack, which two instances would share.
        "OVERRIDE_IN_DOCKER": "0",
        "DISABLE_EVENTS": "1",          # no telemetry
        "SKIP_SSL_CERT_DOWNLOAD": "1",  # plain HTTP on loopback needs no certificate from the network
        "DNS_ADDRESS": "0",             # no DNS server of its own
    }


def wait_until_ready(name: str, process: subprocess.Popen | None) -> None:
    deadline = time.monotonic() + EMULATORS[name]["seconds"]
    while not answers(url(name) + EMULATORS[name]["ready"]):
        if process and process.poll() is not None:
            (RUN / f"{name}.json").unlink(missing_ok=True)
            sys.exit(f"{name} ended while starting; its last words (all of them: {log(name)}):\n{last_words(name)}")
        if time.monotonic() > deadline:
            sys.exit(f"{name} was not ready after {EMULATORS[name]['seconds']} s; see {log(name)}")
        time.sleep(0.1)


def answers(address: str) -> bool:
    # Without the proxies of the environment: this is loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def stop(pid: int) -> None:
    for sent, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        try:
            os.killpg(pid, sent)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not is_ours(pid):
                return
            time.sleep(0.05)


def recorded(name: str) -> dict | None:
    """What this run directory started and still runs; a record that an earlier boot or a crash left behind is none."""
    try:
        known = json.loads((RUN / f"{name}.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return known if is_ours(known["pid"]) else None


def is_ours(pid: int) -> bool:
    """A process id may have been given to somebody else since; the command line tells."""
    shown = subprocess.run(["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return str(HERE / "launch.py") in shown and not shown.startswith("Z")


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def configured_port(name: str) -> int:
    variable = EMULATORS[name]["port"]
    value = os.environ[variable]
    if not value.isdigit() or not 0 < int(value) < 65536:
        sys.exit(f"{variable} must be a port number, not {value!r}")
    return int(value)


def url(name: str) -> str:
    return f"http://127.0.0.1:{configured_port(name)}"


def log(name: str) -> Path:
    return RUN / f"{name}.log"


def last_words(name: str) -> str:
    return "\n".join(log(name).read_text(errors="replace").splitlines()[-8:])


def folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    main()
