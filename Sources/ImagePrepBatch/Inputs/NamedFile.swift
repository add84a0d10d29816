import ImagePrep

/// One image that the user named.
struct NamedFile: InputSource {
  private let path: SystemPath
  private var isFound = false

  init(_ path: SystemPath) { self.path = path }

  mutating func next() -> Found? {
    guard !isFound else { return nil }
    isFound = true
    var input = BatchInput(name: path, relativePath: path.withoutSlashes.name)
    do throws(ImageError) {
      let status = try FileStatus(path)
      if status.kind == .file {
        input.content = .file(path, status.content)
      } else {
        input.problem = FileStatus.noFile(path)
      }
    } catch {
      input.problem = error
    }
    return .input(input)
  }
}
