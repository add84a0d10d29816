"""Holds the answers of the predictor against those of coglet, Cog's own server, field by field.

    python compare.py PREDICTOR

coglet serves stand_in.py with the predictor's own OpenAPI document, so both check the same inputs. Answers are equal in
status, type of content and JSON, but for the differences listed in README.md, which this script states one by one.
"""

import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import threading
import time
import zlib

from server import Server

HERE = pathlib.Path(__file__).parent
OPENAPI = HERE.parent / "Sources/Predictor/openapi.json"


def png(width=8, height=8):
    """A black PNG, as a data URI."""
    import base64
    import struct

    def chunk(name, content):
        named = name + content
        return struct.pack(">I", len(content)) + named + struct.pack(">I", zlib.crc32(named))

    rows = zlib.compress(bytes(height * (1 + width)))
    content = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + content).decode()


PNG = png()
JSON = {"Content-Type": "application/json"}


def request(image=PNG, **inputs):
    return {"input": {"image": image, **inputs}}


# A name, and what is asked: method, path, body, headers.
QUESTIONS = [
    ("root", "GET", "/"),
    ("nothing there", "GET", "/nowhere"),
    ("docs", "GET", "/docs"),
    ("openapi", "GET", "/openapi.json"),
    ("GET of predictions", "GET", "/predictions"),
    ("no place at all", "DELETE", "*"),
    ("DELETE of a prediction", "DELETE", "/predictions/a"),
    ("POST of health", "POST", "/health-check"),
    ("GET of shutdown", "GET", "/shutdown"),
    ("cancel what is not there", "POST", "/predictions/none/cancel"),
    ("prediction", "POST", "/predictions", request()),
    ("prediction with an id", "POST", "/predictions", {"id": "mine", **request()}),
    ("unknown input", "POST", "/predictions", request(extra=1)),
    ("all inputs", "POST", "/predictions", request(preset="vit", color_count=3)),
    ("context", "POST", "/predictions", {"context": {"a": "b"}, **request()}),
    ("PUT", "PUT", "/predictions/a", request()),
    ("PUT with an id of other characters", "PUT", "/predictions/a%20%C3%A9", request()),
    ("PUT with the same id", "PUT", "/predictions/a", {"id": "a", **request()}),
    ("PUT with another id", "PUT", "/predictions/a", {"id": "b", **request()}),
    ("no picture", "POST", "/predictions", request("data:image/png;base64,AAAA")),
    ("half a data URI", "POST", "/predictions", request(PNG[:-3])),
    ("data URI without data", "POST", "/predictions", request("data:image/png;base64")),
    ("beginning of a data URI", "POST", "/predictions", request("data:image/pn")),
    ("a path", "POST", "/predictions", request("/etc/passwd")),
    ("a URL", "POST", "/predictions", request("https://127.0.0.1:9/a.png")),
    ("no input", "POST", "/predictions", {"input": {}}),
    ("empty object", "POST", "/predictions", {}),
    ("null as input", "POST", "/predictions", {"input": None}),
    ("text as input", "POST", "/predictions", {"input": "text"}),
    ("array as input", "POST", "/predictions", {"input": [1]}),
    ("number as input", "POST", "/predictions", {"input": 5}),
    ("two faults", "POST", "/predictions", {"input": {"image": 5, "color_count": "abc"}}),
    ("three faults", "POST", "/predictions", {"input": {"preset": "none", "color_count": 99}}),
    ("below the minimum", "POST", "/predictions", request(color_count=0)),
    ("above the maximum", "POST", "/predictions", request(color_count=17)),
    ("a fraction", "POST", "/predictions", request(color_count=2.5)),
    ("a huge number", "POST", "/predictions", request(color_count=1e30)),
    ("true as a number", "POST", "/predictions", request(color_count=True)),
    ("null as a number", "POST", "/predictions", request(color_count=None)),
    ("null as a picture", "POST", "/predictions", request(None)),
    ("unknown choice", "POST", "/predictions", request(preset="gif")),
    ("number as a choice", "POST", "/predictions", request(preset=5)),
    ("object as a choice", "POST", "/predictions", request(preset={"a": [1, None, 'q"uote']})),
    ("no body", "POST", "/predictions", None, {}),
    ("empty body", "POST", "/predictions", "", JSON),
    ("half a body", "POST", "/predictions", '{"input": ', JSON),
    ("more than a body", "POST", "/predictions", '{"input": {}} x', JSON),
    ("text as a body", "POST", "/predictions", '"text"', JSON),
    ("array as a body", "POST", "/predictions", "[]", JSON),
    ("null as a body", "POST", "/predictions", "null", JSON),
    ("number as an id", "POST", "/predictions", {"id": 5, **request()}),
    ("number as context", "POST", "/predictions", {"context": {"a": 5}, **request()}),
    ("text/plain", "POST", "/predictions", "{}", {"Content-Type": "text/plain"}),
    ("with a charset", "POST", "/predictions", "{}", {"Content-Type": "application/json; charset=utf-8"}),
    ("other JSON", "POST", "/predictions", "{}", {"Content-Type": "application/vnd.api+json"}),
    ("stream of events", "POST", "/predictions", request(), {**JSON, "Accept": "text/event-stream"}),
    ("100 MiB and a byte", "POST", "/predictions", b" " * (100 * 2**20 + 1), JSON),
]

