import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The text of a configuration file: JSON of limited size and depth.
enum ConfigText {
  /// Real files have up to a few hundred KB, most of it labels.
  static let mostBytes = 4 << 20
  static let mostDepth = 32

  static func read(_ path: SystemPath) throws(ImageError) -> JSONValue {
    var limits = Limits()
    limits.bytes = mostBytes
    do throws(ImageError) {
      return try parse(try WholeFile.read(path, limits))
    } catch {
      guard error.code != .overLimit else {
        throw ImageError(
          .invalidOptions, "it has more than \(mostBytes >> 20) MB, which no configuration has",
          advice: "give a model's preprocessor_config.json", path: path)
      }
      throw error.at(path)
    }
  }

  static func parse(_ text: [UInt8]) throws(ImageError) -> JSONValue {
    if text.starts(with: "version https://git-lfs.github.com".utf8) {
      throw ImageError(
        .invalidOptions, "it is a pointer of Git LFS, not the file itself", advice: "run git lfs pull")
    }
    guard depth(text) <= mostDepth else {
      throw ImageError(.invalidOptions, "its JSON is nested deeper than \(mostDepth) levels")
    }
    do {
      return try JSONDecoder().decode(JSONValue.self, from: Data(text))
    } catch {
      throw ImageError(
        .invalidOptions, "it is not JSON",
        advice: "give a model's preprocessor_config.json, a folder that has one, or a name of imgprep presets"
      )
    }
  }

  /// How deep brackets are nested outside of strings.
  private static func depth(_ text: [UInt8]) -> Int {
    var (depth, deepest, isString, isEscaped) = (0, 0, false, false)
    for byte in text {
      if isString {
        isString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if byte == UInt8(ascii: "\"") {
        isString = true
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
        deepest = max(deepest, depth)
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
      }
    }
    return deepest
  }
}
