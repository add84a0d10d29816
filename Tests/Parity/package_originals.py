"""Configurations of other packages, each in the form that checkpoints have, and the packages' own code that reads them."""
import json
import os
import tempfile

# Where ultralytics keeps its settings.
os.environ.setdefault("YOLO_CONFIG_DIR", tempfile.gettempdir())

import diffusers
import numpy as np
import open_clip
import timm
import torch
import torchvision
import ultralytics
from diffusers.image_processor import VaeImageProcessor
from diffusers.pipelines.flux.pipeline_flux_kontext import PREFERRED_KONTEXT_RESOLUTIONS
from diffusers.pipelines.flux2.image_processor import Flux2ImageProcessor
from diffusers.pipelines.qwenimage.pipeline_qwenimage_edit import calculate_dimensions
from open_clip.factory import get_model_config
from open_clip.pretrained import _PRETRAINED
from open_clip.transform import PreprocessCfg, image_transform_v2, merge_preprocess_dict
from timm.data import create_transform, resolve_data_config
from timm.models import get_pretrained_cfg
from torchvision import models
from torchvision.transforms import v2
from ultralytics.data.augment import LetterBox
from ultralytics.utils.checks import check_imgsz

HALF = ([0.5] * 3, [0.5] * 3)


class Case:
    """A configuration, and what the original makes of an image."""

    def __init__(self, package, name, files, original, mean, std, form="pillow"):
        self.package, self.name, self.form = package, name, form
        # By their names. The first is the configuration itself.
        self.files = {path: json.dumps(text, default=str) for path, text in files.items()}
        self.original = original
        self.mean, self.std = (np.array(numbers, np.float64).reshape(-1, 1, 1) for numbers in (mean, std))

    def levels(self, values):
        """The samples before they were normalized, from 0 to 255."""
        return (values.astype(np.float64) * self.std + self.mean) * 255


TIMM = """resnet50.tv_in1k resnet50.a1_in1k resnet50d.ra2_in1k vit_base_patch16_224.augreg2_in21k_ft_in1k
vit_base_patch14_dinov2.lvd142m vit_base_patch16_clip_384.openai_ft_in12k_in1k vit_so400m_patch14_siglip_378.webli
convnext_base.fb_in22k_ft_in1k_384 dm_nfnet_f0.dm_in1k tf_efficientnet_b0.ns_jft_in1k tf_efficientnetv2_b3.in21k_ft_in1k
efficientnet_b5.sw_in12k_ft_in1k eva02_base_patch14_448.mim_in22k_ft_in22k_in1k mobilevit_s.cvnets_in1k
inception_v3.tf_in1k beit_base_patch16_224.in22k_ft_in22k_in1k swin_tiny_patch4_window7_224.ms_in1k
mixer_b16_224.goog_in21k_ft_in1k levit_256.fb_dist_in1k fastvit_t8.apple_in1k regnety_160.swag_ft_in1k
tf_mobilenetv3_large_100.in1k deepseek_vit_412m.deepseek_v4_1_flash vit_base_patch16_sapiens2.fb""".split()
# Fields in ways that the registry does not have.
TIMM_VARIANTS = {
    "no fields": dict(num_classes=1000), "box filter": dict(interpolation="box", crop_pct=0.9), "nearest": dict(interpolation="nearest"),
    "lanczos": dict(interpolation="lanczos", crop_pct=0.95), "border, cropped": dict(crop_mode="border", crop_pct=0.9),
    "border, smaller": dict(crop_mode="border", crop_pct=1.15), "center, padded": dict(crop_pct=1.2),
    "wide": dict(input_size=[3, 160, 288]), "wide border": dict(input_size=[3, 160, 288], crop_mode="border"),
    "high, all of it": dict(input_size=[3, 301, 177], crop_pct=1.0),
}


def timm_cases():
    named = {name: get_pretrained_cfg(name).to_dict() for name in TIMM}
    for name, fields in (named | TIMM_VARIANTS).items():
        data = resolve_data_config(pretrained_cfg=fields)
        transform = create_transform(**data, is_training=False)
        config = {"architecture": name.split(".")[0], "num_classes": 1000, "pretrained_cfg": fields}
        yield Case("timm", name, {"config.json": config}, lambda image, t=transform: t(image)[None].numpy(),
                   data["mean"], data["std"])


