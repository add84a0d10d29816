import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Walking inputs")
struct InputWalkTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func walked(_ name: SystemPath, excluding excluded: SystemPath...) -> [SystemPath?] {
    InputWalk(excluding: excluded).inputs([folder.systemPath(name)]).map(\.relativePath)
  }

  @Test("Files are taken as they are named, in that order, whether they exist or not")
  func named() throws {
    let inputs = InputWalk().inputs(["b.png", "-", "a.txt", ".hidden.png", "c.prep.png"])
    #expect(inputs.map(\.path) == ["b.png", "-", "a.txt", ".hidden.png", "c.prep.png"])
    #expect(inputs.allSatisfy { $0.relativePath == nil })
    #expect(inputs.map(\.isStandardInput) == [false, true, false, false, false])
  }

  #if os(Linux)
    @Test("A name that is not UTF-8 is a name like any other")
    func notUTF8() throws {
      let names: [SystemPath] = [
        SystemPath(bytes: [0x62, 0xFF, 0x2E] + "png".utf8), SystemPath(bytes: [0xE9]),
      ]
      try folder.write(to: "album/a.png")
      try folder.write([0xFF, 0xD8, 0xFF] + Array(repeating: 0, count: 9), toBytes: "album", names[1])
      try folder.write(toBytes: "album", names[0])
      #expect(walked("album") == ["a.png"] + names)
    }
  #endif

  @Test("A folder gives its files by name, subfolders included, with their place in it")
  func tree() throws {
    for name in ["in/b.png", "in/a/z.jpg", "in/a/b/y.webp", "in/c.gif"] { try folder.write(to: name) }
    #expect(walked("in") == ["a/b/y.webp", "a/z.jpg", "b.png", "c.gif"])
  }

  @Test("Paths of a walk begin with the folder as it was named, without a second slash")
  func paths() throws {
    try folder.write(to: "in/a.png")
    for name in ["in", "in/"] {
      let inputs = InputWalk().inputs([folder.systemPath(SystemPath(name))])
      #expect(inputs == [Input(path: folder.systemPath("in/a.png"), relativePath: "a.png")])
    }
  }

  @Test("What a folder has besides images is told")
  func passedOver() throws {
    for name in ["in/a.png", "in/b.txt", "in/c/d.avif", "in/.hidden", "in/a.prep.png"] {
      try folder.write(to: name)
    }
    for name in ["gone.jpg", "gone", "gone.prep.png"] { try folder.link("in/\(name)", to: "nowhere") }
    var told: [SystemPath] = []
    let inputs = InputWalk().inputs([folder.systemPath("in")]) { told.append($0) }
    #expect(inputs.map(\.relativePath) == ["a.png", "gone.jpg"])
    #expect(inputs.map(\.problem?.code) == [nil, .missing])
    #expect(told == ["in/b.txt", "in/c/d.avif", "in/gone"].map(folder.systemPath))
  }

  @Test("The walk is the same every time")
  func stable() throws {
    for index in 0..<40 { try folder.write(to: "in/\(index * 37 % 40).png") }
    let first = walked("in")
    #expect(first.count == 40)
    #expect(walked("in") == first)
    #expect(first == first.compactMap(\.self).sorted())
  }

  @Test("Hidden files and folders are passed over")
  func hidden() throws {
    for name in ["in/.a.png", "in/.git/b.png", "in/c.png"] { try folder.write(to: name) }
    #expect(walked("in") == ["c.png"])
  }

  @Test("Earlier results are passed over, and only they")
  func results() throws {
    let names = ["in/a.png", "in/a.prep.png", "in/b.prep.jpg", "in/prep.png", "in/c.prepared.png"]
    for name in names { try folder.write(to: name) }
    #expect(walked("in") == ["a.png", "c.prepared.png", "prep.png"])
  }

  @Test(
    "Names of images, in any case",
    arguments: ["a.jpg", "a.JPEG", "a.jpe", "a.jfif", "a.Png", "a.apng", "a.gif", "a.WEBP"])
  func names(_ name: String) throws {
    try folder.write(to: "in/\(name)")
    #expect(walked("in") == [SystemPath(name)])
  }

  @Test("A file without an image's name is an image by its first bytes")
  func firstBytes() throws {
    try folder.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], to: "in/scan")
    try folder.write(Array("GIF89a and more".utf8), to: "in/scan.bin")
    try folder.write(Array("only words".utf8), to: "in/notes.txt")
    try folder.write(to: "in/empty")
    #expect(walked("in") == ["scan", "scan.bin"])
  }

  @Test("The excluded folder is not walked; a folder of that name elsewhere is")
  func excluded() throws {
    for name in ["in/a.png", "in/out/b.png", "in/deep/out/c.png"] { try folder.write(to: name) }
    #expect(walked("in", excluding: folder.systemPath("in/out")) == ["a.png", "deep/out/c.png"])
  }

  @Test("The excluded folder is the same folder in another spelling")
  func excludedSpelling() throws {
    for name in ["in/a.png", "in/out/b.png"] { try folder.write(to: name) }
    for spelling in ["in/./out", "in//out", "./in/out", "in/out/../out"] {
      #expect(walked("in", excluding: folder.systemPath(SystemPath(spelling))) == ["a.png"], "\(spelling)")
    }
  }

  @Test("Folders behind links are not walked, so that a circle has an end; linked files are taken")
  func links() throws {
    try folder.write(to: "in/a.png")
    try folder.link("in/circle", to: "in")
    try folder.link("in/b.png", to: "in/a.png")
    #expect(walked("in") == ["a.png", "b.png"])
  }

  @Test("A link to a folder is walked where it is named itself")
  func namedLink() throws {
    try folder.write(to: "in/a.png")
    try folder.link("shortcut", to: "in")
    #expect(walked("shortcut") == ["a.png"])
  }

  @Test("An empty folder has no inputs")
  func empty() throws {
    try folder.makeFolder("in")
    #expect(walked("in").isEmpty)
  }

  @Test("Pipes are no images, whatever their names: reading one would never end")
  func pipes() throws {
    for name in ["in/a.png", "in/plain.png"] { try folder.write(to: name) }
    let feeds = try [folder.pipe("in/b.png"), folder.pipe("in/c")]
    for feed in feeds {
      try feed.write(contentsOf: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    }
    #expect(walked("in") == ["a.png", "plain.png"])
    for feed in feeds { try feed.close() }
  }
}
