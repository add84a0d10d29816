import ImagePrepPresets
import TestSupport
import Testing

@Suite("The command presets")
struct PresetsCommandTests {
  @Test("A line for each preset; one object a line for programs")
  func list() async throws {
    let folder = try TemporaryFolder()
    let count = Preset.all().count
    let table = try await folder.run("presets")
    #expect(table.code == 0 && count >= 40 && table.lines.filter { !$0.isEmpty }.count == count)
    #expect(table.lines.contains { $0.hasPrefix("clip ") && $0.contains("openai/clip-vit-base-patch32") })
    let rows = try await folder.run("presets", "--json")
    #expect(rows.code == 0 && rows.lines.filter { $0.hasPrefix("{") }.count == count)
  }

  @Test("One is explained, with what becomes of a size")
  func explanation() async throws {
    let folder = try TemporaryFolder()
    let clip = try await folder.run("presets", "openai/clip-vit-base-patch32", "--for", "4000x3000")
    // The long side is ⌊224 · 4000 / 3000⌋, and half of the rest lies on either side of the crop.
    #expect(
      clip.code == 0 && clip.lines.contains { $0.contains("scaled to 298×224, cropped to 224×224 at 37,0") })
    let qwen = try await folder.run("presets", "qwen2-vl", "--for", "1000x700")
    // 1008 × 700 pixels are 72 × 50 patches of 14, of which four are a token.
    #expect(qwen.lines.contains { $0.contains("3600 patches, 72 across and 50 down (900 tokens)") })
  }

  @Test("An unknown name is wrong usage")
  func unknown() async throws {
    let run = try await TemporaryFolder().run("presets", "no-such-model")
    #expect(run.code == 64 && run.errors.contains("no-such-model"))
  }
}
