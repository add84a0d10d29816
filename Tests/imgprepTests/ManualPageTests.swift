import TestSupport
import Testing

@Suite("The manual page")
struct ManualPageTests {
  @Test("It has a section for each command, and every option of the help")
  func options() async throws {
    let folder = try TemporaryFolder()
    let page = try await folder.run("--generate-manual-page")
    #expect(page.code == 0 && page.text.hasPrefix(".TH IMGPREP 1"))
    for command in ["normalize", "batch", "merge", "inspect", "remap", "presets"] {
      #expect(page.lines.contains(".SH \(command.uppercased())"))
      let help = try await folder.run(command, "--help")
      let flags = help.lines.compactMap { line in
        line.hasPrefix("  -")
          ? line.split(whereSeparator: { " ,".contains($0) }).first { $0.hasPrefix("--") } : nil
      }
      #expect(!flags.isEmpty)
      for flag in flags {
        let name = flag.replacing("-", with: #"\-"#)
        #expect(
          page.lines.contains { $0.hasPrefix(#"\fB"#) && $0.contains(#"\fB\#(name)\fR"#) },
          "\(command) \(flag)")
      }
    }
  }

  @Test("No line but its own begins as a request of roff")
  func requests() async throws {
    let page = try await TemporaryFolder().run("--generate-manual-page")
    let requests = page.lines.filter { $0.hasPrefix(".") || $0.hasPrefix("'") }
    let known = [".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi", ".br"]
    #expect(requests.allSatisfy { line in known.contains { line == $0 || line.hasPrefix($0 + " ") } })
  }
}
