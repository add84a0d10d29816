import ImagePrep

/// Finds the images of a folder, and of the folders inside it, while others work on them.
///
/// Names are in the order of their bytes, and a folder stands at its own name. An image is what is named as one or begins
/// as one. Hidden files, links to folders, and the folder of outputs are none, and are not reported.
struct FolderWalk: InputSource {
  private let excluded: FileSystem.Identity?
  private let paths: PathFilter
  /// The folders on the way to the next name.
  private var levels: [Level] = []
  /// Found together with the last.
  private var waiting: [Found] = []

  private struct Level {
    let path: SystemPath
    /// Nil for the named folder.
    let relative: SystemPath?
    let listing: FolderListing
    var next = 0
  }

  /// - Parameters:
  ///   - excluded: The folder of outputs.
  ///   - paths: What it leaves out is not looked at.
  init(
    _ folder: SystemPath, excluding excluded: FileSystem.Identity?, _ paths: PathFilter = PathFilter()
  ) {
    self.excluded = excluded
    self.paths = paths
    enter(folder.withoutSlashes, nil)
  }

  private mutating func enter(_ path: SystemPath, _ relative: SystemPath?) {
    let listing = FolderListing(path)
    if let problem = listing.problem {
      waiting.append(
        .input(BatchInput(name: path, relativePath: relative ?? path.name, problem: problem)))
    }
    levels.append(Level(path: path, relative: relative, listing: listing))
  }

  mutating func next() -> Found? {
    while true {
      if !waiting.isEmpty { return waiting.removeFirst() }
      guard let last = levels.indices.last else { return nil }
      guard levels[last].next < levels[last].listing.count else {
        levels.removeLast()
        continue
      }
      let name = levels[last].listing[levels[last].next]
      levels[last].next += 1
      let path = levels[last].path.appending(name)
      let relative = levels[last].relative?.appending(name) ?? name
      if let found = find(path, relative) { return found }
    }
  }

  /// Finds what a path is. Enters a folder and returns nil. Returns nil also for files that are not reported.
  private mutating func find(_ path: SystemPath, _ relative: SystemPath) -> Found? {
    var input = BatchInput(name: path, relativePath: relative)
    let status: FileStatus
    do throws(ImageError) {
      status = try FileStatus(path)
    } catch {
      guard paths.allows(relative) else { return nil }
      guard error.code != .missing || Format(named: relative) != nil else { return .passedOver(path) }
      input.problem = error
      return .input(input)
    }
    switch status.kind {
    case .folder:
      if status.identity != excluded, paths.allowsFolder(relative), !FileSystem.isSymbolicLink(path) {
        enter(path, relative)
      }
      return nil
    case _ where !paths.allows(relative): return nil
    case .other:
      guard Format(named: relative) != nil else { return .passedOver(path) }
      input.problem = FileStatus.noFile(path)
      return .input(input)
    case .file:
      input.content = .file(path, status.content)
      do throws(ImageError) {
        if Format(named: relative) != nil { return .input(input) }
        return try Format.read(contentsOf: path) != nil ? .input(input) : .passedOver(path)
      } catch {
        // It may be an image, and must not be lost.
        input.content = nil
        input.problem = error
        return .input(input)
      }
    }
  }
}
