"""What is compared with what: each case is a title and the tools that take turns at it."""


class Entry:
    """A tool in a case. `worker` is a warm process, `command` a function from paths to a command line."""

    def __init__(self, label, worker=None, threads=1, instructions=None, command=None, checked=True,
                 megapixels=None, **request):
        self.label, self.megapixels, self.worker, self.threads, self.instructions = label, megapixels, worker, threads, instructions
        self.command, self.checked, self.request = command, checked, request


class Case:
    """`request` is what all entries are asked; `rounds` how often they take turns."""

    def __init__(self, key, title, entries, rounds=15, **request):
        self.key, self.title, self.entries, self.rounds, self.request = key, title, entries, rounds, request


def imgprep(label="", **request):
    return Entry(f"imgprep {label or request.get('decode', 'balanced')}", "imgprep", **{"decode": "balanced"} | request)


def resampling():
    size = dict(task="resample", input="12.rgb", inputWidth=4000, inputHeight=3000, width=1024, height=768)
    return Case("resample", "Resampling alone: RGB, 12 MP to 1024×768, Lanczos3", [
        imgprep(),
        imgprep("balanced, AVX2", instructions="avx2"),
        imgprep(decode="exact"),
        imgprep("exact, AVX2", decode="exact", instructions="avx2"),
        Entry("fast_image_resize", "fast_image_resize"),
        Entry("libvips", "vips"),
        Entry("Pillow-SIMD", "pillow-simd"),
        Entry("Pillow", "pillow"),
        Entry("OpenCV INTER_AREA", "opencv"),
    ], **size)


def packing():
    """The elements are compared with those of double precision, as samples from 0 to 255."""
    return Case("pack", "Packing alone: RGB, 1024×768 to float32 NCHW with mean and std, into memory that is there", [
        imgprep(),
        imgprep("balanced, AVX2", instructions="avx2"),
        Entry("memcpy of the result", "numpy", checked=False, task="memcpy"),
        Entry("torch", "torch"),
        Entry("NumPy", "numpy"),
    ], 31, task="pack", input="12.rgb", inputWidth=1024, inputHeight=768, width=1024, height=768)


def tensors():
    """As CLIP takes them: the short side to 224, the middle, mean and standard deviation. Compared like `packing`."""
    for key, title, file in (("tensor-12", "12 MP", "12.jpg"), ("tensor-0.2", "500×375", "0.2.jpg")):
        yield Case(key, f"JPEG, {title}, to a 224×224 tensor of float32: bicubic, cropped, with mean and std", [
            imgprep(decode="exact"),
            imgprep(),
            Entry("simplejpeg, cykooz.resizer, NumPy", "simplejpeg"),
            Entry("torchvision", "torchvision"),
            Entry("Pillow, NumPy", "pillow"),
        ], 15 if file == "12.jpg" else 61, task="tensor", input=file, width=224, height=224)


def views():
    """Widths of 1024, 512 and 128 from one decode, against the first alone."""
    return Case("views", "JPEG 4:2:0, 12 MP, to three sizes", [
        imgprep("1024", checked=False, task="normalize"),
        imgprep("1024, 512 and 128", checked=False, task="views", widths=[512, 128]),
        imgprep("512", checked=False, task="normalize", width=512, height=384),
        imgprep("128", checked=False, task="normalize", width=128, height=96),
    ], 15, input="12.jpg", width=1024, height=768)


def decoding(key, title, file, width=1024, height=768, extra=(), grades=("balanced", "fast", "exact"), rounds=15):
    entries = [imgprep(decode=grade) for grade in grades]
    entries += [imgprep(f"{grade}, AVX2", decode=grade, instructions="avx2") for grade in grades if grade != "exact"]
    entries += [Entry("libvips thumbnail", "vips"), Entry("OpenCV", "opencv"), Entry("Pillow", "pillow"), *extra]
    return Case(key, title, entries, rounds, task="normalize", input=file, width=width, height=height)


