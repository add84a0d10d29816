import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where results go.
public enum Destination: Sendable, Equatable {
  /// Beside each input, as `STEM.prep.EXT`.
  case besideInput
  /// A folder, in which inputs keep their stems, and walked folders their trees.
  case folder(String)
  case file(String)
  case standardOutput

  /// What the value of `--output` means: nil is beside the input, `-` standard output; a folder exists or
  /// ends in a slash.
  public init(_ path: String?) {
    switch path {
    case nil: self = .besideInput
    case "-": self = .standardOutput
    case .some(let path) where path.hasSuffix("/") || FileSystem.isFolder(path):
      self = .folder(path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
    case .some(let path): self = .file(path)
    }
  }
}

/// Gives every input its output.
public struct OutputNames: Sendable {
  private static let mark = ".prep."

  public var destination: Destination
  public var fileExtension: String

  public init(_ destination: Destination, fileExtension: String) {
    self.destination = destination
    self.fileExtension = fileExtension
  }

  /// Whether a file's name is one that `Destination.besideInput` gives.
  static func isDefaultName(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return name[..<dot].hasSuffix(".prep")
  }

  /// The output of each input, in their order; nil is standard output.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions` where two inputs would write one file.
  public func outputs(for inputs: [Input]) throws(ImageError) -> [String?] {
    if inputs.count > 1, case .file(let path) = destination {
      throw ImageError(
        .invalidOptions, "--output \(path) is one file, for \(inputs.count) inputs",
        advice: "name a folder, as \(path)/")
    }
    let outputs = inputs.map(output)
    var taken: [String: String] = [:]
    for (input, output) in zip(inputs, outputs) {
      let key = output.map(FileSystem.resolved) ?? "-"
      if let other = taken.updateValue(input.path, forKey: key) {
        throw ImageError(
          .invalidOptions, "\(other) and \(input.path) would both be written to \(output ?? "-")",
          advice: Self.advice(for: destination))
      }
    }
    return outputs
  }

  private static func advice(for destination: Destination) -> String {
    switch destination {
    case .standardOutput: "name a folder with --output"
    case .besideInput, .file: "name a folder with --output, or rename one of them"
    case .folder: "rename one of them, or write them to different folders"
    }
  }

  private func output(for input: Input) -> String? {
    switch destination {
    case .standardOutput: nil
    case .file(let path): path
    case .besideInput where input.isStandardInput: nil
    case .besideInput: Self.stem(input.path) + Self.mark + fileExtension
    case .folder(let folder):
      "\(folder)/\(Self.stem(input.relativePath ?? Self.name(input))).\(fileExtension)"
    }
  }

  private static func name(_ input: Input) -> String {
    if input.isStandardInput { return "stdin" }
    return input.path.split(separator: "/").last.map(String.init) ?? input.path
  }

  /// The path without its last extension.
  private static func stem(_ path: String) -> String {
    let nameStart = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    guard let dot = path.lastIndex(of: "."), dot > nameStart else { return path }
    return String(path[..<dot])
  }

  /// Makes the folder that an output lies in, for destinations that promise to.
  public func prepareFolder(for output: String) throws(ImageError) {
    guard case .folder = destination, let slash = output.lastIndex(of: "/") else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: String(output[..<slash]), withIntermediateDirectories: true)
    } catch {
      let reason = (error as? CocoaError)?.underlying.map { ": \($0)" } ?? ""
      throw ImageError(
        .uncreatable, "its folder cannot be created\(reason)", advice: "name another with --output",
        path: output)
    }
  }
}
