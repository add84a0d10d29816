extension NamedPreset {
  private static let imagenet = #""image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]"#

  private static func processor(_ name: String, _ fields: String = "") -> String {
    #"{"image_processor_type": "\#(name)ImageProcessor"\#(fields.isEmpty ? "" : ", " + fields)}"#
  }

  private static func rfdetr(_ name: String, _ side: Int) -> String {
    #"{"model_name": "RFDETR\#(name)", "resolution": \#(side)}"#
  }

  /// The class takes one number for the shorter side.
  private static func square(_ side: Int) -> String { #"{"height": \#(side), "width": \#(side)}"# }

  /// Classifiers of ImageNet.
  static let classifiers = [
    NamedPreset(
      "vit", processor("ViT"),
      ["google/vit-base-patch16-224", "google/vit-large-patch16-224", "google/vit-base-patch16-224-in21k"]),
    NamedPreset("vit-384", processor("ViT", #""size": 384"#), ["google/vit-base-patch16-384"]),
    NamedPreset(
      "swin", processor("ViT", #""resample": 3, \#(imagenet)"#),
      ["microsoft/swin-tiny-patch4-window7-224", "microsoft/swin-base-patch4-window7-224"]),
    NamedPreset(
      "convnext", processor("ConvNext", #""size": {"shortest_edge": 224}, \#(imagenet)"#),
      ["facebook/convnext-tiny-224", "facebook/convnext-small-224", "facebook/convnext-base-224"]),
    NamedPreset(
      "convnext-384", processor("ConvNext", #""size": {"shortest_edge": 384}, \#(imagenet)"#),
      ["facebook/convnext-base-384", "facebook/convnext-large-384"]),
    NamedPreset(
      "resnet", processor("ConvNext", #""size": {"shortest_edge": 224}, \#(imagenet)"#),
      ["microsoft/resnet-18", "microsoft/resnet-50", "microsoft/resnet-101"]),
    NamedPreset(
      "mobilenet-v2", processor("MobileNetV2"), ["google/mobilenet_v2_1.0_224"]),
    NamedPreset(
      "mobilevit", processor("MobileViT", #""size": {"shortest_edge": 288}, "resample": 2"#),
      ["apple/mobilevit-small", "apple/mobilevit-x-small", "apple/mobilevit-xx-small"]),
    NamedPreset("imagenet-torchvision", #"{"resize_size": 256, "crop_size": 224}"#),
    NamedPreset("resnet-torchvision-v2", #"{"resize_size": 232, "crop_size": 224}"#),
    NamedPreset("imagenet-timm", #"{"pretrained_cfg": {"crop_pct": 0.875, "interpolation": "bilinear"}}"#),
    NamedPreset(
      "vit-timm",
      #"{"pretrained_cfg": {"crop_pct": 0.9, "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}"#,
      ["timm/vit_base_patch16_224.augreg2_in21k_ft_in1k"]),
  ]

  /// Encoders of images, alone or beside one of text.
  static let encoders = [
    NamedPreset(
      "clip", processor("CLIP"),
      ["openai/clip-vit-base-patch32", "openai/clip-vit-base-patch16", "openai/clip-vit-large-patch14"]),
    NamedPreset(
      "clip-336", processor("CLIP", #""size": {"shortest_edge": 336}, "crop_size": 336"#),
      ["openai/clip-vit-large-patch14-336"]),
    NamedPreset(
      "openclip", #"{"model_cfg": {"vision_cfg": {"image_size": 224}}}"#,
      ["laion/CLIP-ViT-H-14-laion2B-s32B-b79K"]),
    NamedPreset("siglip", processor("Siglip"), ["google/siglip-base-patch16-224"]),
    NamedPreset(
      "siglip-256", processor("Siglip", #""size": \#(square(256))"#),
      ["google/siglip-base-patch16-256", "google/siglip-large-patch16-256"]),
    NamedPreset(
      "siglip-384", processor("Siglip", #""size": \#(square(384))"#),
      [
        "google/siglip-base-patch16-384", "google/siglip-large-patch16-384",
        "google/siglip-so400m-patch14-384",
      ]),
    NamedPreset(
      "siglip-512", processor("Siglip", #""size": \#(square(512))"#), ["google/siglip-base-patch16-512"]),
    NamedPreset(
      "siglip2", processor("Siglip", #""resample": 2"#), ["google/siglip2-base-patch16-224"]),
    NamedPreset(
      "siglip2-256", processor("Siglip", #""resample": 2, "size": \#(square(256))"#),
      ["google/siglip2-base-patch16-256", "google/siglip2-large-patch16-256"]),
    NamedPreset(
      "siglip2-384", processor("Siglip", #""resample": 2, "size": \#(square(384))"#),
      ["google/siglip2-base-patch16-384", "google/siglip2-so400m-patch14-384"]),
    NamedPreset(
      "siglip2-512", processor("Siglip", #""resample": 2, "size": \#(square(512))"#),
      ["google/siglip2-base-patch16-512", "google/siglip2-so400m-patch16-512"]),
    NamedPreset(
      "dinov2", processor("Bit", #""size": {"shortest_edge": 256}, "crop_size": 224, \#(imagenet)"#),
      [
        "facebook/dinov2-small", "facebook/dinov2-base", "facebook/dinov2-large", "facebook/dinov2-giant",
      ]),
    NamedPreset(
      "dinov3", processor("DINOv3ViT"),
      [
        "facebook/dinov3-vits16-pretrain-lvd1689m", "facebook/dinov3-vitb16-pretrain-lvd1689m",
        "facebook/dinov3-vitl16-pretrain-lvd1689m", "facebook/dinov3-vit7b16-pretrain-lvd1689m",
      ]),
    NamedPreset(
      "blip", processor("Blip"),
      ["Salesforce/blip-image-captioning-base", "Salesforce/blip-image-captioning-large"]),
    NamedPreset("blip-2", processor("Blip", #""size": 224"#), ["Salesforce/blip2-opt-2.7b"]),
    NamedPreset(
      "florence-2",
      processor("CLIP", #""size": {"height": 768, "width": 768}, "do_center_crop": false, \#(imagenet)"#),
      [
        "microsoft/Florence-2-base", "microsoft/Florence-2-large", "microsoft/Florence-2-base-ft",
        "microsoft/Florence-2-large-ft",
      ]),
    NamedPreset(
      "trocr", processor("ViT", #""size": 384"#),
      ["microsoft/trocr-base-printed", "microsoft/trocr-base-handwritten"]),
    NamedPreset("chameleon", processor("Chameleon"), ["facebook/chameleon-7b", "facebook/chameleon-30b"]),
  ]

  /// Detection, segmentation and depth.
  static let dense = [
    NamedPreset(
      "rt-detr", processor("RTDetr"),
      [
        "PekingU/rtdetr_r18vd", "PekingU/rtdetr_r50vd", "PekingU/rtdetr_r101vd",
        "PekingU/rtdetr_r50vd_coco_o365",
      ]),
    NamedPreset("owlvit", processor("OwlViT"), ["google/owlvit-base-patch32", "google/owlvit-base-patch16"]),
    NamedPreset(
      "segformer", processor("Segformer"), ["nvidia/segformer-b0-finetuned-ade-512-512"]),
    NamedPreset(
      "depth-anything",
      processor("DPT", #""size": 518, "keep_aspect_ratio": true, "ensure_multiple_of": 14, \#(imagenet)"#),
      [
        "LiheYoung/depth-anything-small-hf", "LiheYoung/depth-anything-base-hf",
        "LiheYoung/depth-anything-large-hf",
        "depth-anything/Depth-Anything-V2-Small-hf", "depth-anything/Depth-Anything-V2-Base-hf",
        "depth-anything/Depth-Anything-V2-Large-hf",
      ]),
    NamedPreset("glpn", processor("GLPN"), ["vinvino02/glpn-nyu", "vinvino02/glpn-kitti"]),
    NamedPreset("yolo", #"{"imgsz": 640}"#),
    NamedPreset("yolo-auto", #"{"imgsz": 640, "rect": true}"#),
    NamedPreset("rf-detr", rfdetr("Base", 560)),
    NamedPreset("rf-detr-nano", rfdetr("Nano", 384)),
    NamedPreset("rf-detr-small", rfdetr("Small", 512)),
    NamedPreset("rf-detr-medium", rfdetr("Medium", 576)),
    NamedPreset("rf-detr-large", rfdetr("Large", 704)),
    NamedPreset(
      "detr", processor("Detr"),
      ["facebook/detr-resnet-50", "facebook/detr-resnet-101", "facebook/detr-resnet-50-dc5"]),
    NamedPreset(
      "grounding-dino", processor("GroundingDino"),
      ["IDEA-Research/grounding-dino-tiny", "IDEA-Research/grounding-dino-base"]),
    NamedPreset(
      "sam", processor("Sam"),
      ["facebook/sam-vit-base", "facebook/sam-vit-large", "facebook/sam-vit-huge"]),
    NamedPreset(
      "sam2", processor("Sam2"),
      [
        "facebook/sam2-hiera-tiny", "facebook/sam2-hiera-small", "facebook/sam2-hiera-base-plus",
        "facebook/sam2-hiera-large", "facebook/sam2.1-hiera-tiny", "facebook/sam2.1-hiera-small",
        "facebook/sam2.1-hiera-base-plus", "facebook/sam2.1-hiera-large",
      ]),
    NamedPreset("sam3", processor("Sam3"), ["facebook/sam3"]),
  ]

  /// What becomes of an image before the VAE of a diffusion model.
  static let diffusion = [
    NamedPreset(
      "stable-diffusion", #"{"_class_name": "StableDiffusionPipeline"}"#,
      ["stable-diffusion-v1-5/stable-diffusion-v1-5", "stabilityai/stable-diffusion-2-1"]),
    NamedPreset(
      "sdxl", #"{"_class_name": "StableDiffusionXLPipeline"}"#, ["stabilityai/stable-diffusion-xl-base-1.0"]),
    NamedPreset(
      "sd3", #"{"_class_name": "StableDiffusion3Pipeline"}"#,
      ["stabilityai/stable-diffusion-3-medium-diffusers", "stabilityai/stable-diffusion-3.5-large"]),
    NamedPreset(
      "flux", #"{"_class_name": "FluxPipeline"}"#,
      ["black-forest-labs/FLUX.1-dev", "black-forest-labs/FLUX.1-schnell"]),
    NamedPreset(
      "flux-kontext", #"{"_class_name": "FluxKontextPipeline"}"#, ["black-forest-labs/FLUX.1-Kontext-dev"]),
    NamedPreset("flux2", #"{"_class_name": "Flux2Pipeline"}"#, ["black-forest-labs/FLUX.2-dev"]),
    NamedPreset(
      "qwen-image-edit", #"{"_class_name": "QwenImageEditPipeline"}"#,
      ["Qwen/Qwen-Image-Edit", "Qwen/Qwen-Image-Edit-2509"]),
    NamedPreset(
      "wan-i2v", #"{"_class_name": "WanImageToVideoPipeline"}"#, ["Wan-AI/Wan2.1-I2V-14B-480P-Diffusers"]),
  ]
}
