"""The tools that are compared: warm processes that take requests, and commands that are started anew each time."""
import json
import os
import shutil
import subprocess
import time


class Worker:
    """A process that answers one JSON line with another."""

    def __init__(self, command, **environment):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | environment)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "the process ended"}')
        if "error" in answer:
            raise RuntimeError(f"{self.process.args}: {answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Workers:
    """Starts each worker when it is first needed."""

    def __init__(self, swift_worker, python, simd_python):
        here = os.path.dirname(os.path.abspath(__file__))
        self.commands = {"imgprep": [swift_worker]}
        script = os.path.join(here, "worker.py")
        for name in ("pillow", "opencv", "vips", "fast_image_resize", "numpy", "torch", "torchvision", "simplejpeg", "quality"):
            self.commands[name] = [python, script, name]
        if simd_python:
            self.commands["pillow-simd"] = [simd_python, script, "pillow-simd"]
        self.running = {}

    def has(self, name):
        return name in self.commands

    def get(self, name, threads=1, instructions=None):
        key = (name, threads, instructions)
        if key not in self.running:
            command = self.commands[name] + ([] if name == "imgprep" else [str(threads)])
            self.running[key] = Worker(command, VIPS_CONCURRENCY=str(threads), **environment(instructions))
        return self.running[key]

    def close(self):
        for worker in self.running.values():
            worker.close()


def with_pillow(python):
    """The interpreter, if it is there and has some Pillow."""
    has = python and os.path.exists(python) and subprocess.run([python, "-c", "import PIL"]).returncode == 0
    return python if has else None


def find(*names):
    """The first of some programs that is installed, or None."""
    return next((path for path in map(shutil.which, names) if path), None)


def environment(instructions):
    """What makes imgprep use these vector instructions; None: the widest there are."""
    return {"IMGPREP_SIMD": instructions} if instructions else {}


def run(command, environment=None):
    """Runs a command; its wall-clock seconds and its peak memory in megabytes.

    Memory is never said to be less than this process's own, which is why it imports so little.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | (environment or {}))
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command}: {complaint.decode(errors='replace')}")
    return seconds, usage.ru_maxrss / (1024 if os.uname().sysname == "Linux" else 1024 * 1024)
