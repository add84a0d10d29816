"""Compares imgprep with its peers: the same files, in one run, taking turns. `make bench` calls it.

It makes its inputs, checks what each tool makes of them against a reference in double precision, and writes a table
(Markdown and CSV) and a chart (SVG).
"""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

import cases
import report
import tools


def measure_warm(case, workers, inputs, scratch):
    """Rows of a case among warm processes: (label, seconds of every round, PSNR or None)."""
    entries = [entry for entry in case.entries if workers.has(entry.worker)]
    times = {entry: [] for entry in entries}
    psnr = {}
    for round in range(case.rounds + 1):
        for entry in entries:
            request = case.request | {"threads": entry.threads, "rounds": 1} | entry.request
            request["input"] = os.path.join(inputs, request["input"])
            saved = os.path.join(scratch, "samples")
            warming = round == 0
            if warming and entry.checked:
                request["save"] = saved
            answer = workers.get(entry.worker, entry.threads, entry.instructions).ask(**request)
            if warming and entry.checked:
                psnr[entry] = workers.get("quality").ask(**request | {"samples": saved, "save": None})["psnr"]
            if not warming:
                times[entry] += answer["seconds"]
    return [report.Row(entry.label, times[entry], psnr.get(entry), entry.megapixels) for entry in entries]


def measure_processes(case, inputs, scratch):
    rows = {entry: report.Row(entry.label, [], None) for entry in case.entries}
    for round in range(case.rounds + 1):
        for entry in case.entries:
            output = os.path.join(scratch, "output")
            command = entry.command(os.path.join(inputs, case.request["input"]), output)
            seconds, megabytes = tools.run(command, tools.environment(entry.instructions))
            if round == 0:
                continue
            rows[entry].seconds.append(seconds)
            rows[entry].megabytes = max(rows[entry].megabytes or 0, megabytes)
            result = f"{output}.{case.request['suffix']}"
            if os.path.exists(result):
                rows[entry].file_size = os.path.getsize(result)
                os.remove(result)
    return list(rows.values())


def measure_folder(imgprep, workers, folder, scratch, jobs, rounds=5):
    """A thousand JPEGs, for each image: a fresh imgprep process against pyvips in a warm one."""
    count = len(os.listdir(folder))
    ours = {None: report.Row("imgprep, one process", [], None), "avx2": report.Row("imgprep, AVX2", [], None)}
    theirs = report.Row("pyvips, warm", [], None)
    for round in range(rounds + 1):
        output = os.path.join(scratch, "folder", "")
        for instructions, row in ours.items():
            seconds, megabytes = tools.run([
                imgprep, folder, "-o", output, "--max", "448", "--format", "jpeg", "--jobs", str(jobs)],
                tools.environment(instructions))
            shutil.rmtree(output)
            if round > 0:
                row.seconds.append(seconds / count)
                row.megabytes = max(row.megabytes or 0, megabytes)
        # As many images at once as jobs; the library's own threads are off.
        answer = workers.get("vips", 1).ask(
            task="folder", input=folder, output=output, width=448, height=448, rounds=1, jobs=jobs)
        shutil.rmtree(output)
        if round > 0:
            theirs.seconds += [second / count for second in answer["seconds"]]
    return [*ours.values(), theirs]


def measure_photographs(imgprep, workers, folder, rounds=5):
    """Real photographs: seconds for a megapixel, of each, and of the synthetic one beside them."""
    rows = {name: report.Row(label, [], None) for name, label in (
        ("imgprep", "imgprep balanced"), ("vips", "libvips thumbnail"), ("pillow", "Pillow")) if workers.has(name)}
    for path, size in photographs(imgprep, folder):
        scale = min(1, 1024 / max(size))
        width, height = (max(1, round(side * scale)) for side in size)
        times = {name: [] for name in rows}
        for round_ in range(rounds + 1):
            for name in rows:
                answer = workers.get(name).ask(
                    task="normalize", input=path, width=width, height=height, decode="balanced", threads=1, rounds=1)
                if round_ > 0:
                    times[name] += answer["seconds"]
        for name, row in rows.items():
            row.seconds.append(statistics.median(times[name]) / (size[0] * size[1] / 1e6))
    return list(rows.values())


def photographs(imgprep, folder):
    """The JPEGs of a folder, of a megapixel or more and without a turn: path and size."""
    lines = subprocess.run([imgprep, "inspect", folder, "--json"], stdout=subprocess.PIPE, text=True).stdout
    for line in map(json.loads, lines.splitlines()):
        source = line.get("source") or {}
        if source.get("format") == "jpeg" and source["orientation"] == 1 and source["width"] * source["height"] >= 1e6:
            yield line["input"], (source["width"], source["height"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--imgprep", required=True, help="the command")
    parser.add_argument("--worker", required=True, help="the benchmark package's worker")
    parser.add_argument("--python", default=sys.executable, help="an interpreter with requirements.txt")
    parser.add_argument("--simd-python", help="one with requirements-simd.txt; without it Pillow-SIMD is left out")
    parser.add_argument("--inputs", required=True, help="where the images are made, once")
    parser.add_argument("--output", required=True, help="where results.md, results.csv and chart.svg are written")
    parser.add_argument("--photographs", help="a folder of photographs (JPEG) to measure too")
    parser.add_argument("--only", default="", help="only cases whose key begins so")
    arguments = parser.parse_args()

    import_inputs = [arguments.python, "-c", "import sys; sys.path.insert(0, sys.argv[1]); import inputs; "
                     "inputs.make(sys.argv[2]); inputs.make_folder(sys.argv[2], sys.argv[2] + '/folder')",
                     os.path.dirname(os.path.abspath(__file__)), arguments.inputs]
    tools.run(import_inputs)

    workers = tools.Workers(arguments.worker, arguments.python, tools.with_pillow(arguments.simd_python))
    results = report.Report(platform.machine(), os.cpu_count())
    with tempfile.TemporaryDirectory() as scratch:
        warm = [cases.resampling(), cases.packing(), *cases.tensors(), cases.views(), *cases.in_memory(), *cases.two_threads(), *cases.sizes(), cases.flatness()]
        for case in warm:
            if case.key.startswith(arguments.only):
                results.add(case.key, case.title, measure_warm(case, workers, arguments.inputs, scratch))
        for case in cases.whole_processes(
                arguments.imgprep, tools.find("vipsthumbnail"),
                tools.find("magick", "/usr/bin/convert", "convert"), tools.find("djpeg")):
            if case.key.startswith(arguments.only):
                results.add(case.key, case.title, measure_processes(case, arguments.inputs, scratch))
        for jobs in (1, 2):
            if f"folder-{jobs}".startswith(arguments.only):
                rows = measure_folder(
                    arguments.imgprep, workers, os.path.join(arguments.inputs, "folder"), scratch, jobs)
                results.add(f"folder-{jobs}", f"1,000 JPEGs of 0.5 MP to 448, JPEG out, {jobs} at once, each", rows)
        if arguments.photographs:
            rows = measure_photographs(arguments.imgprep, workers, arguments.photographs)
            title = f"{len(rows[0].seconds)} photographs, JPEG to 1024, for each megapixel"
            results.add("photographs", title, rows)
    workers.close()
    results.write(arguments.output)


main()