# Fields in ways that no published model has.
OPENCLIP_VARIANTS = {
    "longest": (224, dict(resize_mode="longest")), "longest, gray fill": (224, dict(resize_mode="longest", fill_color=127)),
    "random filter": (224, dict(interpolation="random")), "height and width": ([160, 288], {}), "bilinear, height and width": ([160, 288], dict(interpolation="bilinear")),
    "longest, high": ([301, 177], dict(resize_mode="longest")), "squash, wide": ([160, 288], dict(resize_mode="squash")),
    "a size of its own": (336, dict(size=224)), "null fields": (224, dict(size=None, mean=None, resize_mode=None)),
}


def openclip_cases():
    """Each way that a published model is prepared, by the first model that has it."""
    configs = {}
    for model, tags in _PRETRAINED.items():
        for tag, fields in tags.items():
            fields = {key: fields[key] for key in ("mean", "std", "interpolation", "resize_mode")}
            size = get_model_config(model)["vision_cfg"]["image_size"]
            configs.setdefault(json.dumps([size, fields]), f"{model} {tag}")
    named = {name: json.loads(config) for config, name in configs.items()}
    for name, (size, fields) in (named | OPENCLIP_VARIANTS).items():
        config = {"model_cfg": {"vision_cfg": {"image_size": size}}, "preprocess_cfg": fields}
        # As `create_model_and_transforms` does: the size is that of the model.
        merged = merge_preprocess_dict(PreprocessCfg(), fields) | {"size": size}
        transform = image_transform_v2(PreprocessCfg(**merged), is_train=False)
        yield Case("OpenCLIP", name, {"open_clip_config.json": config}, lambda image, t=transform: t(image)[None].numpy(),
                   merged["mean"], merged["std"])


TORCHVISION = [
    models.ResNet50_Weights.IMAGENET1K_V1, models.ResNet50_Weights.IMAGENET1K_V2, models.ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1,
    models.ViT_L_16_Weights.IMAGENET1K_V1, models.ConvNeXt_Tiny_Weights.IMAGENET1K_V1, models.Swin_T_Weights.IMAGENET1K_V1,
    models.EfficientNet_B1_Weights.IMAGENET1K_V2, models.EfficientNet_B3_Weights.IMAGENET1K_V1,
    models.EfficientNet_V2_L_Weights.IMAGENET1K_V1, models.Inception_V3_Weights.IMAGENET1K_V1,
    models.VGG16_Weights.IMAGENET1K_FEATURES, models.segmentation.DeepLabV3_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1,
]


def torchvision_cases():
    """Given a Pillow image, and the same in `transforms.v2` given a tensor of bytes."""
    for weights in TORCHVISION:
        transform = weights.transforms()
        fields = "crop_size resize_size mean std interpolation antialias".split()
        config = {key: getattr(transform, key) for key in fields if hasattr(transform, key)}
        steps = [v2.PILToTensor(), v2.Resize(transform.resize_size, transform.interpolation, antialias=transform.antialias)]
        if hasattr(transform, "crop_size"):
            steps.append(v2.CenterCrop(transform.crop_size))
        steps += [v2.ToDtype(torch.float32, scale=True), v2.Normalize(transform.mean, transform.std)]
        for form, original in ("pillow", transform), ("torchvision", v2.Compose(steps)):
            yield Case("torchvision", str(weights), {"transforms.json": config}, lambda image, t=original: t(image)[None].numpy(),
                       transform.mean, transform.std, form)


def kontext(image, processor, multiple):
    """As `FluxKontextPipeline.__call__`."""
    height, width = processor.get_default_height_width(image)
    _, width, height = min((abs(width / height - w / h), w, h) for w, h in PREFERRED_KONTEXT_RESOLUTIONS)
    width, height = width // multiple * multiple, height // multiple * multiple
    return processor.preprocess(processor.resize(image, height, width), height, width)


def flux2(image, processor, multiple):
    """As `Flux2Pipeline.__call__`, without its check of the smallest side."""
    if image.width * image.height > 1024 * 1024:
        image = processor._resize_to_target_area(image, 1024 * 1024)
    width, height = image.width // multiple * multiple, image.height // multiple * multiple
    return processor.preprocess(image, height=height, width=width, resize_mode="crop")