# What differs, and how: each pair is what coglet says, and what the predictor says instead.
MESSAGES = {
    # Words of the parser of JSON follow the colon.
    "Failed to parse the request body as JSON": "begins",
    "Failed to deserialize the JSON body into the target type": "begins",
    # Words about what is wrong with a data URI follow the colon.
    "Input validation error": "begins",
    # The reason is added.
    'does not match "^data:"': "added",
    "This model does not support streaming responses.": "added",
}


def equal(ours, theirs, place, differences):
    """Compares two values, and collects places that differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(set(ours) | set(theirs)):
            if key not in ours or key not in theirs:
                differences.append(f"{place}.{key}: only {'ours' if key in ours else 'theirs'}")
            else:
                equal(ours[key], theirs[key], f"{place}.{key}", differences)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (a, b) in enumerate(zip(ours, theirs)):
            equal(a, b, f"{place}[{index}]", differences)
    elif ours != theirs and not (isinstance(ours, str) and isinstance(theirs, str) and alike(ours, theirs)):
        differences.append(f"{place}: {ours!r} for {theirs!r}"[:300])


def alike(ours, theirs):
    for words, how in MESSAGES.items():
        if how == "begins" and ours.startswith(words + ": ") and theirs.startswith(words + ": "):
            return True
        if how == "added" and words in theirs and (ours.startswith(theirs) or theirs.startswith(ours)):
            return True
    return False


def plain(status, kind, body):
    """An answer without what is another in each run: times, ids that the server makes, the model's own words."""
    if kind != "application/json":
        return {"status": status, "type": kind, "text": body.decode()}
    body = json.loads(body)
    if "metrics" in body:
        assert list(body["metrics"]) in (["predict_time"], []), body["metrics"]
        body["metrics"] = list(body["metrics"])
    if str(body.get("id", "")).startswith("pred_"):
        body["id"] = "pred_"
    if "output" in body:
        body["output"] = sorted(body["output"])
    if body.get("status") == "failed" and not body["error"].startswith("Input validation error") and "id" in body:
        body["error"] = "the model's own words"
    return {"status": status, "type": kind, "json": body}


def health(server):
    """Without times, logs and what a server says of its own build."""
    status, kind, body, _ = server.ask("GET", "/health-check")
    body = json.loads(body)
    setup = {key: value for key, value in body["setup"].items() if key != "logs"}
    for key in ("started_at", "completed_at"):
        if key in setup:
            time.strptime(setup[key][:19], "%Y-%m-%dT%H:%M:%S")
            setup[key] = "a time"
    return {"status": status, "type": kind, "health": body["status"], "setup": setup, "coglet": body["version"]["coglet"]}


