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
}
