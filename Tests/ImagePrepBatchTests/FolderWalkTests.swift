import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Walking a folder while it is worked on")
struct FolderWalkTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func walk(_ name: SystemPath, excluding excluded: SystemPath? = nil) -> [Found] {
    var walk = FolderWalk(
      folder.systemPath(name), excluding: excluded.flatMap { FileSystem.identity(of: folder.systemPath($0)) })
    var all: [Found] = []
    while let found = walk.next() { all.append(found) }
    return all
  }

  private func inputs(_ name: SystemPath, excluding excluded: SystemPath? = nil) -> [BatchInput] {
    walk(name, excluding: excluded).flatMap { found -> [BatchInput] in
      guard case .sample(let sample) = found else { return [] }
      return sample.images
    }
  }

  @Test("Names are in the order of their bytes, and a folder stands at its own name")
  func order() throws {
    for name in ["a.jpg", "a/x.jpg", "B.jpg", "a-b/x.jpg", "a/b/c.jpg", "a/b.jpg"] {
      try folder.write(to: "in/" + name)
    }
    #expect(
      inputs("in").map(\.relativePath) == [
        "B.jpg", "a/b/c.jpg", "a/b.jpg", "a/x.jpg", "a-b/x.jpg", "a.jpg",
      ])
    #expect(inputs("in/").map(\.name).first == folder.systemPath("in/B.jpg"))
  }

  @Test(
    "Hidden files, links to folders and the folder of outputs are not seen, and what is no image is passed over"
  )
  func seen() throws {
    for name in [
      "in/.hidden.jpg", "in/.git/a.jpg", "in/out/a.png", "in/x.jpg", "in/notes.txt", "other/y.jpg",
    ] {
      try folder.write(to: name)
    }
    try folder.write([0xFF, 0xD8, 0xFF] + Array(repeating: 0, count: 9), to: "in/noext")
    try folder.link("in/link", to: "other")
    let found = walk("in", excluding: "in/out")
    #expect(inputs("in", excluding: "in/out").map(\.relativePath) == ["noext", "x.jpg"])
    let passed = found.compactMap { found -> SystemPath? in
      guard case .passedOver(let path) = found else { return nil }
      return path.name
    }
    #expect(passed == ["notes.txt"])
  }

  @Test("What is named as an image and is no file has a problem, and so has a folder that cannot be read")
  func problems() throws {
    try folder.makeFolder("in")
    try folder.link("in/gone.jpg", to: "nowhere")
    try folder.link("in/gone.txt", to: "nowhere")
    let pipe = try folder.pipe("in/pipe.png")
    defer { try? pipe.close() }
    #expect(inputs("in").map(\.relativePath) == ["gone.jpg", "pipe.png"])
    #expect(inputs("in").map(\.problem?.code) == [.missing, .unreadable])
    let missing = inputs("none")
    #expect(missing.map(\.name) == [folder.systemPath("none")])
    #expect(missing.map(\.problem?.code) == [.unreadable])
  }

  @Test("Size and time are those of the file, to the nanosecond")
  func identity() throws {
    try folder.write([1, 2, 3], to: "in/a.jpg")
    let times = [timespec(tv_sec: 5, tv_nsec: 7), timespec(tv_sec: 1_000_000_000, tv_nsec: 123_456_789)]
    let status = unsafe times.withUnsafeBufferPointer {
      unsafe utimensat(AT_FDCWD, folder.place("in/a.jpg"), $0.baseAddress, 0)
    }
    #expect(status == 0)
    #expect(
      inputs("in").map(\.identity) == [InputIdentity(size: 3, modified: 1_000_000_000_123_456_789)])
  }
}
