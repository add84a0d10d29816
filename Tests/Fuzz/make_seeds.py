#!/usr/bin/env python3
"""Writes the seeds of targets that take no images: color profiles, Exif and colors. Needs NumPy.

make fuzz-unpack && python3 Tests/Fuzz/make_seeds.py .build/fuzz/seeds && make fuzz-pack
"""
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{HERE}/../../TestImages")
import profiles


def exif(order):
    """Orientation, and Adobe RGB by its interoperability index."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = lambda tag, kind, count, value: struct.pack(order + "HHI", tag, kind, count) + value
    short, long = (lambda v: struct.pack(order + "HH", v, 0)), (lambda v: struct.pack(order + "I", v))
    directory = lambda *entries: struct.pack(order + "H", len(entries)) + b"".join(entries) + b"\0" * 4
    main = directory(entry(0x0112, 3, 1, short(6)), entry(0x8769, 4, 1, long(38)))
    details = directory(entry(0xA001, 3, 1, short(0xFFFF)), entry(0xA005, 4, 1, long(68)))
    return mark + long(8) + main + details + directory(entry(1, 2, 4, b"R03\0"))


def write(name, data):
    path = f"{sys.argv[1]}/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


write("icc/p3.icc", profiles.rgb_profile(profiles.P3))
write("icc/adobe-rgb.icc", profiles.rgb_profile(profiles.ADOBE, 563 / 256))
write("icc/gray.icc", profiles.gray_profile(1.8))
write("icc/cmyk.icc", profiles.cmyk_profile())
write("exif/little", exif("<"))
write("exif/big", b"Exif\0\0" + exif(">"))
write("options/color", b"#1a2b3c")
write("options/name", b"rebeccapurple")
