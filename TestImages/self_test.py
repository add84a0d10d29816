#!/usr/bin/env python3
"""Prints the picture in Sources/CImageCodecs/jpeg_self_test.c. The same bytes every time.

    python3 self_test.py

32 x 32 pixels of noise, 4:2:0, two pairs of tables, restart markers. The tables have a code of every length from 5 to
16 bits, and all codes are used alike, so that half of them are longer than the decoder's lookup table.
"""
import random

SIDE, INTERVAL = 32, 1
ZIGZAG_STEPS = [1] + [12] * 63
DC_COUNTS = [0] * 4 + [1] * 12
AC_COUNTS = [0] * 4 + [1] * 7 + [2] * 5


def segment(marker, data):
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + bytes(data)


def codes(symbols, counts):
    """The code and length of each symbol (ITU-T T.81, annex C)."""
    table, code, left = {}, 0, list(symbols)
    for length in range(1, 17):
        for _ in range(counts[length - 1]):
            table[left.pop(0)] = (code, length)
            code += 1
        code <<= 1
    return table


class Bits:
    def __init__(self):
        self.bits = ""

    def put(self, value, count):
        if count:
            self.bits += format(value, f"0{count}b")

    def put_value(self, value, size):
        self.put(value if value >= 0 else value + (1 << size) - 1, size)

    def take(self):
        bits = self.bits + "1" * (-len(self.bits) % 8)
        self.bits = ""
        data = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        return data.replace(b"\xFF", b"\xFF\0")


def value(size):
    return random.choice([-1, 1]) * random.randrange(1 << (size - 1), 1 << size) if size else 0


def put_block(bits, dc_codes, ac_codes, dc):
    while True:
        size = random.choice(list(dc_codes))
        difference = value(size)
        if abs(dc + difference) < 700:
            break
    bits.put(*dc_codes[size])
    bits.put_value(difference, size)
    position = 1
    while position < 64:
        symbol = random.choice(list(ac_codes))
        if position + (symbol >> 4) > 63:
            symbol = 0
        bits.put(*ac_codes[symbol])
        if symbol == 0:
            break
        bits.put_value(value(symbol & 15), symbol & 15)
        position += (symbol >> 4) + 1
    return dc + difference


def picture():
    random.seed(17)
    # The end of a block, sixteen zeros, and pairs of a run and a size.
    ac_symbols = [0x00, 0xF0, 0x01, 0x02, 0x03, 0x04, 0x07, 0x11, 0x12, 0x13, 0x21, 0x22, 0x31, 0x42, 0x51, 0x71, 0xA2]
    tables = []
    data = b"\xFF\xD8" + segment(0xDB, [0] + ZIGZAG_STEPS)
    data += segment(0xC0, [8, 0, SIDE, 0, SIDE, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0])
    for number in range(2):
        dc, ac = random.sample(range(12), 12), random.sample(ac_symbols, len(ac_symbols))
        data += segment(0xC4, [number] + DC_COUNTS + dc + [0x10 | number] + AC_COUNTS + ac)
        tables.append((codes(dc, DC_COUNTS), codes(ac, AC_COUNTS)))
    data += segment(0xDD, [0, INTERVAL])
    data += segment(0xDA, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0])
    bits, last = Bits(), [0, 0, 0]
    for mcu in range((SIDE // 16) ** 2):
        if mcu and mcu % INTERVAL == 0:
            data += bits.take() + bytes([0xFF, 0xD0 + (mcu // INTERVAL - 1) % 8])
            last = [0, 0, 0]
        for component in [0, 0, 0, 0, 1, 2]:
            dc, ac = tables[component > 0]
            last[component] = put_block(bits, dc, ac, last[component])
    return data + bits.take() + b"\xFF\xD9"


if __name__ == "__main__":
    data = picture()
    for start in range(0, len(data), 18):
        print("    " + " ".join(f"0x{byte:02X}," for byte in data[start:start + 18]))
