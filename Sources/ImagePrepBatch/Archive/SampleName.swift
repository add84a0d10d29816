import ImagePrep

/// What WebDataset makes of a member's name: the sample that it belongs to, and what of the sample it is.
///
/// The first dot after the last slash parts a member's name: `s/1.meta.json` is the member `meta.json` of the sample `s/1`.
struct SampleName: Equatable {
  /// The path up to that dot; the whole path without one.
  var key: SystemPath
  /// What follows the dot; empty without one.
  var suffix: SystemPath

  /// Nil for a hidden file, whose name begins with a dot. It belongs to no sample.
  init?(_ member: SystemPath) {
    let name = member.name.bytes
    guard let dot = name.firstIndex(of: UInt8(ascii: ".")) else {
      key = member
      suffix = ""
      return
    }
    guard dot > 0 else { return nil }
    key = SystemPath(bytes: member.bytes.dropLast(name.count - dot))
    suffix = SystemPath(bytes: name[(dot + 1)...])
  }
}
