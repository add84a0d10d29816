"""Writes the measurements as tables, as CSV and as a chart."""
import csv
import os
import statistics


class Row:
    """A tool's times in a case, one for each round; rounds of one case belong together."""

    def __init__(self, label, seconds, psnr, megapixels=None):
        self.label, self.seconds, self.psnr, self.megapixels = label, seconds, psnr, megapixels
        self.megabytes = self.file_size = None

    @property
    def milliseconds(self):
        return 1000 * statistics.median(self.seconds)

    def ratio(self, first):
        """How many times as long as `first`: the median of the rounds' ratios."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.seconds, first.seconds))


def processor():
    """The processor's name and its widest vectors, if the system tells them."""
    try:
        with open("/proc/cpuinfo") as file:
            fields = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
    except OSError:
        return None
    fields = {name.strip(): value.strip() for name, value in fields.items()}
    flags = fields.get("flags", "").split()
    widest = next((name for flag, name in (("avx512bw", "AVX-512"), ("avx2", "AVX2")) if flag in flags), None)
    return ", ".join(part for part in (fields.get("model name"), widest) if part)


EXPLANATION = """\
Times are medians. The tools take turns in each round. *Times the first* is a tool's time divided by the time in the first row of
its table. *PSNR* says how close the pixels are to a whole decode by Pillow and a resize in double precision: more is closer."""


class Report:
    def __init__(self, machine, cores):
        self.machine = f"{processor() or machine}, {cores} cores"
        self.cases = []

    def add(self, key, title, rows):
        self.cases.append((key, title, rows))
        print("\n" + "\n".join(self.table(title, rows)), flush=True)

    @staticmethod
    def table(title, rows):
        extra = [
            (name, lambda row, get=get, digits=digits: "" if get(row) is None else f"{get(row):.{digits}f}", get)
            for name, get, digits in (
                ("PSNR, dB", lambda row: row.psnr, 1), ("peak MB", lambda row: row.megabytes, 1),
                ("output KB", lambda row: row.file_size and row.file_size / 1000, 0),
                ("ms per MP", lambda row: row.megapixels and row.milliseconds / row.megapixels, 2))
            if any(get(row) is not None for row in rows)]
        lines = [f"### {title}", "", "| | ms | times the first |" + "".join(f" {name} |" for name, _, _ in extra),
                 "|---|---:|---:|" + "---:|" * len(extra)]
        for row in rows:
            cells = [row.label, f"{row.milliseconds:.2f}", f"{row.ratio(rows[0]):.2f}"]
            lines.append("| " + " | ".join(cells + [show(row) for _, show, _ in extra]) + " |")
        return lines

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "results.md"), "w") as file:
            file.write(f"# imgprep and its peers\n\nWritten by `make bench` on {self.machine}.\n\n{EXPLANATION}\n")
            for _, title, rows in self.cases:
                file.write("\n" + "\n".join(self.table(title, rows)) + "\n")
        with open(os.path.join(folder, "results.csv"), "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["case", "tool", "milliseconds", "times_the_first", "psnr_db", "peak_mb", "output_bytes"])
            for key, _, rows in self.cases:
                for row in rows:
                    writer.writerow([key, row.label, f"{row.milliseconds:.3f}", f"{row.ratio(rows[0]):.3f}",
                                     row.psnr or "", row.megabytes and f"{row.megabytes:.1f}", row.file_size or ""])
        with open(os.path.join(folder, "chart.svg"), "w") as file:
            file.write(chart([case for case in self.cases if case[0] in CHARTED]))


# The cases in the chart of the README, and the tools in it.
CHARTED = {
    "resample": "Resize only", "jpeg": "JPEG", "jpeg-progressive": "progressive JPEG", "png": "PNG",
    "png-rgba": "PNG with alpha", "webp": "WebP", "gif": "GIF 1600×1200",
    "process-12-jpg-jpg": "command, JPEG to JPEG",
}
COLORS = {"imgprep": "#2f6fde", "libvips": "#e08a2e", "vipsthumbnail": "#e08a2e", "Pillow": "#7a7f87",
           "ImageMagick": "#b9bdc4"}
LEGEND = ("imgprep", "libvips", "Pillow", "ImageMagick")


def chart(chosen):
    """Bars that show each time as a multiple of imgprep's; light or dark, as the reader prefers."""
    width, left, bar, gap, longest = 860, 210, 15, 16, 10.0
    body, y = [], 48
    for key, _, rows in chosen:
        shown = [row for row in rows if row.label in (
            "imgprep balanced", "imgprep", "libvips thumbnail", "libvips", "vipsthumbnail", "Pillow", "ImageMagick")]
        body.append(f'<text x="{left - 12}" y="{y + bar * len(shown) / 2 + 5:.0f}" text-anchor="end">{CHARTED[key]}</text>')
        for row in shown:
            ratio = row.ratio(rows[0])
            length = min(ratio, longest) / longest * (width - left - 130)
            color = next(color for name, color in COLORS.items() if row.label.startswith(name))
            label = f"{row.milliseconds:.0f} ms" if row is rows[0] else f"{ratio:.1f}×"
            if ratio > longest:
                label += " →"
            body.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{bar - 3}" rx="2" fill="{color}"/>')
            body.append(f'<text x="{left + length + 6:.0f}" y="{y + 10}" class="small">{label}</text>')
            y += bar
        y += gap
    legend = "".join(
        f'<rect x="{left + 130 * i}" y="16" width="12" height="12" rx="2" fill="{COLORS[name]}"/>'
        f'<text x="{left + 130 * i + 18}" y="26">{name}</text>' for i, name in enumerate(LEGEND))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{y}" viewBox="0 0 {width} {y}" '
        'role="img" aria-label="Time of imgprep and its peers">\n'
        "<style>text{font:13px system-ui,sans-serif;fill:#24292f}.small{font-size:11px}"
        "@media(prefers-color-scheme:dark){text{fill:#d7dde4}}</style>\n"
        f"{legend}\n" + "\n".join(body) + "\n</svg>\n")
