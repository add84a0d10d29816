import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Files that are written")
struct OutputFileTests {
  let folder: TemporaryFolder
  let picture: PixelBuffer
  private let png = Encoding(.png)

  init() throws {
    folder = try TemporaryFolder()
    picture = try PixelBuffer.noise(Size(width: 9, height: 9), .rgb8, seed: 41)
  }

  private func place(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func path(_ name: String) -> SystemPath { SystemPath(place(name)) }

  private func mode(_ name: String) -> mode_t? { SystemFile.mode(path(name)).map { $0 & 0o7777 } }

  private func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: place(name))))
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: place(name)))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: place(name), withDestinationPath: target)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  @Test("Two results for one file are refused before anything is written, however its folder is spelled")
  func sameFile() throws {
    let image = try Normalizer().open(picture.encoded(as: png))
    let plan = try image.plan(Options())
    for other in ["a.png", "./a.png"] {
      var files = [OutputFile(path("a.png"), as: png), OutputFile(path(other), as: png)]
      for index in files.indices { files[index].replacing = true }
      let error = try #require(throws: ImageError.self) { try image.render(plan, to: files) }
      #expect(error.code == .invalidOptions && error.path == path(other))
      #expect(try names.isEmpty)
    }
    _ = try image.render(plan, to: [OutputFile(path("a.png"), as: png), OutputFile(path("b.png"), as: png)])
    #expect(try names == ["a.png", "b.png"])
  }

  @Test("A descriptor that is not open is an error", arguments: OutputFormat.allCases)
  func notOpen(_ format: OutputFormat) throws {
    for descriptor: Int32 in [-1, 9999, .min] {
      let error = #expect(throws: ImageError.self) {
        try picture.write(descriptor: descriptor, as: Encoding(format))
      }
      #expect(error?.code == .unwritable && error?.reason == "writing failed: Bad file descriptor")
    }
  }

  @Test("A link that is named by itself leads to the file, whether that exists or not")
  func followed() throws {
    try FileManager.default.createDirectory(atPath: place("sub"), withIntermediateDirectories: false)
    try link("sub/second", to: "../target.png")
    try link("first", to: "sub/second")
    try picture.write(to: place("first"), as: png)
    #expect(try bytes("target.png") == picture.encoded(as: png))
    #expect(throws: ImageError.self) { try picture.write(to: place("first"), as: png) }
    try picture.write(to: place("first"), as: Encoding(.ppm), replacing: true)
    #expect(try bytes("target.png") == picture.encoded(as: Encoding(.ppm)))
    #expect(SystemFile.target(ofLink: path("first")) == "sub/second")
    try link("circle", to: "circle")
    let error = #expect(throws: ImageError.self) {
      try picture.write(to: place("circle"), as: png, replacing: true)
    }
    #expect(error?.code == .uncreatable && error?.path == path("circle"))
  }

  @Test(
    "A link in a folder is replaced, whether it leads anywhere or not", arguments: ["precious", "nowhere"])
  func replaced(_ target: String) throws {
    try write("precious", to: "precious")
    try link("a.png", to: target)
    let error = #expect(throws: ImageError.self) {
      try picture.write(to: place("a.png"), as: png, followingLinks: false)
    }
    #expect(error?.code == .outputExists)
    try picture.write(to: place("a.png"), as: png, replacing: true, followingLinks: false)
    #expect(SystemFile.target(ofLink: path("a.png")) == nil)
    #expect(try bytes("a.png") == picture.encoded(as: png))
    #expect(try bytes("precious") == Array("precious".utf8))
    #expect(try names == ["a.png", "precious"])
  }

  @Test("A pipe in a folder is replaced too: nobody need read it")
  func replacedPipe() throws {
    #expect(unsafe mkfifo(place("a.png"), 0o600) == 0)
    try picture.write(to: place("a.png"), as: png, replacing: true, followingLinks: false)
    #expect(try bytes("a.png") == picture.encoded(as: png))
  }

  @Test(
    "A file keeps the permissions of the one it replaces, and no others",
    arguments: [0o600, 0o640, 0o444, 0o777, 0o4755])
  func permissions(_ mode: mode_t) throws {
    for allowsNameless in [true, false] {
      try? FileManager.default.removeItem(atPath: place("a.png"))
      try write("earlier", to: "a.png")
      #expect(unsafe chmod(place("a.png"), mode) == 0)
      let file = try TemporaryFile(
        for: path("a.png"), Publishing(replacing: true), allowsNameless: allowsNameless)
      #expect(unfinishedMode(file) & 0o077 & ~mode == 0)
      try file.publish()
      #expect(self.mode("a.png") == mode & 0o777)
    }
  }

  private func unfinishedMode(_ file: TemporaryFile) -> mode_t {
    var status = stat()
    return unsafe fstat(file.descriptor, &status) == 0 ? status.st_mode : 0
  }

  @Test("Without nameless files, one that is not finished is hidden, and gone when it is let go")
  func named() throws {
    var file: TemporaryFile? = try TemporaryFile(for: path("a.png"), Publishing(), allowsNameless: false)
    #expect(try names.count == 1 && names[0].hasPrefix(".imgprep-"))
    file = nil
    #expect(try names == [])
    file = try TemporaryFile(for: path("a.png"), Publishing(), allowsNameless: false)
    try file?.publish()
    #expect(try names == ["a.png"])
  }

  @Test(
    "What a killed process has left is removed; what others are writing is not", arguments: [true, false])
  func stale(_ replacing: Bool) throws {
    // A folder is looked at once in a process, so what is being written comes from another one.
    try write("half of an image", to: ".imgprep-living.tmp")
    let living = unsafe open(place(".imgprep-living.tmp"), O_WRONLY)
    defer { close(living) }
    #expect(StaleFiles.claim(living))
    // Nobody holds a lock on these.
    try write("half of an image", to: ".imgprep-1a2b3c.tmp")
    try write("half of an image", to: ".imgprep-zzz.tmp")
    for other in [".imgprep-notes", "x.tmp", ".imgprep", "imgprep-1.tmp"] { try write("not ours", to: other) }
    try FileManager.default.createDirectory(
      atPath: place(".imgprep-folder.tmp"), withIntermediateDirectories: false)
    try write("precious", to: "precious")
    try link(".imgprep-link.tmp", to: "precious")
    if replacing {
      try TemporaryFile(for: path("b.png"), Publishing(replacing: true)).publish()
    } else {
      try TemporaryFile(for: path("b.png"), Publishing(), allowsNameless: false).publish()
    }
    #expect(
      try names == [
        ".imgprep", ".imgprep-folder.tmp", ".imgprep-link.tmp", ".imgprep-living.tmp", ".imgprep-notes",
        "b.png", "imgprep-1.tmp", "precious", "x.tmp",
      ])
  }

  @Test("Synced files are the same files", arguments: Durability.allCases)
  func synced(_ durability: Durability) throws {
    for allowsNameless in [true, false] {
      for replacing in [true, false] {
        let name = "\(allowsNameless)-\(replacing)"
        let file = try TemporaryFile(
          for: path(name), Publishing(replacing: replacing, durability: durability),
          allowsNameless: allowsNameless)
        #expect(unsafe systemWrite(file.descriptor, "whole", 5) == 5)
        try file.publish()
        #expect(try bytes(name) == Array("whole".utf8))
      }
    }
  }

  @Test("Names that lead to descriptors of the process are written to, not replaced")
  func descriptors() throws {
    let output = unsafe open(place("out.png"), O_WRONLY | O_CREAT, 0o600)
    defer { close(output) }
    for name in ["/dev/fd/\(output)", "/proc/self/fd/\(output)"] where SystemFile.exists(SystemPath(name)) {
      #expect(try OutputPlace(SystemPath(name), followingLinks: true) == .descriptor(output))
      try picture.write(to: name, as: png)
    }
    #expect(try bytes("out.png").starts(with: picture.encoded(as: png)))
    #expect(try OutputPlace("/dev/stdout", followingLinks: true) == .descriptor(1))
    #expect(try OutputPlace("/dev/../dev/stderr", followingLinks: true) == .descriptor(2))
    try link("mine.png", to: "/dev/stdout")
    #expect(try OutputPlace(path("mine.png"), followingLinks: true) == .descriptor(1))
    #expect(try OutputPlace(path("mine.png"), followingLinks: false) == .file(path("mine.png")))
    #expect(try OutputPlace("/dev/null", followingLinks: true) == .device("/dev/null"))
    #expect(try OutputPlace("stdout", followingLinks: true) == .file("stdout"))
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
