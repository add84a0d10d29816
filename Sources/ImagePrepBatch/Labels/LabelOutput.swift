import ImagePrep
import ImagePrepPlatform

/// Writes files of labels: all of them or none.
struct LabelOutput {
  let files: [(path: SystemPath, text: [UInt8])]
  let replacing: Bool

  /// Writes files of a folder. A new folder gets its name when it is complete. Files in a folder that exists get theirs
  /// one after the other; if one cannot be written, those that this run has added are removed.
  func write(in folder: SystemPath) throws(ImageError) {
    let folder = folder.withoutSlashes
    switch FileKind(of: folder) {
    case .folder: try fill(folder)
    case .nothing where !FileSystem.isSymbolicLink(folder): try create(folder)
    default:
      throw ImageError(
        .uncreatable, "it exists and is no folder", advice: "name another with \(.output)", path: folder)
    }
  }

  private func create(_ folder: SystemPath) throws(ImageError) {
    let parent = folder.folder ?? "."
    let name = ".imgprep-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    let unfinished = parent.appending(SystemPath(name))
    do throws(ImageError) {
      try FileSystem.makeFolder(unfinished)
      for file in files { try write(file, in: unfinished, replacing: false) }
      guard unsafe systemRename(unfinished.cString, folder.cString) == 0 else {
        throw ImageError(.uncreatable, "it cannot be created", system: errno)
      }
    } catch {
      remove(files.map(\.path), from: unfinished)
      unsafe rmdir(unfinished.cString)
      throw error.at(folder)
    }
  }

  private func fill(_ folder: SystemPath) throws(ImageError) {
    if !replacing {
      for file in files where SystemFile.exists(folder.appending(file.path)) {
        throw ImageError.outputExists.at(folder.appending(file.path))
      }
    }
    var added: [SystemPath] = []
    for file in files {
      let isNew = !SystemFile.exists(folder.appending(file.path))
      do {
        try write(file, in: folder, replacing: replacing)
      } catch {
        remove(added, from: folder)
        throw error.at(folder.appending(file.path))
      }
      if isNew { added.append(file.path) }
    }
  }

  private func write(
    _ file: (path: SystemPath, text: [UInt8]), in root: SystemPath, replacing: Bool
  ) throws(ImageError) {
    let path = root.appending(file.path)
    try FileSystem.makeFolder(path.folder ?? root, inside: root)
    try WholeFile.write(file.text, to: path, replacing: replacing, followingLinks: false)
  }

  /// Removes files, and the folders between that are empty then.
  private func remove(_ paths: [SystemPath], from root: SystemPath) {
    for path in paths { unsafe unlink(root.appending(path).cString) }
    for path in paths.reversed() {
      var folder = path.folder
      while let inner = folder {
        unsafe rmdir(root.appending(inner).cString)
        folder = inner.folder
      }
    }
  }
}

private func systemRename(_ path: UnsafePointer<CChar>, _ other: UnsafePointer<CChar>) -> Int32 {
  unsafe rename(path, other)
}
