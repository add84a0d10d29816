import ImagePrep

/// Finds files whose names begin with a dash, as `imgprep *.png` gives them: the parser would read them as
/// options, and
/// `-hello.png` as a wish for help.
enum DashNames {
  /// The error about the first of them; nil where there is none.
  static func error(in arguments: [String]) -> ImageError? {
    let beforeEnd = arguments.prefix { $0 != "--" }.map(RawArguments.path)
    return beforeEnd.first(where: isFile).map { name in
      let file = "if it is a file, write ./\(name) or put -- before it"
      guard let output = joinedOutput(name) else {
        return ImageError(
          .invalidOptions, "it begins with a dash, as options do", advice: Message(file), path: name)
      }
      return ImageError(
        .invalidOptions, "-o and its value are one word",
        advice: "to name the output, write -o \(output); \(file)", path: name)
    }
  }

  /// The output that is named by `-oNAME`, unless that is a file.
  private static func joinedOutput(_ name: SystemPath) -> SystemPath? {
    guard name.hasPrefix("-o"), FileKind(of: name) == .nothing else { return nil }
    return SystemPath(bytes: name.bytes.dropFirst(2))
  }

  /// Whether it is no option that there is, and there is such a file, or its name is that of an image.
  private static func isFile(_ argument: SystemPath) -> Bool {
    let isShortOption = argument.bytes.count <= 2
    guard argument.hasPrefix("-"), !isShortOption, !argument.hasPrefix("--"), !argument.bytes.contains(0x3D)
    else {
      return argument.hasPrefix("--") && argument.fileExtension != nil && FileKind(of: argument) == .file
    }
    return Format(named: argument) != nil || FileKind(of: argument) == .file
  }
}