def qwen_edit(image, processor, multiple):
    """As `QwenImageEditPipeline.__call__`."""
    width, height, _ = calculate_dimensions(1024 * 1024, image.width / image.height)
    return processor.preprocess(processor.resize(image, height, width), height, width)


def wan(image, processor, multiple):
    """As the example of `WanImageToVideoPipeline`."""
    ratio = image.height / image.width
    height, width = (round(np.sqrt(480 * 832 * r)) // multiple * multiple for r in (ratio, 1 / ratio))
    return processor.preprocess(image.resize((width, height)), height=height, width=width)


def plain(image, processor, multiple):
    return processor.preprocess(image)


DIFFUSERS = {
    "StableDiffusionPipeline": (plain, 1, {}), "StableDiffusionXLImg2ImgPipeline": (plain, 1, {}),
    "StableDiffusion3Pipeline": (plain, 1, {}), "StableDiffusionUpscalePipeline": (plain, 1, dict(resample="bicubic")),
    "StableDiffusionLatentUpscalePipeline": (plain, 1, dict(resample="bicubic")),
    "LatentConsistencyModelImg2ImgPipeline": (plain, 1, {}), "Kandinsky3Img2ImgPipeline": (plain, 1, dict(resample="bicubic")),
    "FluxPipeline": (plain, 2, {}), "FluxKontextPipeline": (kontext, 2, {}), "Flux2Pipeline": (flux2, 2, {}),
    "QwenImageEditPipeline": (qwen_edit, 2, {}), "QwenImageEditPlusPipeline": (qwen_edit, 2, {}),
    "WanImageToVideoPipeline": (wan, 2, {}),
}

# How many pixels of a side become one of a latent image; 8 for the others.
FACTORS = {"StableDiffusionPipeline": (8, 4), "WanImageToVideoPipeline": (8, 16)}


def diffusers_cases():
    for name, (preprocess, patch, fields) in DIFFUSERS.items():
        assert hasattr(diffusers, name), name
        for factor in FACTORS.get(name, (8,)):
            processor = (Flux2ImageProcessor if preprocess is flux2 else VaeImageProcessor)(vae_scale_factor=factor * patch, **fields)
            vae = dict(scale_factor_spatial=factor) if preprocess is wan else dict(block_out_channels=[128] * factor.bit_length())
            files = {"model_index.json": {"_class_name": name, "_diffusers_version": diffusers.__version__}, "vae/config.json": vae}
            yield Case("diffusers", name if factor == 8 else f"{name}, VAE of factor {factor}", files,
                       lambda image, p=processor, f=preprocess, m=factor * patch: f(image, p, m).numpy(), *HALF)


YOLO = [dict(imgsz=640), dict(imgsz=640, rect=True), dict(imgsz=320, rect=True, stride=64), dict(imgsz=[384, 640]),
        dict(imgsz=[384, 640], rect=True), dict(imgsz=500), dict(imgsz=1280, rect=True)]


def letterbox(image, config):
    """As `BasePredictor` with a model of PyTorch: `auto` is `rect`, and the size becomes a multiple of the stride."""
    size = check_imgsz(config["imgsz"], stride=config.get("stride", 32), min_dim=2)
    box = LetterBox(size, auto=config.get("rect", False), stride=config.get("stride", 32))
    bgr = np.ascontiguousarray(np.asarray(image)[..., ::-1])
    tensor = torch.from_numpy(box(image=bgr)[None]).permute(0, 3, 1, 2).contiguous().flip(1)
    return tensor.float().div_(255).numpy()


def ultralytics_cases():
    for config in YOLO:
        name = ", ".join(f"{key} {value}" for key, value in config.items())
        yield Case("ultralytics", name, {"args.json": config}, lambda image, c=config: letterbox(image, c), [0] * 3, [1] * 3)


def all_cases():
    return [*timm_cases(), *openclip_cases(), *torchvision_cases(), *diffusers_cases(), *ultralytics_cases()]


def versions():
    packages = dict(timm=timm, open_clip_torch=open_clip, torchvision=torchvision, diffusers=diffusers, ultralytics=ultralytics)
    return ", ".join(f"{name} {package.__version__.split('+')[0]}" for name, package in packages.items())
