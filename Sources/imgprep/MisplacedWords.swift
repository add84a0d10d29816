import ImagePrep
import ImagePrepBatch

/// Finds arguments that are not inputs: an output as in other programs (`convert in.webp out.png`), and unknown
/// commands.
enum MisplacedWords {
  /// - Throws: `ImageError` with the code `invalidOptions`, before anything is done.
  static func check(inputs: [SystemPath], output: SystemPath?) throws(ImageError) {
    if inputs.contains(where: { $0.description.isEmpty }) {
      throw ImageError(.invalidOptions, "an input has an empty name", advice: "name a file, a folder, or -")
    }
    guard inputs.count > 1, let first = inputs.first, let last = inputs.last else { return }
    let others = inputs.dropFirst()
    if let command = Suggestion.nearest(
      first.description, among: Imgprep.commandNames.filter { $0 != "help" }),
      !exists(first)
    {
      throw ImageError(
        .invalidOptions, "there is no file and no command of this name", advice: "did you mean '\(command)'?",
        path: first)
    }
    if isCommand(first), !exists(first) {
      let named = output ?? (others.count > 1 && isOutput(last) ? last : nil)
      let command = ["imgprep", "\(others.first ?? last)"] + (named.map { ["-o", "\($0)"] } ?? [])
      throw ImageError(
        .invalidOptions, "there is no file and no command of this name",
        advice:
          """
          leave it out, as in `\(command.joined(separator: " "))`; the commands are normalize (the default), \
          batch, merge, inspect, remap and presets
          """,
        path: first)
    }
    guard output == nil, inputs.count == 2, first == "-" || exists(first), isOutput(last) else { return }
    throw ImageError(
      .invalidOptions, "there is no such input", advice: "to name the output, use -o \(last)", path: last)
  }

  private static func exists(_ path: SystemPath) -> Bool { FileKind(of: path) != .nothing }

  /// True for the commands of similar programs. Any other word may be a missing input.
  private static func isCommand(_ path: SystemPath) -> Bool {
    [
      "convert", "resize", "thumbnail", "crop", "rotate", "scale", "identify", "info", "compress", "optimize",
      "transform", "process", "prep", "run", "encode", "decode",
    ].contains(path.description)
  }

  /// True if it looks like the name of an output, and no such input exists.
  private static func isOutput(_ path: SystemPath) -> Bool {
    !exists(path) && (path.hasSuffix("/") || path.fileExtension != nil)
  }
}
