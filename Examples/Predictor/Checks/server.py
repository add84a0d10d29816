"""Starts a server on loopback and asks it."""

import http.client
import json
import os
import re
import socket
import subprocess
import time


class Server:
    """A process that answers on a port of 127.0.0.1."""

    def __init__(self, command, folder=None, **environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = {**os.environ, "PORT": str(self.port), "HOST": "127.0.0.1", **environment}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, method, path, body=None, headers=None, timeout=120):
        """The status, the type of the content, the content and all headers of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        if headers is None:
            headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Content-Type"), answer.read(), dict(answer.headers)
        finally:
            connection.close()

    def health(self):
        try:
            return json.loads(self.ask("GET", "/health-check")[2])["status"]
        except OSError:
            return None

    def wait(self, state, seconds=60):
        end = time.monotonic() + seconds
        while self.health() != state:
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit(f"{self.process.args[0]} did not become {state}: {self.health()}")
            time.sleep(0.02)

    def processes(self):
        """Its own number, and those of all processes under it (Linux)."""
        found = [self.process.pid]
        for parent in found:
            try:
                for task in os.listdir(f"/proc/{parent}/task"):
                    with open(f"/proc/{parent}/task/{task}/children") as children:
                        found += [int(child) for child in children.read().split()]
            except OSError:
                pass
        return found


def memory(process):
    """Bytes that a process alone holds: its anonymous and shared memory, without files of programs."""
    try:
        with open(f"/proc/{process}/status") as status:
            kinds = re.findall(r"Rss(?:Anon|Shmem):\s+(\d+) kB", status.read())
            return 1024 * sum(int(kind) for kind in kinds)
    except OSError:
        return 0
