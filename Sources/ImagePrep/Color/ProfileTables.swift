extension ColorSpace {
  /// Bytes of the tags that Little CMS reads for a transform to sRGB: tables and curves.
  var tableByteCount: Int {
    guard case .profile(let bytes) = self else { return 0 }
    return bytes.profileTableByteCount
  }
}

extension MetadataBlock {
  private static let tableNames = ["A2B0", "A2B1", "rTRC", "gTRC", "bTRC", "kTRC"].map { Array($0.utf8) }

  /// After its header a profile lists its tags: their number, then the name, place and size of each (ICC.1:2022, 7.3).
  /// Tags may share their bytes.
  fileprivate var profileTableByteCount: Int {
    // Little CMS refuses profiles with more tags.
    let (headerSize, entrySize, mostEntries) = (128, 12, 100)
    guard count >= headerSize + 4 else { return 0 }
    let first = headerSize + 4
    let entries = min(number(at: headerSize), (count - first) / entrySize, mostEntries)
    var largest = [Int](repeating: 0, count: Self.tableNames.count)
    for entry in 0..<entries {
      let at = first + entrySize * entry
      let name = (at..<at + 4).map { self[$0] }
      guard let index = Self.tableNames.firstIndex(of: name) else { continue }
      largest[index] = max(largest[index], min(number(at: at + 8), count))
    }
    return largest.reduce(0, +)
  }

  private func number(at start: Int) -> Int { (start..<start + 4).reduce(0) { $0 << 8 | Int(self[$1]) } }
}