def in_memory():
    floor = Entry("floor: planes at 1/8 scale", "imgprep", checked=False, task="floor", decode="balanced")
    reduced = Entry("OpenCV reduced ½", "opencv", reduce=2)
    draft = Entry("Pillow draft", "pillow", draft=True)
    simd = Entry("Pillow-SIMD", "pillow-simd")
    jpeg = [floor, reduced, draft, simd]
    yield decoding("jpeg", "JPEG 4:2:0, 12 MP to 1024", "12.jpg", extra=jpeg)
    yield decoding("jpeg-448", "JPEG 4:2:0, 12 MP to 448", "12.jpg", 448, 336, extra=[
        floor, Entry("OpenCV reduced ¼", "opencv", reduce=4), draft])
    yield decoding("jpeg-progressive", "JPEG progressive, 12 MP to 1024", "12-progressive.jpg", extra=[floor, reduced],
                   grades=("balanced", "exact"), rounds=9)
    yield decoding("png", "PNG RGB, 12 MP to 1024", "12.png", grades=("balanced", "exact"), rounds=9)
    rgba = decoding("png-rgba", "PNG RGBA flattened on white, 12 MP to 1024", "12-rgba.png",
                    grades=("balanced", "exact"), rounds=9)
    rgba.entries = [entry for entry in rgba.entries if entry.worker != "opencv"]  # it drops alpha
    yield rgba
    yield decoding("webp", "WebP lossy, 12 MP to 1024", "12.webp", grades=("balanced", "exact"), rounds=9)
    for key, title in (("p3", "JPEG with the profile of Display P3"), ("cmyk", "CMYK JPEG with a profile")):
        yield Case(f"color-{key}", f"{title}, 1 MP, decoded and converted to sRGB; libvips reads the profile each time", [
            imgprep(), Entry("libvips icc_transform", "vips", color=True),
            Entry("Pillow ImageCms", "pillow", checked=False, color=True),  # the others are checked against it
        ], 31, task="normalize", input=f"1-{key}.jpg", width=1024, height=1024)
    yield decoding("gif", "GIF, 1600×1200 to 1024", "2.gif", grades=("balanced", "exact"))


def two_threads():
    for key, title, file in (("jpeg", "JPEG 4:2:0", "12.jpg"), ("png", "PNG RGB", "12.png"),
                             ("png-rgba", "PNG RGBA", "12-rgba.png"), ("webp", "WebP lossy", "12.webp")):
        yield Case(f"{key}-threads", f"{title}, 12 MP to 1024, two threads", [
            imgprep(threads=2), imgprep("one thread"), Entry("libvips thumbnail", "vips", threads=2),
        ], 9, task="normalize", input=file, width=1024, height=768)


def sizes():
    for label, rounds in (("0.5", 31), ("3", 15), ("12", 15), ("48", 7)):
        width, height = (448, 336) if label == "0.5" else (1024, 768)
        yield Case(f"size-{label}", f"JPEG 4:2:0, {label} MP to {width}", [
            imgprep(), Entry("libvips thumbnail", "vips"), Entry("OpenCV", "opencv"), Entry("Pillow", "pillow"),
        ], rounds, task="normalize", input=f"{label}.jpg", width=width, height=height)


def flatness():
    """The same detail in every pixel and the same scale, whatever the size."""
    return Case("flatness", "Time per megapixel: parts of one picture, JPEG 4:2:0, scaled to a quarter of their sides", [
        Entry(f"imgprep balanced, {label} MP", "imgprep", checked=False, megapixels=width * height / 1e6,
              input=file, width=width // 4, height=height // 4)
        for label, file, width, height in (
            ("0.5", "part-0.5.jpg", 816, 612), ("3", "part-3.jpg", 2000, 1500),
            ("12", "part-12.jpg", 4000, 3000), ("48", "48.jpg", 8000, 6000))
    ], 15, task="normalize", decode="balanced")


def whole_processes(imgprep, vipsthumbnail, magick, djpeg):
    def entry(label, program, *arguments, instructions=None):
        return program and Entry(label, checked=False, instructions=instructions, command=lambda input, output: [
            program, *(argument.format(input=input, output=output) for argument in arguments)])

    for source, suffix in (("12.jpg", "jpg"), ("12.jpg", "png"), ("12.png", "png"), ("12-rgba.png", "png")):
        kind = source.split(".")[-1].upper().replace("JPG", "JPEG")
        if "rgba" in source:
            kind = "RGBA PNG"
        # The quality imgprep writes by itself.
        vips_output = "{output}.jpg[Q=90]" if suffix == "jpg" else "{output}." + suffix
        ours = (imgprep, "{input}", "-o", "{output}." + suffix, "--force")
        entries = [
            entry("imgprep", *ours),
            entry("imgprep, AVX2", *ours, instructions="avx2"),
            entry("vipsthumbnail", vipsthumbnail, "{input}", "-s", "1024x1024", "-o", vips_output),
            entry("ImageMagick", magick, "{input}", "-background", "white", "-flatten", "-resize", "1024x1024",
                  "-quality", "90" if suffix == "jpg" else "75", "{output}." + suffix),
        ]
        if suffix == "jpg":
            entries.append(entry("djpeg to PPM, whole size", djpeg, "-outfile", "{output}.ppm", "{input}"))
        yield Case(f"process-{source}-{suffix}".replace(".", "-"),
                   f"Whole process: {kind} 12 MP in, {suffix.upper().replace('JPG', 'JPEG')} out",
                   [entry for entry in entries if entry], 9, input=source, suffix=suffix)
