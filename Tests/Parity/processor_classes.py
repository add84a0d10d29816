#!/usr/bin/env python3
"""Writes the defaults of transformers' image processors as Swift.

Usage: processor_classes.py > Sources/ImagePrepPresets/Processors/ClassDefaults.swift

Needs transformers, torch and torchvision. The file's head states the version it was made from. A field that a class
reads is there, null where the class has no default; fields that most classes read alike are there once. Classes that need arguments of their own are left out.
"""
import glob
import importlib
import inspect
import json
import os
import warnings

warnings.filterwarnings("ignore")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "critical"

import transformers  # noqa: E402
from transformers.image_processing_utils import BaseImageProcessor  # noqa: E402
from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES  # noqa: E402

# Fields of the call, not of the picture.
CALL = "data_format input_data_format device return_tensors disable_grouping image_seq_length".split()
# What most classes have: only differences are written.
COMMON = {
    **dict.fromkeys("size crop_size pad_size resample image_mean image_std do_convert_rgb do_center_crop do_pad".split()),
    **dict(do_resize=True, do_rescale=True, do_normalize=True, rescale_factor=1 / 255, default_to_square=True),
}


def classes():
    """Each name with its Pillow form and its torchvision form, as far as they exist."""
    found = {}
    for path in sorted(glob.glob(os.path.dirname(transformers.__file__) + "/models/*/image_processing_*.py")):
        folder = os.path.basename(os.path.dirname(path))
        module = f"transformers.models.{folder}.{os.path.basename(path)[:-3]}"
        try:
            members = inspect.getmembers(importlib.import_module(module), inspect.isclass)
        except Exception:
            continue
        for name, cls in members:
            if cls.__module__ == module and issubclass(cls, BaseImageProcessor):
                form = "pillow" if name.endswith("Pil") else "torchvision"
                found.setdefault(name.removesuffix("Pil"), {})[form] = cls
    return found


def plain(value):
    if isinstance(value, dict) or type(value).__name__ == "SizeDict":
        # Vocabularies and the like are of no use here.
        return dict(value) if len(dict(value)) <= 4 else None
    if isinstance(value, (list, tuple)):
        values = [plain(v) for v in value]
        return None if any(isinstance(v, str) for v in values) else values
    if hasattr(value, "value"):
        return value.value
    return value if isinstance(value, (bool, int, float, str)) else None


def defaults(cls):
    processor = cls()
    keys = [k for k in cls.valid_kwargs.__annotations__ if k not in CALL]
    # Older classes keep what they read as attributes.
    keys += [k for k in json.loads(processor.to_json_string()) if k not in keys and k != "image_processor_type"]
    values = {k: plain(getattr(processor, k, None)) for k in keys}
    return {k: v for k, v in values.items() if k not in COMMON or COMMON[k] != v}


def text(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def main():
    known = classes()
    print("// swift-format-ignore-file")
    print(f"// Made by Tests/Parity/processor_classes.py from transformers {transformers.__version__}. Change the script, not this file.")
    print()
    print("extension ClassDefaults {")
    print(f'  static let version = "{transformers.__version__}"')
    print()
    print("  /// The fields that every class reads, with what most take where a file leaves one out.")
    print(f'  static let common = #"{text(COMMON)}"#')
    print()
    print("  /// More fields that a class reads, and other values.")
    print("  static let fields: [String: String] = [")
    for name, forms in sorted(known.items()):
        try:
            one, *other = [defaults(cls) for _, cls in sorted(forms.items())]
        except Exception:
            continue
        for more in other:
            one = {**more, **{k: v for k, v in one.items() if v is not None or k not in more}}
        print(f'    "{name}": #"{text(one)}"#,')
    print("  ]")
    print()
    print("  /// The class of a model, by the `model_type` of its config.json.")
    print("  static let models: [String: String] = [")
    for model, forms in sorted(IMAGE_PROCESSOR_MAPPING_NAMES.items()):
        name = next((n for n in forms.values() if n), None)
        if name:
            print(f'    "{model}": "{name.removesuffix("Pil")}",')
    print("  ]")
    print("}")


main()
