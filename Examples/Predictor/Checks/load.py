"""Many clients at once, on loopback: what they are answered, and the memory that the predictor takes.

    python load.py PREDICTOR

64 clients send pictures of 12 megapixels, each some times, to a predictor that declares a concurrency of 8. Every answer
must be 200 or 409. Meanwhile workers are killed: each may cost one answer. The memory of the predictor and its workers is
measured all the time, and must stay within what README.md declares.
"""

import argparse
import base64
import collections
import io
import json
import os
import random
import signal
import statistics
import sys
import threading
import time

import numpy
from PIL import Image

from server import Server, memory

MIB = 2**20


def declared(concurrency):
    """Bytes, as README.md says: the server, uploads, and an image in each worker."""
    return (128 + 1024 + 320 * concurrency) * MIB


def uploads(megapixels):
    """Requests with pictures that are expensive in different ways."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    width = height * 4 // 3
    rng = numpy.random.default_rng(7)
    small = Image.fromarray(rng.integers(0, 256, (height // 16, width // 16, 3), numpy.uint8))
    picture = small.resize((width, height), Image.Resampling.BICUBIC)
    for name, kind, options in [
        ("baseline", "JPEG", {"quality": 92}), ("progressive", "JPEG", {"quality": 92, "progressive": True}),
        ("png", "PNG", {"compress_level": 1}), ("webp", "WEBP", {"quality": 90, "method": 0}),
    ]:
        file = io.BytesIO()
        picture.save(file, kind, **options)
        uri = f"data:image/{kind.lower()};base64," + base64.b64encode(file.getvalue()).decode()
        yield name, json.dumps({"input": {"image": uri}}).encode()


class Watch(threading.Thread):
    """Measures memory every hundredth of a second."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.peak, self.workers, self.own = server, 0, 0, 0
        self.end = threading.Event()

    def run(self):
        while not self.end.wait(0.01):
            own, *workers = [memory(process) for process in self.server.processes()]
            self.peak = max(self.peak, own + sum(workers))
            self.own, self.workers = max(self.own, own), max(self.workers, sum(workers))


def crowd(server, bodies, clients, requests, kill=False):
    """What clients are answered: a counter of statuses, the errors of failed predictions, and seconds of successes."""
    answers, errors, times = collections.Counter(), collections.Counter(), []
    lock, barrier = threading.Lock(), threading.Barrier(clients)
    killed = 0

    def client(number):
        barrier.wait()
        for turn in range(requests):
            start = time.monotonic()
            try:
                status, _, body, _ = server.ask("POST", "/predictions", bodies[(number + turn) % len(bodies)])
                answer = json.loads(body)
            except OSError as error:
                status, answer = type(error).__name__, {}
            with lock:
                answers[status] += 1
                if answer.get("status") == "succeeded":
                    times.append(time.monotonic() - start)
                elif status == 200:
                    errors[answer.get("error")] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        workers = server.processes()[1:]
        if kill and workers:
            try:
                os.kill(random.choice(workers), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
        time.sleep(0.25)
    return answers, errors, times, killed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("predictor")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--requests", type=int, default=4, help="of each client (default 4)")
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--concurrency", type=int, default=8)
    options = parser.parse_args()
    bodies = dict(uploads(options.megapixels))
    print(", ".join(f"{name} {len(body) / MIB:.1f} MiB" for name, body in bodies.items()))
    failed = False
    with Server([options.predictor], COG_MAX_CONCURRENCY=str(options.concurrency)) as server:
        server.wait("READY")
        watch = Watch(server)
        watch.start()
        for name, chosen, kill in [
            ("JPEG", ["baseline"], False), ("all kinds", list(bodies), False), ("workers killed", ["baseline"], True),
        ]:
            start = time.monotonic()
            answers, errors, times, killed = crowd(
                server, [bodies[kind] for kind in chosen], options.clients, options.requests, kill)
            seconds = time.monotonic() - start
            middle = f"median {statistics.median(times):.2f} s, longest {max(times):.2f} s" if times else "none succeeded"
            print(f"{name}: {dict(answers)}, {len(times)} predictions in {seconds:.1f} s, {middle}"
                  + (f"; {killed} workers killed, {sum(errors.values())} answers lost" if kill else ""))
            failed |= not set(answers) <= {200, 409} or sum(errors.values()) > killed or not times
            if errors:
                print("  " + "; ".join(f"{count} × {error}" for error, count in errors.items()))
        # Afterwards it works as before.
        status, _, body, _ = server.ask("POST", "/predictions", bodies["baseline"])
        failed |= status != 200 or json.loads(body)["status"] != "succeeded"
        watch.end.set()
        watch.join()
        bound = declared(options.concurrency)
        print(f"memory at most {watch.peak / MIB:.0f} MiB of the {bound / MIB:.0f} that are declared"
              f" (server {watch.own / MIB:.0f}, workers {watch.workers / MIB:.0f})")
        failed |= watch.peak > bound
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
