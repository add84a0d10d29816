import ImagePrep
import TestSupport
import Testing

@Suite("Standard input and output")
struct StreamTests {
  let folder: TemporaryFolder
  let picture: PixelBuffer
  let png: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    picture = try Picture.gradient(48, 32)
    png = try picture.encoded(as: Encoding(.png))
  }

  @Test("From a pipe to a pipe, as PPM, without losing a pixel")
  func pixmap() async throws {
    let run = try await folder.run("-", "-o", "-", "--format", "ppm", input: png)
    #expect(run.code == 0)
    let pixmap = try #require(Pixmap(run.output))
    #expect(pixmap.size == picture.size)
    #expect(pixmap.samples == picture.samples)
  }

  @Test("Standard input goes to standard output unless told, as PNG")
  func defaultOutput() async throws {
    let run = try await folder.run("-", input: png)
    #expect(run.code == 0)
    #expect(try Picture.reader.normalize(run.output).pixels == picture)
    #expect(try folder.files.isEmpty)
  }

  @Test("A file and a pipe give the same bytes", arguments: ["png", "jpeg", "webp", "ppm"])
  func sameBytes(_ format: String) async throws {
    try folder.write(png, to: "in.png")
    #expect(try await folder.run("in.png", "-o", "out", "--format", format, "--max", "24").code == 0)
    let run = try await folder.run("-", "-o", "-", "--format", format, "--max", "24", input: png)
    #expect(run.code == 0)
    #expect(try run.output == folder.bytes("out"))
  }

  @Test("While an image is on standard output, words are on standard error")
  func words() async throws {
    try folder.write(png, to: "in.png")
    let run = try await folder.run("in.png", "-o", "-", "--format", "ppm")
    #expect(Pixmap(run.output)?.samples.count == 48 * 32 * 3)
    #expect(run.errors.contains("in.png") && run.errors.contains("48×32"))
  }

  @Test("Standard input can be written to a file, and into a folder as stdin")
  func toFile() async throws {
    #expect(try await folder.run("-", "-o", "out.png", input: png).code == 0)
    #expect(try await folder.run("-", "-o", "ready/", input: png).code == 0)
    #expect(try folder.files == ["out.png", "ready/stdin.png"])
  }

  @Test("Without an image on it, standard input is named in the message")
  func empty() async throws {
    let run = try await folder.run("-", "-o", "-")
    #expect(run.code == 65)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("standard input"))
  }

  @Test("--json and an image do not share standard output")
  func jsonAndImage() async throws {
    let run = try await folder.run("-", "--json", input: png)
    #expect(run.code == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("--json") && run.errors.contains("--output"))
  }

  @Test("Standard input is read once: twice is refused")
  func twice() async throws {
    let run = try await folder.run("-", "-", "-o", "ready/", input: png)
    #expect(run.code == 64)
    #expect(try folder.files.isEmpty)
  }
}
