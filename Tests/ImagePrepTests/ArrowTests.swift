import Foundation
import Testing

/// Reads the sources and holds their folders to one order.
@Suite("Arrows between folders run one way")
struct ArrowTests {
  /// From the lowest layer to the highest: a folder, or a file beside the folders, knows those above it in this list and
  /// nothing below it. Stages in one line do not know each other.
  private static let layers: [[String]] = [
    ["ImageError.swift", "Message.swift", "Warning.swift"],
    ["System", "Threads", "Wire"],
    ["Kernels"],
    ["Pixels"],
    ["Options"],
    ["Source"],
    ["Header"],
    ["Metadata"],
    ["Bands", "Tensor"],
    ["Encode"],
    ["Plan"],
    ["Color", "Decode", "Flatten", "Resample"],
    ["Result", "Forecast"],
    ["NormalizedImage.swift"],
    ["ViewFeed.swift"],
    ["ViewRendering.swift"],
    ["DecodeLoop.swift"],
    ["Pipeline.swift"],
    ["Isolation"],
    ["OpenImage.swift"],
    ["OpenTensor.swift"],
    ["Normalizer.swift", "RenderFrames.swift"],
    ["Opening.swift", "NormalizedTensor.swift"],
  ]

  /// Errors may be thrown anywhere, and say which image, file and option they are about.
  private static let everywhere: Set = ["ImageError.swift", "Message.swift", "Warning.swift"]

  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/ImagePrep").standardizedFileURL

  private struct Source {
    let part: String
    let name: String
    let code: String
  }

  private static func read() throws -> [Source] {
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map { path in
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      let code = text.replacing(/\/\/.*/, with: "").replacing(/"(\\.|[^"\\\n])*"/, with: "")
      return Source(
        part: path.split(separator: "/").first.map(String.init) ?? path, name: path, code: String(code))
    }
  }

  /// The types that each part declares, but for those that only one file sees.
  private static func owners(_ sources: [Source]) -> [Substring: String] {
    var owners: [Substring: String] = [:]
    for source in sources {
      for line in source.code.split(separator: "\n") {
        guard !line.contains("private "),
          let match = line.firstMatch(of: /^[a-z@\(\) ]*\b(?:struct|class|enum|protocol|actor) (\w+)/),
          !line.hasPrefix(" ")
        else { continue }
        owners[match.1] = source.part
      }
    }
    return owners
  }

  @Test("No folder names a type of one that builds on it")
  func arrows() throws {
    let sources = try Self.read()
    let owners = Self.owners(sources)
    #expect(owners.count > 100 && owners["PixelBuffer"] == "Pixels")
    var rank: [String: Int] = [:]
    for (index, layer) in Self.layers.enumerated() { for part in layer { rank[part] = index } }
    for source in sources where !Self.everywhere.contains(source.part) {
      let own = try #require(rank[source.part], "\(source.part) is in no layer")
      for word in Set(source.code.matches(of: /\b[A-Z]\w+/).map(\.output)) {
        guard let owner = owners[word], owner != source.part, !Self.everywhere.contains(owner) else {
          continue
        }
        let other = try #require(rank[owner])
        #expect(other < own, "\(source.name) names \(word) of \(owner)")
      }
    }
  }
}
