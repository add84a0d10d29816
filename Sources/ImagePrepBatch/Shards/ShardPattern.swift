import ImagePrep

/// The names of tar shards, as `out/%06d.tar`: the number of a shard stands for `%06d`.
public struct ShardPattern: Sendable, Equatable {
  public let folder: SystemPath
  private let prefix: [UInt8]
  private let digits: Int
  private let suffix: [UInt8]

  /// Nil if the name is not that of a tar with one `%d`, `%4d` or `%06d`.
  public init?(_ path: SystemPath) {
    guard path.hasSuffix(".tar") else { return nil }
    let name = path.name.bytes
    guard let percent = name.firstIndex(of: UInt8(ascii: "%")),
      let end = name[percent...].firstIndex(of: UInt8(ascii: "d"))
    else { return nil }
    let number = String(decoding: name[(percent + 1)..<end], as: UTF8.self)
    guard number.isEmpty || number.allSatisfy(\.isNumber), let digits = number.isEmpty ? 1 : Int(number),
      (1...18).contains(digits), !name[(end + 1)...].contains(UInt8(ascii: "%"))
    else { return nil }
    folder = path.folder ?? "."
    prefix = Array(name[..<percent])
    self.digits = digits
    suffix = Array(name[(end + 1)...])
  }

  /// The name of a shard, counted from 0.
  func name(_ number: Int) -> SystemPath {
    let text = "\(number)"
    let zeros = String(repeating: "0", count: max(0, digits - text.utf8.count))
    return SystemPath(bytes: prefix + Array((zeros + text).utf8) + suffix)
  }

  /// The number of a shard by its name; nil for another file.
  func number(of shard: SystemPath) -> Int? {
    let digits = shard.bytes.dropFirst(prefix.count).dropLast(suffix.count)
    guard let number = Int(String(decoding: digits, as: UTF8.self)), name(number) == shard else { return nil }
    return number
  }

  /// The name of the index beside a shard.
  static func index(of shard: SystemPath) -> SystemPath { shard.stem.adding(".json") }
}
