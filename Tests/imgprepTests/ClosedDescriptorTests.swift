import ImagePrep
import TestSupport
import Testing

@Suite("Closed standard descriptors", .serialized)
struct ClosedDescriptorTests {
  let folder: TemporaryFolder
  private static let count = 24

  /// Images of which every one has a warning: their names say another format.
  init() throws {
    folder = try TemporaryFolder()
    let png = try Picture.gradient(160, 120).encoded(as: Encoding(.png))
    for index in 0..<Self.count { try folder.write(png, to: "in/\(index).jpg") }
  }

  private static let closings = ["<&-", ">&-", "2>&-"]

  /// Every choice of descriptors, and how to close them.
  static let choices: [String] = (0..<8).map { choice in
    let open = ["", ">/dev/null", "2>/dev/null"]
    let each = (0..<3).map { descriptor in
      choice & (1 << descriptor) == 0 ? open[descriptor] : closings[descriptor]
    }
    return each.joined(separator: " ")
  }

  @Test(
    "No output is other than in an undisturbed run",
    arguments: choices, ["", "--json", "--isolate", "--json --isolate"])
  func outputs(_ closing: String, _ options: String) async throws {
    let undisturbed = try await folder.run("in/0.jpg", "-o", "undisturbed.ppm", "--quiet")
    #expect(undisturbed.code == 0)
    let expected = try folder.bytes("undisturbed.ppm")
    let run = try await folder.shell(
      "exec \"$imgprep\" in -o out/ --format ppm --jobs 2 \(options) \(closing)")
    // What should have been printed is lost where standard output is closed.
    #expect(run.code == (closing.contains(" >&-") ? 74 : 0))
    for index in 0..<Self.count {
      #expect(try folder.bytes("out/\(index).ppm") == expected, "\(index)")
    }
  }

  @Test("Nothing is lost with exit code 0 where --quiet has nothing to print", arguments: choices)
  func quiet(_ closing: String) async throws {
    let run = try await folder.shell("exec \"$imgprep\" in -o out/ --quiet \(closing)")
    #expect(run.code == 0)
    #expect(try folder.files.filter { $0.hasPrefix("out/") }.count == Self.count)
  }

  @Test("What is to be read or written there is an error", arguments: ["", "--isolate"])
  func unusable(_ option: String) async throws {
    let input = try await folder.shell("exec \"$imgprep\" - \(option) -o out.png <&-")
    #expect(input.code == 74 && input.errors.contains("standard input: reading failed: "))
    let output = try await folder.shell("exec \"$imgprep\" in/0.jpg \(option) -o - >&-")
    #expect(output.code == 74 && output.errors.contains("standard output: writing failed: "))
    #expect(!folder.exists("out.png"))
  }

  @Test("A program that uses the library may have closed them, and print all the same", arguments: choices)
  func library(_ closing: String) async throws {
    #expect(try await folder.run("in/0.jpg", "-o", "undisturbed.ppm", "--quiet").code == 0)
    let expected = try folder.bytes("undisturbed.ppm")
    let run = try await folder.shell("exec \"$host\" in/*.jpg \(closing)")
    #expect(run.code == 0)
    for index in 0..<Self.count {
      #expect(try folder.bytes("in/\(index).jpg.ppm") == expected, "\(index)")
    }
  }
}
