import TestSupport
import Testing

@Suite("Help")
struct HelpTests {
  @Test("--help shows examples, groups and exit codes", arguments: ["--help", "-h"])
  func help(_ option: String) async throws {
    let run = try await TemporaryFolder().run(option)
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    for part in ["EXAMPLES:", "imgprep in.webp", "OUTPUT", "SIZE", "LIMITS", "Exit codes:", "inspect"] {
      #expect(run.text.uppercased().contains(part.uppercased()), "\(part)")
    }
  }

  @Test("--help has every option of the contract")
  func options() async throws {
    let text = try await TemporaryFolder().run("--help").text
    for option in [
      "--output", "--format", "--quality", "--lossless", "--max", "--multiple", "--width", "--height",
      "--fit", "--upscale", "--snap", "--snap-by", "--filter", "--decode", "--background", "--alpha",
      "--orient", "--color", "--frame", "--lenient", "--limit-pixels", "--limit-bytes", "--limit-memory",
      "--limit-seconds", "--jobs", "--json", "--dry-run", "--quiet", "--verbose", "--force", "--sync",
    ] {
      #expect(text.contains("\(option) ") || text.contains("\(option)\n"), "\(option)")
    }
  }

  @Test("--help claims what is so")
  func claims() async throws {
    let text = try await TemporaryFolder().run("--help").text
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for claim in [
      "JPEG (of 8 bits, not lossless)", "imgprep --dry-run --json says", "Exif of a WebP",
      "--limit-profile-bytes <n|none>",
    ] {
      #expect(words.contains(claim), "\(claim)")
    }
    // A pipe that is slow to deliver is given up without --isolate too.
    #expect(words.contains("Give an image up after so many seconds. "))
  }

  @Test("inspect has a help of its own, with examples")
  func inspect() async throws {
    let run = try await TemporaryFolder().run("inspect", "--help")
    #expect(run.code == 0)
    #expect(run.text.contains("imgprep inspect in.jpg"))
    #expect(run.lines.contains("USAGE: imgprep inspect [<options>] <input> ..."))
  }

  @Test("--version prints a version of three numbers, and those of the codecs")
  func version() async throws {
    let run = try await TemporaryFolder().run("--version")
    #expect(run.code == 0)
    for library in ["libjpeg-turbo", "libpng", "giflib", "libwebp", "Little CMS"] {
      #expect(run.lines.dropFirst().contains { $0.hasPrefix(library + " ") && $0.contains(".") })
    }
    #expect(run.lines.first?.split(separator: ".").compactMap { Int($0) }.count == 3)
  }
}
