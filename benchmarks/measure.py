"""What a run costs, beside a bare httpx loop that sends the same requests: ratios of one session, never a timed test.

`python benchmarks/measure.py [--profile NAME] [--rounds N]` prints a table. The reference API runs as a process of its
own, so that CPU time is the suite's alone; each measurement is a process of its own too.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Subject:
    """A profile and the reference API that it is measured on, with the targets that were set for it."""

    api: str
    version: str
    token: str = ""
    requests: str = "–"
    start: str = "–"
    ratio: str = "–"


_TOKEN = "geheim-token"  # noqa: S105  (of the reference API)
SUBJECTS = {
    "json-api": Subject("json_api.app", "1.1", "", "≤ 300", "< 0.6 s", "≤ 2 times"),
    "http": Subject("register.app", "1", _TOKEN),
    "nl-adr": Subject("register.app", "2.2", _TOKEN, "≤ 400"),
}


# -- in a process of its own ----------------------------------------------------------------------


def _declared(url: str, name: str) -> Any:
    from conformance.candidate.auth import Bearer
    from conformance.candidate.declared import declared

    token = SUBJECTS[name].token
    return replace(declared(None, url), auth=Bearer(token) if token else None)


def suite(name: str, url: str, jobs: str) -> dict[str, Any]:
    """Two full runs in one process: CPU and wall seconds of the second, which imports nothing any more.

    Peak memory and the CPU at the first request are those of the first run.
    """
    from conformance import run

    first: list[float] = []
    count = [0]

    def listen(event: run.Event) -> None:
        if isinstance(event, run.Sent):
            count[0] = event.count
            if not first:
                first.append(time.process_time())

    with tempfile.TemporaryDirectory() as folder:
        version = SUBJECTS[name].version
        declaration = _declared(url, name)
        order = run.Order(f"{name}@{version}", declaration, Path(folder), jobs=int(jobs))
        run.run(order, listen)
        began, cpu = time.monotonic(), time.process_time()
        run.run(order, listen)
        spent, wall = time.process_time() - cpu, time.monotonic() - began
        requests = _requests(Path(folder) / "record.jsonl")
    return {
        "cpu": spent,
        "wall": wall,
        "exchanges": count[0],
        "first": first[0],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "requests": requests,
    }


def _requests(record: Path) -> list[list[Any]]:
    lines = map(json.loads, record.read_text().splitlines())
    return [
        [line["request"]["method"], line["request"]["url"], line["request"]["headers"]]
        for line in lines
        if line["kind"] == "exchange"
    ]


def through(name: str, url: str, path: str) -> dict[str, Any]:
    """The same requests in one thread through the suite, recorded and redacted, and every passive check over them."""
    from conformance import profiles
    from conformance.candidate import Candidate
    from conformance.judge import applicable, judge_exchanges

    requests = json.loads(Path(path).read_text())
    profile = profiles.load(name)
    ways = profiles.ways(profile)
    passive = [
        it
        for it in applicable(profile.requirements, SUBJECTS[name].version)
        if it.check and profiles.is_passive(ways[it.id])
    ]
    candidate = Candidate(_declared(url, name), accept=profile.accept)
    candidate.send(*requests[0][:2])
    began, cpu = time.monotonic(), time.process_time()
    for method, target, headers in requests:
        candidate.send(method, target, dict(headers))
    for requirement in passive:
        judge_exchanges(requirement, ways[requirement.id], candidate.observed)
    spent, wall = time.process_time() - cpu, time.monotonic() - began
    candidate.close()
    return {"cpu": spent, "wall": wall, "exchanges": len(requests)}


def bare(_name: str, path: str, times: str) -> dict[str, Any]:
    """The same requests in a plain httpx loop."""
    import httpx

    requests = json.loads(Path(path).read_text())
    with httpx.Client() as client:
        client.request(requests[0][0], requests[0][1])
        began, cpu = time.monotonic(), time.process_time()
        for _ in range(int(times)):
            for method, url, headers in requests:
                client.request(method, url, headers=[tuple(pair) for pair in headers])
        spent, wall = time.process_time() - cpu, time.monotonic() - began
    return {"cpu": spent, "wall": wall, "exchanges": len(requests) * int(times)}


# -- the table ------------------------------------------------------------------------------------


@contextmanager
def served(api: str, latency: float = 0.0) -> Iterator[str]:
    """The reference API as a process of its own."""
    command = [
        sys.executable,
        "-m",
        "fixtures.apis.http",
        api,
        "--port",
        "0",
        "--latency",
        str(latency),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


def measured(function: str, *arguments: str) -> dict[str, Any]:
    """What a measurement gives, made in a fresh process."""
    command = [sys.executable, str(Path(__file__)), "--inside", function, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def start() -> float:
    """CPU seconds of `conformance --help`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "conformance", "--help"], cwd=ROOT, capture_output=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(rounds: int, measure: Callable[[], dict[str, Any]], *keys: str) -> list[float]:
    """The median of each key over several rounds."""
    found = [measure() for _ in range(rounds)]
    return [statistics.median(each[key] for each in found) for key in keys]


