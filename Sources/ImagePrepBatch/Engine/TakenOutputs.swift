import ImagePrep

/// The outputs that inputs of this run have taken, and which inputs those are. It is in files, because there may be
/// millions.
final class TakenOutputs {
  private let index: DiskIndex
  private let names: AppendedFile

  /// The input that has an output.
  struct Owner: Equatable {
    let name: SystemPath
    let relativePath: SystemPath
  }

  /// - Parameter folder: Where the files are.
  init(in folder: SystemPath) throws(ImageError) {
    index = try DiskIndex(in: folder)
    names = AppendedFile(try RandomAccessFile(namelessIn: folder))
  }

  /// Gives an output to an input, unless an earlier one has it. Returns that one.
  func take(_ output: SystemPath, for owner: Owner) throws(ImageError) -> Owner? {
    var earlier: Owner?
    let found = try index.insert(FNV.hash(output.bytes), names.count) { (place) throws(ImageError) in
      guard let (other, owner) = try read(place), other == output else { return false }
      earlier = owner
      return true
    }
    guard found == nil else { return earlier }
    var writer = ByteWriter()
    for path in [output, owner.name, owner.relativePath] { writer.add(path.bytes) }
    var framed = ByteWriter()
    framed.add(writer.bytes)
    try names.append(framed.bytes)
    return nil
  }

  /// True if an input of this run has the output.
  func contains(_ output: SystemPath) throws(ImageError) -> Bool {
    try index.find(FNV.hash(output.bytes)) { (place) throws(ImageError) in try read(place)?.0 == output }
      != nil
  }

  private func read(_ place: Int) throws(ImageError) -> (SystemPath, Owner)? {
    var frame = ByteReader(try names.read(at: place, count: 8))
    var reader = ByteReader(try names.read(at: place + 8, count: frame.number()))
    let output = SystemPath(bytes: reader.array())
    let owner = Owner(
      name: SystemPath(bytes: reader.array()), relativePath: SystemPath(bytes: reader.array()))
    return reader.isBroken ? nil : (output, owner)
  }
}
