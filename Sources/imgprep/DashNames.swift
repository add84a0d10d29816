import ImagePrep

/// Finds files whose names begin with a dash, for example from `imgprep *.png`. The parser would read them as options,
/// and `-hello.png` as a request for help.
enum DashNames {
  /// The error about the first such file; nil if there is none.
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

  /// The output in `-oNAME`, unless there is a file named like the whole argument.
  private static func joinedOutput(_ name: SystemPath) -> SystemPath? {
    guard name.hasPrefix("-o"), FileKind(of: name) == .nothing else { return nil }
    return SystemPath(bytes: name.bytes.dropFirst(2))
  }

  /// True if the argument is no known option, and is an existing file or has an image's name.
  private static func isFile(_ argument: SystemPath) -> Bool {
    let isShortOption = argument.bytes.count <= 2
    guard argument.hasPrefix("-"), !isShortOption, !argument.hasPrefix("--"), !argument.bytes.contains(0x3D)
    else {
      return argument.hasPrefix("--") && argument.fileExtension != nil && FileKind(of: argument) == .file
    }
    return Format(named: argument) != nil || FileKind(of: argument) == .file
  }
}
