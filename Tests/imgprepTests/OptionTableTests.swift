import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("The table of options")
struct OptionTableTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static let flags: [OptionKey: String] = [
    .max: "--max", .multiple: "--multiple", .width: "--width", .height: "--height", .fit: "--fit",
    .shortest: "--shortest", .mostArea: "--max-area", .leastArea: "--min-area", .areaOrder: "--area-order",
    .buckets: "--buckets", .bucketMetric: "--bucket-metric", .mostPatches: "--max-patches", .crop: "--crop",
    .before: "--before", .line: "--line", .leastSide: "--least-side", .antialiasing: "--antialias",
    .serviceRule: "--size-for",
    .canvas: "--canvas", .gravity: "--gravity", .focus: "--focus", .sideRounding: "--side-rounding",
    .sideFormula: "--side-formula", .paddingRounding: "--padding-rounding", .padding: "--padding",
    .offsetRounding: "--offset-rounding", .upscale: "--upscale", .rounding: "--snap", .method: "--snap-by",
    .background: "--background", .otherViews: "--view", .tiles: "--tiles", .wholeTile: "--tiles-whole",
    .alpha: "--alpha", .filter: "--filter", .decode: "--decode", .arithmetic: "--like",
    .orientation: "--orient", .color: "--color",
    .keepMetadata: "--keep-metadata", .frame: "--frame", .frames: "--frames", .lenient: "--lenient",
    .minComplete: "--min-complete", .limitPixels: "--limit-pixels", .limitWidth: "--limit-width",
    .limitHeight: "--limit-height", .limitScans: "--limit-scans", .limitFrames: "--limit-frames",
    .limitFramePixels: "--limit-frame-pixels", .limitChunkBytes: "--limit-chunk-bytes",
    .limitProfileBytes: "--limit-profile-bytes", .limitBytes: "--limit-bytes",
    .limitMemory: "--limit-memory", .limitSeconds: "--limit-seconds",
  ]

  /// Options of the library that the command sets by itself.
  private static let withoutFlag: Set<OptionKey> = [.outputFormat, .threads, .keepsDepth]

  @Test("The help says of each option what the table says, and its default")
  func help() async throws {
    let help = Self.words(try await TemporaryFolder().run("--help").text)
    for row in OptionTable.rows where !Self.withoutFlag.contains(row.key) {
      let flag = try #require(Self.flags[row.key], "\(row.key)")
      let sentence = Self.words(row.sentence.text { Self.flags[$0] ?? $0.rawValue })
      let start = try #require(help.firstRange(of: sentence), "\(flag): \(sentence)")
      #expect(help[..<start.lowerBound].suffix(60).contains(flag), "\(flag)")
      guard let text = row.defaultText, !["automatic", "false"].contains(text) else { continue }
      #expect(help[start.upperBound...].prefix(200).contains("default: \(text)"), "\(flag)")
    }
  }

  @Test("The page about the command has a row for each option, with its default")
  func readme() throws {
    let rows = try Self.text("Sources/ImagePrep/ImagePrep.docc/Command.md").split(separator: "\n").filter {
      $0.hasPrefix("| `")
    }
    var compared = 0
    for row in OptionTable.rows where !Self.withoutFlag.contains(row.key) {
      let flag = try #require(Self.flags[row.key])
      let line = try #require(
        rows.first { line in
          let names = line.firstRange(of: " | ").map { line[..<$0.lowerBound] } ?? ""
          return ["`", " "].contains { names.contains("`\(flag)\($0)") }
        }, "\(flag)")
      let text = row.defaultText ?? (row.key.rawValue.hasPrefix("limits.") ? "none" : "")
      let first = text.prefix { $0 != ";" }
      guard !["", "automatic", "false"].contains(first) else { continue }
      compared += 1
      #expect(line.split(separator: "|").last?.contains(first) == true, "\(flag): \(first)")
    }
    #expect(compared == 38)
  }

  @Test("The comments of Options and Limits say the defaults")
  func comments() throws {
    let lines = try ["Options", "Limits"].flatMap {
      try Self.text("Sources/ImagePrep/Options/\($0).swift").split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    var compared = 0
    for row in OptionTable.rows where row.range != nil && !row.key.rawValue.hasPrefix("geometry") {
      guard let name = row.key.rawValue.split(separator: ".").last,
        let index = lines.indices.filter({
          lines[$0].hasPrefix("public var \(name)")
            && lines[$0].dropFirst(11 + name.count).first.map { ": =".contains($0) } == true
        }).sorted(by: { row.key.rawValue.hasPrefix("limits.") ? $0 > $1 : $0 < $1 }).first
      else { continue }
      let comment = lines[..<index].reversed().prefix { $0.hasPrefix("///") }.reversed()
        .map { $0.dropFirst(4) }.joined(separator: " ").replacing(",", with: "")
      let text = [.multiple, .frames, .tiles].contains(row.key) ? "nil" : row.defaultText ?? "no limit"
      #expect(comment.contains("Default: \(text)"), "\(name): \(comment)")
      compared += 1
    }
    #expect(compared == 18)
  }

  @Test("A number out of range is refused by the command, which names its flag")
  func ranges() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    for row in OptionTable.rows where row.range != nil && !Self.withoutFlag.contains(row.key) {
      let flag = try #require(Self.flags[row.key])
      let run = try await folder.run("in.png", flag, "-1")
      #expect(run.code == 64 && run.errors.contains(flag), "\(run.errors)")
    }
  }
}
