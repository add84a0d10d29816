"""A predictor of Cog with the inputs of the example, for coglet to serve."""

import json
import os
import time

import cog

if os.environ.get("SETUP") == "fails":
    delay = None
else:
    delay = float(os.environ.get("SETUP", "0"))


class Runner(cog.BaseRunner):
    def setup(self) -> None:
        if delay is None:
            raise RuntimeError("no weights")
        time.sleep(delay)

    def run(
        self,
        image: cog.Path = cog.Input(description="The picture."),
        preset: str = cog.Input(default="clip"),
        color_count: int = cog.Input(default=5, ge=1, le=16),
    ) -> dict:
        with open(image, "rb") as file:
            start = file.read(8)
        if start != b"\x89PNG\r\n\x1a\n":
            raise ValueError("this is no PNG")
        # A request with this count runs until the check has looked at it.
        if color_count == 16:
            time.sleep(3)
        return {"colors": [], "hash": "", "sharpness": 0.0, "shape": []}
