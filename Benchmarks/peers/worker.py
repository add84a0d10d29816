"""Does with one Python library what it is asked, a JSON line at a time, and answers how many seconds it took.

usage: worker.py (pillow | pillow-simd | opencv | vips | fast_image_resize | numpy | torch | torchvision | simplejpeg | quality)
           THREADS
"""
import functools
import io
import json
import os
import sys
import time

PILLOW_LANCZOS = 1
PILLOW_BICUBIC = 3
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CLIP_MEAN, CLIP_STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


@functools.cache
def contents(path):
    with open(path, "rb") as file:
        return file.read()


def pillow(request, threads):
    from PIL import Image

    size = (request["width"], request["height"])
    if request["task"] == "resample":
        image = pillow_image(request)
        return lambda: image.resize(size, PILLOW_LANCZOS)
    data = contents(request["input"])
    if request.get("color"):
        return lambda: pillow_to_srgb(Image.open(io.BytesIO(data)))
    if request["task"] == "tensor":
        return lambda: clip_tensor(pillow_crop(Image.open(io.BytesIO(data)).convert("RGB"), size))

    def normalize():
        image = Image.open(io.BytesIO(data))
        if request.get("draft"):
            image.draft("RGB", size)
        if image.mode == "RGBA":
            white = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(white, image)
        return image.convert("RGB").resize(size, PILLOW_LANCZOS)

    return normalize


