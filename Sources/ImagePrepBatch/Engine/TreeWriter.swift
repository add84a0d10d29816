import ImagePrep
import ImagePrepPlatform
import Synchronization

/// Puts finished files at their places in the folder of outputs, and notes them in the journal.
final class TreeWriter: Sendable {
  private let state: OutputState
  private let options: [UInt8]
  private let durability: Durability
  private let naming: @Sendable (OptionKey) -> String
  private let written = Atomic<Int>(0)
  /// The folders that were found or made last.
  private let folders = LRUCache<SystemPath, Bool>(mostEntries: 64)

  init(
    _ state: OutputState, options: [UInt8], durability: Durability,
    naming: @escaping @Sendable (OptionKey) -> String
  ) {
    self.state = state
    self.options = options
    self.durability = durability
    self.naming = naming
  }

  /// Puts an output in its place, or removes an older one if the input has failed for good. Returns the row's tail.
  func finish(
    _ input: BatchInput, _ output: SystemPath, replacing: Bool, _ result: ImageResult
  ) throws(ImageError) -> [UInt8] {
    let place = state.root.appending(output)
    let isVerdict = result.error?.isVerdict ?? false
    if replacing { try state.journal.forget(output) }
    do throws(ImageError) {
      if let file = result.output {
        try move(file, to: place)
      } else if isVerdict || result.status == .skipped, replacing, unsafe unlink(place.cString) != 0,
        ![ENOENT, ENOTDIR, EISDIR].contains(errno)
      {
        throw ImageError(.unwritable, "the old output cannot be removed", system: errno)
      }
    } catch {
      throw error.at(place)
    }
    let tail = BatchRowText.tail(result, naming: naming)
    try state.journal.append(
      JournalEntry(
        output: output, input: input.relativePath,
        identity: input.identity ?? InputIdentity(size: 0, modified: 0), options: options,
        status: result.status, errorKind: result.error?.code.description ?? "", isRemembered: isVerdict,
        outputIdentity: result.output?.identity ?? InputIdentity(size: 0, modified: 0),
        digest: result.output?.digest ?? [], tail: tail))
    return tail
  }

  /// Writes the files that go with an image.
  ///
  /// - Parameter replacing: False keeps a file of the same size that is there.
  func write(_ companions: WorkItem.Companions, replacing: Bool) throws(ImageError) {
    for (name, bytes) in companions.files {
      let place = path(name)
      if !replacing, let status = FileStatus(ofNameAt: place), status.kind == .file,
        status.content.size == bytes.count
      {
        continue
      }
      do throws(ImageError) {
        let unfinished = state.temporary.appending(
          SystemPath("c\(written.add(1, ordering: .relaxed).newValue)"))
        let file = try RandomAccessFile(unfinished)
        try file.write(bytes, at: 0)
        if durability == .files { try file.sync() }
        try move(try FinishedFile(unfinished), to: place)
      } catch {
        throw error.at(place)
      }
    }
  }

  private func move(_ file: FinishedFile, to place: SystemPath) throws(ImageError) {
    let folder = place.folder ?? "."
    if folders.find(folder) == nil {
      try FileSystem.makeFolder(folder, inside: state.root, sync: durability)
      folders.insert(true, for: folder)
    }
    do throws(ImageError) {
      try file.move(to: place)
    } catch {
      // Somebody has removed the folder.
      guard error.systemError == ENOENT else { throw error }
      try FileSystem.makeFolder(folder, inside: state.root, sync: durability)
      try file.move(to: place)
    }
    if durability == .files { try SystemFile.syncFolder(folder) }
  }

  /// Notes that an output is the same though its time is another.
  func renew(_ entry: JournalEntry, _ identity: InputIdentity) throws(ImageError) {
    var entry = entry
    entry.outputIdentity = identity
    try state.journal.append(entry)
  }

  /// Removes an output whose input has gone. Returns false if there was none.
  func remove(_ output: SystemPath) throws(ImageError) -> Bool {
    try state.journal.forget(output)
    let place = path(output)
    if unsafe unlink(place.cString) == 0 { return true }
    guard [ENOENT, ENOTDIR].contains(errno) else {
      throw ImageError(.unwritable, "an old output cannot be removed", system: errno, path: place)
    }
    return false
  }

  func path(_ output: SystemPath) -> SystemPath { state.root.appending(output) }
}
