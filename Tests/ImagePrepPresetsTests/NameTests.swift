import ImagePrep
import Testing

@testable import ImagePrepPresets

/// The table of names.
@Suite struct NameTests {
  @Test func everyNameHasAPreset() throws {
    for named in NamedPreset.all { _ = try Preset(named, like: .pillow) }
    #expect(Preset.all().count == NamedPreset.all.count)
  }

  @Test func namesAndModelsAreThereOnce() {
    let names = NamedPreset.all.flatMap { [$0.name] + $0.models.map { $0.lowercased() } }
    #expect(Set(names).count == names.count)
  }

  @Test func findsByNameAndByModel() {
    #expect(Preset.named("CLIP")?.name == "clip")
    #expect(Preset.named("openai/clip-vit-large-patch14")?.name == "clip")
    #expect(Preset.named("nobody/nothing") == nil)
  }

  /// A file of transformers may have keys that other packages have too.
  @Test func classFirst() throws {
    let config = #"""
      {"image_processor_type": "ViTImageProcessor", "pretrained_cfg": {"input_size": [3, 99, 99]},
       "preprocess_cfg": {"size": 99}, "letterbox": {"new_shape": 99}}
      """#
    let preset = try Preset(config: config, name: "vit")
    #expect(preset.processorClass == "ViTImageProcessor")
    let plan = try preset.options.plan(for: Size(width: 500, height: 400))
    #expect(plan.output == Size(width: 224, height: 224))
  }

  /// Sizes of the models' cards.
  @Test(arguments: [
    ("vit", 224), ("vit-384", 384), ("siglip", 224), ("siglip-384", 384), ("siglip2-512", 512),
    ("blip-2", 224),
    ("trocr", 384), ("florence-2", 768), ("paligemma-896", 896), ("gemma-3", 896), ("rt-detr", 640),
    ("sam", 1024), ("sam2", 1024), ("sam3", 1008), ("yolo", 640), ("rf-detr-nano", 384),
  ])
  func squares(_ name: String, _ side: Int) throws {
    let preset = try #require(Preset.named(name))
    let plan = try preset.options.plan(for: Size(width: 640, height: 480))
    #expect(plan.output == Size(width: side, height: side))
  }
}
