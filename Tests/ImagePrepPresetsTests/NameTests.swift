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
}