def shortest(source, side):
    """The size whose shorter side has a length: the longer one is rounded down."""
    width, height = source
    return (side * width // height, side) if width > height else (side, side * height // width)


def middle(source, size):
    """The box of a size in the middle."""
    left, top = (source[0] - size[0]) // 2, (source[1] - size[1]) // 2
    return left, top, left + size[0], top + size[1]


def pillow_crop(image, size):
    scaled = shortest(image.size, size[1])
    return image.resize(scaled, PILLOW_BICUBIC).crop(middle(scaled, size))


def clip_tensor(pixels):
    import numpy as np

    mean, std = np.array(CLIP_MEAN, np.float32), np.array(CLIP_STD, np.float32)
    values = (np.asarray(pixels).astype(np.float32) / np.float32(255) - mean) / std
    return np.ascontiguousarray(values.transpose(2, 0, 1))


@functools.cache
def pillow_transform(profile, mode):
    from PIL import ImageCms

    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")


def pillow_to_srgb(image):
    from PIL import ImageCms

    return ImageCms.applyTransform(image, pillow_transform(image.info["icc_profile"], image.mode))


@functools.cache
def pillow_pixels(path, width, height):
    from PIL import Image

    return Image.frombytes("RGB", (width, height), contents(path))


def pillow_image(request):
    return pillow_pixels(request["input"], request["inputWidth"], request["inputHeight"])


def opencv(request, threads):
    import cv2
    import numpy as np

    cv2.setNumThreads(threads)
    size = (request["width"], request["height"])
    if request["task"] == "resample":
        shape = (request["inputHeight"], request["inputWidth"], 3)
        image = np.frombuffer(contents(request["input"]), np.uint8).reshape(shape)
        return lambda: cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    data = np.frombuffer(contents(request["input"]), np.uint8)
    reduced = {1: cv2.IMREAD_COLOR, 2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4}
    mode = reduced[request.get("reduce", 1)]
    return lambda: cv2.resize(cv2.imdecode(data, mode), size, interpolation=cv2.INTER_AREA)


def vips(request, threads):
    import pyvips

    pyvips.cache_set_max(0)
    width, height = request["width"], request["height"]
    if request["task"] == "resample":
        across, down = request["inputWidth"], request["inputHeight"]
        image = pyvips.Image.new_from_memory(contents(request["input"]), across, down, 3, "uchar")
        return lambda: image.resize(width / across, vscale=height / down, kernel="lanczos3").write_to_memory()
    if request["task"] == "folder":
        return lambda: vips_folder(request)
    data = contents(request["input"])
    if request.get("color"):
        return lambda: pyvips.Image.new_from_buffer(data, "", access="sequential").icc_transform(
            "srgb", embedded=True, intent="perceptual").write_to_memory()

    def normalize():
        image = pyvips.Image.thumbnail_buffer(data, width, height=height, size="force")
        if image.hasalpha():
            image = image.flatten(background=[255, 255, 255])
        return image.write_to_memory()

    return normalize


def vips_folder(request):
    """Every JPEG of a folder to JPEG, `jobs` images at once."""
    from concurrent.futures import ThreadPoolExecutor

    import pyvips

    os.makedirs(request["output"], exist_ok=True)

    def one(name):
        image = pyvips.Image.thumbnail(
            os.path.join(request["input"], name), request["width"], height=request["height"], size="down"
        )
        image.jpegsave(os.path.join(request["output"], name), Q=90)

    with ThreadPoolExecutor(request["jobs"]) as pool:
        list(pool.map(one, sorted(os.listdir(request["input"]))))


def fast_image_resize(request, threads):
    import cykooz_resizer as fir

    resizer = fir.Resizer()
    # The newest instruction set it has.
    resizer.cpu_extensions = fir.CpuExtensions.avx2
    source = fir.ImageData(request["inputWidth"], request["inputHeight"], fir.PixelType.U8x3, contents(request["input"]))
    options = fir.ResizeOptions(resize_alg=fir.ResizeAlg.convolution(fir.FilterType.lanczos3))

    def resample():
        target = fir.ImageData(request["width"], request["height"], fir.PixelType.U8x3)
        resizer.resize(source, target, options)
        return target

    return resample


def packed_pixels(request):
    """The first pixels of a picture: the last axis is that of channels."""
    import numpy as np

    shape = (request["inputHeight"], request["inputWidth"], 3)
    return np.frombuffer(contents(request["input"]), np.uint8)[: shape[0] * shape[1] * 3].reshape(shape)


def numpy(request, threads):
    import numpy as np

    pixels = packed_pixels(request)
    result = np.ones((3, *pixels.shape[:2]), np.float32)
    mean, std = (np.array(numbers, np.float32)[:, None, None] for numbers in (MEAN, STD))
    if request["task"] == "memcpy":
        source = np.ones_like(result)
        return lambda: np.copyto(result, source)

    def pack():
        np.divide(pixels.transpose(2, 0, 1), np.float32(255), out=result)
        np.subtract(result, mean, out=result)
        return np.divide(result, std, out=result)

    return pack


def torch(request, threads):
    import torch

    torch.set_num_threads(threads)
    pixels = torch.from_numpy(packed_pixels(request).copy()).permute(2, 0, 1)
    result = torch.ones(pixels.shape)
    mean, std = (torch.tensor(numbers)[:, None, None] for numbers in (MEAN, STD))
    return lambda: result.copy_(pixels).div_(255).sub_(mean).div_(std).numpy()


def torchvision(request, threads):
    import torch
    from torchvision.io import ImageReadMode, decode_jpeg
    from torchvision.transforms.v2 import functional

    torch.set_num_threads(threads)
    data = torch.frombuffer(bytearray(contents(request["input"])), dtype=torch.uint8)

    def tensor():
        pixels = decode_jpeg(data, ImageReadMode.RGB)
        scaled = shortest(pixels.shape[:0:-1], request["height"])
        pixels = functional.resize(pixels, scaled[::-1], functional.InterpolationMode.BICUBIC, antialias=True)
        pixels = functional.center_crop(pixels, [request["height"], request["width"]])
        return functional.normalize(functional.to_dtype(pixels, torch.float32, scale=True), CLIP_MEAN, CLIP_STD).numpy()

    return tensor


def simplejpeg(request, threads):
    import cykooz_resizer as fir
    import numpy as np
    import simplejpeg

    data = contents(request["input"])
    resizer = fir.Resizer()
    resizer.cpu_extensions = fir.CpuExtensions.avx2
    options = fir.ResizeOptions(resize_alg=fir.ResizeAlg.convolution(fir.FilterType.catmull_rom))
    size = request["width"], request["height"]

    def tensor():
        pixels = simplejpeg.decode_jpeg(data)
        height, width = pixels.shape[:2]
        scaled = shortest((width, height), size[1])
        target = fir.ImageData(*scaled, fir.PixelType.U8x3)
        resizer.resize(fir.ImageData(width, height, fir.PixelType.U8x3, pixels.tobytes()), target, options)
        left, top, right, bottom = middle(scaled, size)
        resized = np.frombuffer(samples(target), np.uint8).reshape(scaled[1], scaled[0], 3)
        return clip_tensor(resized[top:bottom, left:right])

    return tensor


def bicubic(x):
    """Catmull-Rom's filter, as Pillow has it."""
    import numpy as np

    x = np.abs(x)
    near, far = (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def lanczos3(x):
    import numpy as np

    return np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)


def windows(source, target, filter, reach):
    """Where the windows of one axis begin, and their weights, in double precision."""
    import numpy as np

    scale = source / target
    support = reach * max(scale, 1)
    for position in range(target):
        centre = (position + 0.5) * scale
        first, last = max(int(centre - support + 0.5), 0), min(int(centre + support + 0.5), source)
        weights = filter((np.arange(first, last) + 0.5 - centre) / max(scale, 1))
        yield first, last, weights / weights.sum()


@functools.cache
def reference(path, source, target, filter=lanczos3, reach=3):
    """The whole image decoded by Pillow, brought to sRGB, laid on white, and resampled in double precision."""
    import numpy as np
    from PIL import Image

    if path.endswith(".rgb"):
        image = pillow_pixels(path, *source)
    else:
        image = Image.open(path)
        if image.mode == "RGBA":
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        image = pillow_to_srgb(image) if "icc_profile" in image.info else image.convert("RGB")
    pixels = np.asarray(image)
    rows = [np.tensordot(w, pixels[a:b].astype(float), 1) for a, b, w in windows(pixels.shape[0], target[1], filter, reach)]
    turned = np.stack(rows).transpose(1, 0, 2)
    columns = [np.tensordot(w, turned[a:b], 1) for a, b, w in windows(pixels.shape[1], target[0], filter, reach)]
    return np.clip(np.stack(columns).transpose(1, 0, 2), 0, 255)


def quality(request, threads):
    import numpy as np

    target = (request["width"], request["height"])
    if request["task"] == "pack":
        expected = packed_pixels(request).astype(float)
        elements = np.fromfile(request["samples"], np.float32).reshape(3, *expected.shape[:2]).transpose(1, 2, 0)
        actual = (elements * STD + MEAN) * 255.0
        return quality_of(actual, expected)
    if request["task"] == "tensor":
        from PIL import Image

        scaled = shortest(Image.open(request["input"]).size, target[1])
        left, top, right, bottom = middle(scaled, target)
        expected = reference(request["input"], None, scaled, bicubic, 2)[top:bottom, left:right]
        elements = np.fromfile(request["samples"], np.float32).reshape(3, *expected.shape[:2]).transpose(1, 2, 0)
        return quality_of((elements * CLIP_STD + CLIP_MEAN) * 255.0, expected)
    expected = reference(request["input"], (request.get("inputWidth"), request.get("inputHeight")), target)
    actual = np.frombuffer(open(request["samples"], "rb").read(), np.uint8).reshape(expected.shape)
    return quality_of(actual, expected)


def quality_of(actual, expected):
    import numpy as np

    difference = max(np.mean((actual - expected) ** 2), 255**2 / 1e10)  # the same, or as good as that, is 100 dB
    return lambda: {"psnr": round(float(10 * np.log10(255**2 / difference)), 2)}


def samples(result):
    """What a library calls an image, as the bytes of its RGB samples."""
    if hasattr(result, "tobytes"):
        return result.tobytes()
    return bytes(result.get_buffer() if hasattr(result, "get_buffer") else result)


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    prepare = {
        "pillow": pillow, "pillow-simd": pillow, "opencv": opencv, "vips": vips,
        "fast_image_resize": fast_image_resize, "numpy": numpy, "torch": torch, "torchvision": torchvision,
        "simplejpeg": simplejpeg, "quality": quality,
    }[name]
    for line in sys.stdin:
        request = json.loads(line)
        try:
            work = prepare(request, threads)
            seconds, result = [], None
            for _ in range(request["rounds"]):
                result = None
                start = time.perf_counter()
                result = work()
                seconds.append(time.perf_counter() - start)
            if request.get("save"):
                if name == "opencv" and request["task"] == "normalize":
                    result = result[:, :, ::-1]  # BGR
                with open(request["save"], "wb") as file:
                    file.write(samples(result))
            answer = {"seconds": seconds} | (result if isinstance(result, dict) else {})
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
