import ImagePrep

/// The classes of transformers whose rules are known.
enum ClassTable {
  /// - Parameter name: With or without the endings of its forms (`Fast`, `Pil`), or of older versions
  ///   (`FeatureExtractor`).
  static func find(_ name: String) -> ProcessorClass? {
    let name = canonical(name)
    return rows.first { $0.name == name }
  }

  /// The name of a class in its current form.
  static func canonical(_ name: String) -> String {
    var name = name.replacing("FeatureExtractor", with: "ImageProcessor")
    for ending in ["Fast", "Pil"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    return oldNames[name] ?? name
  }

  private static let oldNames = [
    "GroundingDINOImageProcessor": "GroundingDinoImageProcessor",
    "ViViTImageProcessor": "VivitImageProcessor",
    "DonutSwinImageProcessor": "DonutImageProcessor",
    "TableTransformerImageProcessor": "DetrImageProcessor",
  ]

  private static let labels = ["do_reduce_labels", "reduce_labels", "ignore_index", "num_labels"]
  private static let boxes = ["format", "do_convert_annotations"]
  private static let text = ["apply_ocr", "ocr_lang", "tesseract_config"]
  private static let padsWithMask = [(old: "pad_and_return_pixel_mask", new: "do_pad")]
  private static let detection = StandardRule(longest: 1333, crops: false, maskIfPadded: "pixel_mask")
  private static let masks = ["mask_size", "mask_pad_size"]
  private static let segmentation = StandardRule(
    resizing: .sizeAboveMultiple, crops: false, extras: [ExtraTensor("pixel_mask", .mask)])
  /// The second picture of FLAVA and its random masks, which a class returns if it is asked to.
  private static let codebook = [
    "codebook_crop_size", "codebook_do_center_crop", "codebook_do_map_pixels", "codebook_do_normalize",
    "codebook_do_rescale", "codebook_do_resize", "codebook_image_mean", "codebook_image_std",
    "codebook_resample", "codebook_rescale_factor", "codebook_size", "input_size_patches",
    "mask_group_max_aspect_ratio", "mask_group_max_patches", "mask_group_min_aspect_ratio",
    "mask_group_min_patches", "total_mask_patches",
  ]

  private static let splits = TileRule(
    grid: .multiples, hasBatch: true, extras: [ExtraTensor("pixel_attention_mask", .ones)])

  static let rows: [ProcessorClass] = [
    // Resized, cropped, rescaled, normalized, padded.
    ProcessorClass("BitImageProcessor"),
    ProcessorClass("BlipImageProcessor"),
    ProcessorClass("CLIPImageProcessor"),
    ProcessorClass("ChameleonImageProcessor"),
    ProcessorClass("ChineseCLIPImageProcessor"),
    ProcessorClass("DeiTImageProcessor"),
    ProcessorClass("MobileNetV1ImageProcessor"),
    ProcessorClass("OwlViTImageProcessor"),
    ProcessorClass("PI0ImageProcessor"),
    ProcessorClass("PPChart2TableImageProcessor"),
    ProcessorClass("PvtImageProcessor"),
    ProcessorClass("SiglipImageProcessor"),
    ProcessorClass("Tipsv2DptImageProcessor"),
    ProcessorClass("Tipsv2ImageProcessor"),
    ProcessorClass("ViTImageProcessor"),

    // The same. These classes also prepare labels, words or random masks, which imgprep does not.
    ProcessorClass("BeitImageProcessor", StandardRule(padding: .none), ignoring: labels),
    ProcessorClass("MobileNetV2ImageProcessor", StandardRule(padding: .none), ignoring: labels),
    ProcessorClass("SegformerImageProcessor", StandardRule(crops: false, padding: .none), ignoring: labels),
    ProcessorClass(
      "SegGptImageProcessor", StandardRule(crops: false, padding: .none), ignoring: ["num_labels"]),
    ProcessorClass("LayoutLMv3ImageProcessor", StandardRule(padding: .none), ignoring: text),
    ProcessorClass(
      "IdeficsImageProcessor", ignoring: ["image_num_channels"], renaming: [(old: "image_size", new: "size")]),

    // Sizes that follow from more than the field for the size.
    ProcessorClass("LevitImageProcessor", StandardRule(resizing: .shortestTimes(256.0 / 224))),
    ProcessorClass("ConvNextImageProcessor", StandardRule(resizing: .shortestByPart(stretchedFrom: 384))),
    ProcessorClass("PoolFormerImageProcessor", StandardRule(resizing: .sizeByPart)),
    ProcessorClass("TextNetImageProcessor", StandardRule(resizing: .sizeAboveMultiple, padding: .none)),
    ProcessorClass(
      "GLPNImageProcessor", StandardRule(resizing: .multipleBelow, crops: false, padding: .none),
      ignoring: ["size"]),
    ProcessorClass(
      "DPTImageProcessor", StandardRule(resizing: .closest, padding: .multiple), ignoring: labels),
    ProcessorClass(
      "CHMv2ImageProcessor", StandardRule(resizing: .closest, padding: .multiple), ignoring: labels),
    ProcessorClass(
      "PromptDepthAnythingImageProcessor", StandardRule(resizing: .closest, crops: false, padding: .multiple),
      ignoring: ["prompt_scale_to_meter"]),

    ProcessorClass(
      "PerceiverImageProcessor", StandardRule(crops: false, cropsFirst: true, padding: .none)),

    // Other values, or channels in another order.
    ProcessorClass("EfficientNetImageProcessor", StandardRule(padding: .none, values: .normalizedTwice)),
    ProcessorClass(
      "MobileViTImageProcessor", StandardRule(padding: .none, channels: .field, values: .rescaled),
      ignoring: labels),
    ProcessorClass(
      "LayoutLMv2ImageProcessor",
      StandardRule(crops: false, padding: .none, channels: .bgr, values: .stored), ignoring: text),
    ProcessorClass(
      "PPLCNetImageProcessor", StandardRule(resizing: .shortestField, padding: .none, channels: .bgr)),

    // Detection: a single image is padded only to a `pad_size`.
    ProcessorClass(
      "RTDetrImageProcessor", StandardRule(crops: false, maskIfPadded: "pixel_mask"), ignoring: boxes),
    ProcessorClass("DetrImageProcessor", detection, ignoring: boxes, renaming: padsWithMask),
    ProcessorClass("ConditionalDetrImageProcessor", detection, ignoring: boxes, renaming: padsWithMask),
    ProcessorClass("DeformableDetrImageProcessor", detection, ignoring: boxes, renaming: padsWithMask),
    ProcessorClass("GroundingDinoImageProcessor", detection, ignoring: boxes, renaming: padsWithMask),
    ProcessorClass(
      "YolosImageProcessor",
      StandardRule(
        resizing: .sizeBelowMultiple(16), longest: 1333, crops: false, maskIfPadded: "pixel_mask"),
      ignoring: boxes, renaming: padsWithMask),

    // Resized as floats, or without antialiasing.
    ProcessorClass("DINOv3ViTImageProcessor", StandardRule(padding: .none), with: .float),
    ProcessorClass(
      "DepthProImageProcessor", StandardRule(crops: false, padding: .none, antialiasing: .off), with: .float),
    ProcessorClass(
      "RfDetrImageProcessor",
      StandardRule(longest: 1333, crops: false, maskIfPadded: "pixel_mask", antialiasing: .off), with: .float,
      ignoring: boxes, renaming: padsWithMask),
    ProcessorClass("PPDocLayoutV2ImageProcessor", StandardRule(antialiasing: .off), with: .torchvision),
    ProcessorClass("PPDocLayoutV3ImageProcessor", StandardRule(antialiasing: .off), with: .torchvision),
    ProcessorClass("PPDocLayoutV4ImageProcessor", StandardRule(antialiasing: .off), with: .clippedFloat),
    ProcessorClass(
      "UVDocImageProcessor",
      StandardRule(
        crops: false, padding: .none, channels: .bgr, filter: .bilinear, antialiasing: .offAlignedCorners),
      with: .float),

    // Segmentation.
    ProcessorClass(
      "OneFormerImageProcessor",
      StandardRule(crops: false, padding: .none, extras: [ExtraTensor("pixel_mask", .mask)]),
      ignoring: labels + ["repo_path", "class_info_file", "num_text", "metadata"]),
    ProcessorClass(
      "Ovis2ImageProcessor", StandardRule(padding: .none, extras: [ExtraTensor("grids", .tileGrid)]),
      ignoring: ["min_patches", "max_patches", "use_covering_area_grid"]),
    ProcessorClass("MaskFormerImageProcessor", segmentation, ignoring: labels),
    ProcessorClass("Mask2FormerImageProcessor", segmentation, ignoring: labels),
    ProcessorClass("EomtImageProcessor", StandardRule(crops: false, padding: .none), ignoring: labels),
    ProcessorClass(
      "SamImageProcessor",
      StandardRule(
        resizing: .longest(.scale, .nearest), crops: false,
        extras: [
          ExtraTensor("original_sizes", .sourceSize), ExtraTensor("reshaped_input_sizes", .scaledSize),
        ]),
      ignoring: masks),
    ProcessorClass(
      "Sam2ImageProcessor", StandardRule(extras: [ExtraTensor("original_sizes", .sourceSize)]),
      ignoring: masks),
    ProcessorClass(
      "Sam3ImageProcessor", StandardRule(extras: [ExtraTensor("original_sizes", .sourceSize)]),
      ignoring: masks),

    // Beside text or as one frame.
    ProcessorClass(
      "ViltImageProcessor",
      StandardRule(resizing: .shortestBelowMultiple, crops: false, maskIfPadded: "pixel_mask")),
    ProcessorClass(
      "BridgeTowerImageProcessor",
      StandardRule(resizing: .shortestBelowMultiple, maskIfPadded: "pixel_mask", mask: .ones)),
    ProcessorClass("FlavaImageProcessor", StandardRule(padding: .none), ignoring: codebook),
    ProcessorClass(
      "Gemma3ImageProcessor",
      StandardRule(crops: false, padding: .none, extras: [ExtraTensor("num_crops", .numbers([0]))]),
      ignoring: [
        "pan_and_scan_max_num_crops", "pan_and_scan_min_crop_size", "pan_and_scan_min_ratio_to_activate",
      ]),
    ProcessorClass(
      "VivitImageProcessor", StandardRule(padding: .none, values: .offset, isVideo: true), with: .pillow),
    ProcessorClass("VideoMAEImageProcessor", StandardRule(padding: .none, isVideo: true)),
    ProcessorClass(
      "TvpImageProcessor",
      StandardRule(resizing: .longest(.aspect, .down), channels: .field, isVideo: true),
      ignoring: ["constant_values", "pad_mode"]),
    ProcessorClass("LlavaImageProcessor", StandardRule(padding: .none)),
    ProcessorClass(
      "VideoLlavaImageProcessor",
      .standard(StandardRule(padding: .none, tensorName: "pixel_values_images")), with: .pillow),
    ProcessorClass(
      "SuperPointImageProcessor", StandardRule(crops: false, padding: .none, values: .rescaled)),
    ProcessorClass("Sapiens2ImageProcessor", StandardRule(padding: .none), ignoring: labels),

    // Flattened into patches.
    ProcessorClass("Qwen2VLImageProcessor", .patches(PatchRule())),
    ProcessorClass("CohereCompassImageProcessor", .patches(PatchRule())),
    ProcessorClass("Ernie4_5_VLMoeImageProcessor", .patches(PatchRule())),
    ProcessorClass("Ernie4_5_VL_MoeImageProcessor", .patches(PatchRule())),
    ProcessorClass("HunYuanVLImageProcessor", .patches(PatchRule(isMerged: false, filter: .bicubic))),
    ProcessorClass("HYV4VLImageProcessor", .patches(PatchRule(isMerged: false, filter: .bicubic))),
    ProcessorClass("MiniMaxM3VLImageProcessor", .patches(PatchRule())),
    ProcessorClass(
      "VideoLlama3ImageProcessor",
      .patches(PatchRule(extras: [ExtraTensor("image_merge_sizes", .numbers([1]))]))),
    ProcessorClass("PaddleOCRVLImageProcessor", .patches(PatchRule(isMerged: false, isFlat: false))),
    ProcessorClass("Glm46VImageProcessor", .patches(PatchRule(budget: .framedArea))),
    ProcessorClass("Glm4vImageProcessor", .patches(PatchRule(budget: .framedArea))),
    ProcessorClass("GlmgaImageProcessor", .patches(PatchRule(budget: .framedArea))),
    ProcessorClass(
      "Cosmos3EdgeImageProcessor", .patches(PatchRule(budget: .framedArea, isInterleaved: true))),
    ProcessorClass("Siglip2ImageProcessor", .patches(PatchRule(budget: .patches))),
    ProcessorClass("Gemma4ImageProcessor", .patches(PatchRule(budget: .tokens(areRows: false)))),
    ProcessorClass("Gemma4UnifiedImageProcessor", .patches(PatchRule(budget: .tokens(areRows: true)))),
    ProcessorClass(
      "NeoMMEImageProcessor",
      .patches(
        PatchRule(
          budget: .none, isInterleaved: true, extras: [ExtraTensor("image_grid_hw", .patchGrid)]))),
    ProcessorClass(
      "Inkling2ImageProcessor",
      .patches(
        PatchRule(
          budget: .none, isFlat: false, isInterleaved: true, padSample: -1,
          extras: [ExtraTensor("image_grid_thw", .frameGrid)]))),
    ProcessorClass(
      "Kimi_K25ImageProcessor", .patches(PatchRule(budget: .shrunk, isMerged: false, isFlat: false)),
      with: .torchvision),
    ProcessorClass(
      "MuseGlimmerImageProcessor",
      .patches(PatchRule(budget: .shape, isMerged: false, startsWithFrames: true)), with: .torchvision),
    ProcessorClass(
      "NemotronH_Omni_Reasoning_V3ImageProcessor",
      .patches(
        PatchRule(
          budget: .range, isMerged: false, extras: [ExtraTensor("image_grid_hw", .patchGrid)])),
      with: .float, renaming: [(old: "norm_mean", new: "image_mean"), (old: "norm_std", new: "image_std")]),
    ProcessorClass("GlmImageImageProcessor", .patches(PatchRule(budget: .halvedSides))),
    ProcessorClass("Glm5NextImageProcessor", .patches(PatchRule(budget: .aligned))),
    // Cut into tiles.
    ProcessorClass(
      "GotOcr2ImageProcessor",
      .tiles(TileRule(grid: .tiles(.gridAspect), extras: [ExtraTensor("num_patches", .pictureCount)]))),
    ProcessorClass(
      "Cohere2VisionImageProcessor",
      .tiles(TileRule(grid: .tiles(.leastScale), extras: [ExtraTensor("num_patches", .pictureCount)]))),
    ProcessorClass(
      "GraniteDoclingImageProcessor",
      .tiles(
        TileRule(
          grid: .tiles(.gridAspect, atMost: 16), hasBatch: true,
          extras: [ExtraTensor("pixel_attention_mask", .pictureMask, as: .bool)]))),
    ProcessorClass("Idefics3ImageProcessor", .tiles(splits)),
    ProcessorClass("SmolVLMImageProcessor", .tiles(splits)),
    ProcessorClass(
      "PerceptionLMImageProcessor", .tiles(TileRule(grid: .covering, whole: .first, hasBatch: true)),
      with: .torchvision),
    ProcessorClass(
      "LlavaNextImageProcessor",
      .tiles(
        TileRule(
          grid: .pinpoints, whole: .first, hasBatch: true, extras: [ExtraTensor("image_sizes", .sourceSize)])),
      ignoring: ["do_pad"]),
    ProcessorClass(
      "LlavaOnevisionImageProcessor",
      .tiles(
        TileRule(
          grid: .pinpoints, whole: .first, hasBatch: true,
          extras: [
            ExtraTensor("image_sizes", .sourceSize), ExtraTensor("batch_num_images", .numbers([1])),
          ])), ignoring: ["do_pad"]),
    // Scaled to multiples within a bound.
    ProcessorClass("PixtralImageProcessor", .fitting(FittingRule(bound: .longestSide)), ignoring: ["do_pad"]),
    ProcessorClass("Apertus1p5ImageProcessor", .fitting(FittingRule(bound: .area)), ignoring: ["do_pad"]),
    ProcessorClass(
      "AriaImageProcessor",
      .fitting(
        FittingRule(
          bound: .square,
          extras: [ExtraTensor("pixel_mask", .mask, as: .bool), ExtraTensor("num_crops", .scalar(1))]))),
    ProcessorClass("DonutImageProcessor", .fitting(FittingRule(bound: .page, extras: []))),
    ProcessorClass("Idefics2ImageProcessor", .fitting(FittingRule(bound: .bothSides, extras: []))),
    ProcessorClass(
      "PPOCRV5ServerDetImageProcessor",
      .fitting(
        FittingRule(
          bound: .limitedSide, extras: [ExtraTensor("target_sizes", .sourceSize, as: .float32)],
          channels: .bgr)),
      with: .float),
    ProcessorClass(
      "PPOCRV5ServerRecImageProcessor", .fitting(FittingRule(bound: .line, extras: [])), with: .float,
      ignoring: ["character_list"]),
    ProcessorClass(
      "PPOCRV6SmallRecImageProcessor",
      .fitting(FittingRule(bound: .line, extras: [], channels: .bgr, antialiasing: .off)),
      with: .torchvision, ignoring: ["character_list"]),
    ProcessorClass("JanusImageProcessor", .square(SquareRule()), ignoring: ["background_color", "min_size"]),
    ProcessorClass(
      "DeepseekVLImageProcessor", .square(SquareRule()), ignoring: ["background_color", "min_size"]),
    ProcessorClass(
      "Emu3ImageProcessor", .fitting(FittingRule(bound: .area)), with: .pillow, ignoring: ["do_pad"]),
  ]
}
