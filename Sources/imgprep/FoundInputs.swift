import ImagePrep
import ImagePrepBatch

/// The inputs that the command's arguments lead to.
struct FoundInputs {
  let all: [Input]
  /// Files in folders that are not images.
  let passedOver: Int

  /// - Throws: `ImageError` with the code `missing` if there are none.
  init(_ paths: [SystemPath], excluding excluded: [SystemPath] = [], verbose: Bool) throws(ImageError) {
    var count = 0
    all = InputWalk(excluding: excluded).inputs(paths) { path in
      count += 1
      if verbose { Console.write("imgprep: passed over, not an image: \(path.printable)\n", to: 2) }
    }
    passedOver = count
    if all.isEmpty {
      let names = paths.map(\.description).joined(separator: ", ")
      let rest = count > 0 ? ": \(RunCounts.passedOver(count))" : ""
      throw ImageError(.missing, "no images in \(names)\(rest)")
    }
  }

  /// True if a single file was named. Its failure is then the command's, and there is no summary.
  var isSingle: Bool { all.count == 1 && all[0].relativePath == nil }
}