class Comparison:
    def __init__(self):
        self.count = self.wrong = 0

    def __call__(self, name, ours, theirs):
        differences = []
        equal(ours, theirs, "", differences)
        self.count += 1
        self.wrong += bool(differences)
        for difference in differences:
            print(f"{name}: {difference}")


def busy(server, stop, resume):
    """Answers while the one slot of a server is taken."""
    answers = {}

    def first():
        answers["canceled"] = plain(*server.ask("PUT", "/predictions/first", request(color_count=16))[:3])

    stop()
    thread = threading.Thread(target=first)
    thread.start()
    server.wait("BUSY")
    answers["busy health"] = health(server)
    answers["at capacity"] = plain(*server.ask("POST", "/predictions", request())[:3])
    answers["wrong input at capacity"] = plain(*server.ask("POST", "/predictions", {"input": {}})[:3])
    answers["PUT in flight"] = plain(*server.ask("PUT", "/predictions/first", request())[:3])
    answers["cancel"] = plain(*server.ask("POST", "/predictions/first/cancel")[:3])
    resume()
    thread.join()
    server.wait("READY")
    return answers


def main(predictor):
    compare = Comparison()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / "stand_in.py", folder)
        os.mkdir(folder + "/.cog")
        shutil.copy(OPENAPI, folder + "/.cog/openapi_schema.json")
        path = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]
        coglet = [sys.executable, "-m", "cog.server.http", "--host", "127.0.0.1"]
        theirs = {"folder": folder, "PATH": path, "COG_PREDICT_TYPE_STUB": "stand_in.py:Runner"}

        slow = folder + "/slow-worker"
        with open(slow, "w") as script:
            worker = pathlib.Path(predictor).resolve().parent / "imgprep-worker"
            script.write(f'#!/bin/sh\nsleep 3\nexec "{worker}" "$@"\n')
        os.chmod(slow, 0o700)

        before = [("openapi", "GET", "/openapi.json"), ("prediction", "POST", "/predictions", request()),
                  ("wrong input", "POST", "/predictions", {"input": {}})]
        for state, mine, their in [("STARTING", slow, "3"), ("SETUP_FAILED", "/nowhere", "fails")]:
            with Server([predictor], IMGPREP_WORKER=mine) as ours, Server(coglet, SETUP=their, **theirs) as other:
                for server in (ours, other):
                    server.wait(state)
                compare(state, health(ours), health(other))
                for name, *question in before:
                    compare(f"{state}: {name}", plain(*ours.ask(*question)[:3]), plain(*other.ask(*question)[:3]))

        with Server([predictor], COG_MAX_CONCURRENCY="1") as ours, Server(coglet, **theirs) as other:
            for server in (ours, other):
                server.wait("READY")
            compare("health", health(ours), health(other))
            for name, *question in QUESTIONS:
                answers = [plain(*server.ask(*question)[:3]) for server in (ours, other)]
                compare(name, *answers)
                # coglet frees a slot a moment after its answer.
                for server in (ours, other):
                    server.wait("READY")
            workers = ours.processes()[1:]
            signals = [lambda number=number: [os.kill(worker, number) for worker in workers] for number in (signal.SIGSTOP, signal.SIGCONT)]
            mine, others = busy(ours, *signals), busy(other, lambda: None, lambda: None)
            for name in others:
                compare(name, mine[name], others[name])
            compare("shutdown", plain(*ours.ask("POST", "/shutdown")[:3]), plain(*other.ask("POST", "/shutdown")[:3]))
            for server in (ours, other):
                compare("end after shutdown", server.process.wait(20), 0)
    print(f"{compare.count - compare.wrong} of {compare.count} answers are those of coglet 0.23.1")
    return 1 if compare.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
