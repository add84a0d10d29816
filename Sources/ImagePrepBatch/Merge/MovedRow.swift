import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A row of an account whose outputs are named from another folder. All else keeps its bytes.
struct MovedRow {
  private let layout: JSONLayout

  /// - Parameter path: For messages.
  init(_ row: [UInt8], of path: SystemPath) {
    layout = JSONLayout(text: Array(row.dropLast(row.last == 0x0A ? 1 : 0)), path: path)
  }

  /// The row with its place of output behind a folder. In a tar, that is the tar's place.
  func text(behind folder: SystemPath) throws(ImageError) -> [UInt8] {
    let members = try layout.members(of: layout.root()) ?? []
    let name = members.contains { $0.name == "shard" } ? "shard" : "output"
    var row = JSONWriter()
    for member in members {
      if member.name == name {
        row.add(name, folder.appending(try path(name, members)))
      } else if member.name != name + "Base64" {
        row.add(member.name, raw: layout.text[member.value])
      }
    }
    return row.object + [0x0A]
  }

  private func path(_ name: String, _ members: [JSONLayout.Member]) throws(ImageError) -> SystemPath {
    func string(_ name: String) -> String? {
      members.first { $0.name == name }.flatMap {
        try? JSONDecoder().decode(String.self, from: Data(layout.text[$0.value]))
      }
    }
    if let base64 = string(name + "Base64"), let data = Data(base64Encoded: base64) {
      return SystemPath(bytes: data)
    }
    guard let text = string(name) else {
      throw ImageError(.corrupt, "a row of its account is no row of imgprep batch", path: layout.path)
    }
    return SystemPath(text)
  }
}