def table(name: str, rounds: int) -> Iterator[str]:
    """The measurements as a Markdown table."""
    yield "| what | measured | target |"
    yield "|---|---|---|"
    subject = SUBJECTS[name]
    with served(subject.api) as url, tempfile.TemporaryDirectory() as folder:
        requests = Path(folder) / "requests.json"
        requests.write_text(json.dumps(measured("suite", name, url, "4")["requests"]))
        found = [
            (
                measured("suite", name, url, "4"),
                measured("through", name, url, str(requests)),
                measured("bare", name, str(requests), "2"),
            )
            for _ in range(rounds)
        ]
        yield from _cost(subject, *map(list, zip(*found, strict=True)))
    with served(subject.api, 0.05) as url:
        slow, fast = (measured("suite", name, url, jobs)["wall"] for jobs in ("1", "8"))
        told = f"{slow:.1f} s / {fast:.1f} s = {slow / fast:.1f} times"
        yield f"| 50 ms latency: --jobs 1 / --jobs 8 | {told} | ≥ 4 times |"
    yield f"| CPU of `conformance --help` | {statistics.median(start() for _ in range(rounds)):.3f} s | < 0.2 s |"


def _cost(
    subject: Subject,
    suites: list[dict[str, Any]],
    throughs: list[dict[str, Any]],
    bares: list[dict[str, Any]],
) -> Iterator[str]:
    def middle(found: list[dict[str, Any]], make: Callable[[dict[str, Any]], float]) -> float:
        return statistics.median(map(make, found))

    def each(found: list[dict[str, Any]]) -> float:
        return middle(found, lambda it: it["cpu"] / it["exchanges"] * 1000)

    ours, passive, theirs = each(suites), each(throughs), each(bares)
    requests = middle(suites, lambda it: it["exchanges"])
    yield f"| requests to the full read-only verdict | {requests:.0f} | {subject.requests} |"
    yield f"| wall, --jobs 4 | {middle(suites, lambda it: it['wall']):.2f} s | ≤ 4 s |"
    yield f"| CPU an exchange, sent, recorded and looked at by every passive check | {passive:.2f} ms | ≤ 2.5 ms |"
    yield f"| … against a bare httpx loop ({theirs:.2f} ms) | {passive / theirs:.2f} times | {subject.ratio} |"
    yield f"| CPU an exchange of a whole run beyond start | {ours:.2f} ms | ≤ 2.5 ms |"
    yield f"| … against that loop | {ours / theirs:.2f} times | – |"
    yield f"| peak memory | {middle(suites, lambda it: it['memory']):.0f} MB | < 120 MB |"
    yield f"| CPU until the first request is out | {middle(suites, lambda it: it['first']):.2f} s | {subject.start} |"


def main() -> None:
    """Print the table, or one measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=SUBJECTS, default="json-api")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        name, *arguments = given.inside
        functions = {"suite": suite, "through": through, "bare": bare}
        print(json.dumps(functions[name](*arguments)))
    else:
        print("\n".join(table(given.profile, given.rounds)))


if __name__ == "__main__":
    main()
