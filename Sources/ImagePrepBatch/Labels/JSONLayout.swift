import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Finds where the values of a JSON text stand, so that some can be replaced and all else keeps its bytes: the order of
/// members, the spelling of numbers, spaces. (No parser of Foundation keeps any of these.) Values themselves are read
/// by `JSONDecoder`.
struct JSONLayout {
  let text: [UInt8]
  /// For messages.
  let path: SystemPath

  /// A member of an object.
  struct Member {
    let name: String
    let value: Range<Int>
  }

  /// The values of an array, or the members of an object, and the place of its closing bracket.
  private struct Parts {
    var names: [Range<Int>] = []
    var values: [Range<Int>] = []
  }

  private static let mostLevels = 500

  /// The whole value.
  func root() throws(ImageError) -> Range<Int> {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = skipSpaces(text.starts(with: mark) ? mark.count : 0)
    let end = try end(ofValueAt: start, level: 0)
    guard skipSpaces(end) == text.count else {
      throw fault(at: skipSpaces(end), "there is more after the value")
    }
    return start..<end
  }

  /// Nil if the value is no object.
  func members(of value: Range<Int>) throws(ImageError) -> [Member]? {
    guard text[value.lowerBound] == UInt8(ascii: "{") else { return nil }
    var parts = Parts()
    _ = try end(ofCollectionAt: value.lowerBound, level: 0, &parts)
    var members: [Member] = []
    for (name, value) in zip(parts.names, parts.values) {
      guard let decoded = try? JSONDecoder().decode(String.self, from: data(name)) else {
        throw fault(at: name.lowerBound, "a member's name is no text")
      }
      members.append(Member(name: decoded, value: value))
    }
    return members
  }

  /// Nil if the value is no array.
  func elements(of value: Range<Int>) throws(ImageError) -> [Range<Int>]? {
    guard text[value.lowerBound] == UInt8(ascii: "[") else { return nil }
    var parts = Parts()
    _ = try end(ofCollectionAt: value.lowerBound, level: 0, &parts)
    return parts.values
  }

  func data(_ range: Range<Int>) -> Data { Data(text[range]) }

  private func end(ofValueAt start: Int, level: Int) throws(ImageError) -> Int {
    guard start < text.count else { throw fault(at: start, "the text ends inside a value") }
    switch text[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard level < Self.mostLevels else { throw fault(at: start, "it is nested too deeply") }
      var parts: Parts?
      return try end(ofCollectionAt: start, level: level, &parts)
    case UInt8(ascii: "\""): return try end(ofStringAt: start)
    default:
      let end = text[start...].firstIndex { !Self.isPlain($0) } ?? text.count
      guard end > start else { throw fault(at: start, "a value is missing") }
      return end
    }
  }

  private func end(ofCollectionAt start: Int, level: Int, _ parts: inout Parts) throws(ImageError) -> Int {
    var found: Parts? = parts
    let end = try end(ofCollectionAt: start, level: level, &found)
    parts = found ?? parts
    return end
  }

  /// - Parameter parts: Receives the parts; nil if they are not wanted.
  private func end(ofCollectionAt start: Int, level: Int, _ parts: inout Parts?) throws(ImageError) -> Int {
    let isObject = text[start] == UInt8(ascii: "{")
    let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    var position = skipSpaces(start + 1)
    if byte(position) == closing { return position + 1 }
    while true {
      if isObject {
        guard byte(position) == UInt8(ascii: "\"") else {
          throw fault(at: position, "a member's name is missing")
        }
        let end = try end(ofStringAt: position)
        parts?.names.append(position..<end)
        position = skipSpaces(end)
        guard byte(position) == UInt8(ascii: ":") else { throw fault(at: position, "a colon is missing") }
        position = skipSpaces(position + 1)
      }
      let end = try end(ofValueAt: position, level: level + 1)
      parts?.values.append(position..<end)
      position = skipSpaces(end)
      if byte(position) == closing { return position + 1 }
      guard byte(position) == UInt8(ascii: ",") else {
        throw fault(at: position, "a comma or a closing bracket is missing")
      }
      position = skipSpaces(position + 1)
    }
  }

  private func end(ofStringAt start: Int) throws(ImageError) -> Int {
    var position = start + 1
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""): return position + 1
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    throw fault(at: start, "a text has no closing quote")
  }

  private func byte(_ position: Int) -> UInt8? { position < text.count ? text[position] : nil }

  private func skipSpaces(_ start: Int) -> Int {
    var position = start
    while let byte = byte(position), [0x20, 0x0A, 0x0D, 0x09].contains(byte) { position += 1 }
    return position
  }

  /// True for the bytes of numbers, `true`, `false` and `null`.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private func fault(at position: Int, _ reason: String) -> ImageError {
    let before = text.prefix(position)
    let line = before.count { $0 == 0x0A } + 1
    let column = position - (before.lastIndex(of: 0x0A) ?? -1)
    return ImageError(.corrupt, "it is no JSON: line \(line), column \(column): \(reason)", path: path)
  }
}

/// Replaces parts of a text.
struct TextEdits {
  private var edits: [(range: Range<Int>, replacement: [UInt8])] = []

  mutating func replace(_ range: Range<Int>, with text: String) { edits.append((range, Array(text.utf8))) }

  /// Takes elements out of an array, each with one comma and the spaces beside it.
  ///
  /// - Parameter kept: Whether each element stays.
  mutating func remove(from elements: [Range<Int>], keeping kept: [Bool]) {
    var lastKept: Int?
    for index in elements.indices {
      if kept[index] {
        // What stands between two elements that stay is removed but for the first comma.
        if let last = lastKept, last < index - 1 {
          edits.append((elements[last + 1].lowerBound..<elements[index].lowerBound, []))
        } else if lastKept == nil, index > 0 {
          edits.append((elements[0].lowerBound..<elements[index].lowerBound, []))
        }
        lastKept = index
      }
    }
    guard let end = elements.last?.upperBound else { return }
    if let last = lastKept {
      if last < elements.count - 1 { edits.append((elements[last].upperBound..<end, [])) }
    } else {
      edits.append((elements[0].lowerBound..<end, []))
    }
  }

  func applied(to text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var position = 0
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      // Edits inside of a part that is removed do not count.
      guard edit.range.lowerBound >= position else { continue }
      result += text[position..<edit.range.lowerBound]
      result += edit.replacement
      position = edit.range.upperBound
    }
    return result + text[position...]
  }
}
