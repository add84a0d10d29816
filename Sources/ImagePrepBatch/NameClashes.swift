import ImagePrep

/// Outputs that several inputs would write.
public struct NameClashes: Error, Equatable {
  /// In the order of the first input of each.
  public private(set) var clashes: [Clash] = []
  /// The way out, as a phrase.
  public private(set) var advice = ""

  public struct Clash: Sendable, Equatable, CustomStringConvertible {
    public var inputs: [SystemPath]
    /// Nil for standard output.
    public var output: SystemPath?

    /// For example `a.gif and a.jpg would both be written to out/a.png`, or `a.gif is named 2 times`.
    public var description: String {
      if let one = inputs.first, inputs.allSatisfy({ $0 == one }) {
        return "\(one) is named \(inputs.count) times"
      }
      let shown = inputs.prefix(inputs.count > 4 ? 3 : 4).map(\.description)
      let others = inputs.count - shown.count
      let last = others > 0 ? "\(others) others" : shown.last ?? ""
      let first = others > 0 ? shown : shown.dropLast()
      let both = inputs.count == 2 ? "both" : "all"
      let place = output?.description ?? "standard output"
      return "\(first.joined(separator: ", ")) and \(last) would \(both) be written to \(place)"
    }
  }

  var isEmpty: Bool { clashes.isEmpty }

  init(_ names: OutputNames, _ inputs: [Input], _ outputs: [SystemPath?]) {
    var folders: [SystemPath: SystemPath] = [:]
    var indexes: [SystemPath: Int] = [:]
    var all: [Clash] = []
    for (input, output) in zip(inputs, outputs) where input.problem == nil {
      let key = output.map { Self.resolved($0, &folders) } ?? "-"
      if let index = indexes[key] {
        all[index].inputs.append(input.path)
      } else {
        indexes[key] = all.count
        all.append(Clash(inputs: [input.path], output: output))
      }
    }
    clashes = all.filter { $0.inputs.count > 1 }
    advice = Self.advice(names)
  }

  /// The same path for all spellings of one, links in its folder resolved: each folder is looked at once.
  private static func resolved(
    _ output: SystemPath, _ folders: inout [SystemPath: SystemPath]
  ) -> SystemPath {
    let folder = output.folder ?? "."
    let known = folders[folder] ?? FileSystem.resolved(folder)
    folders[folder] = known
    return known.appending(output.name)
  }

  private static func advice(_ names: OutputNames) -> String {
    switch (names.destination, names.rule) {
    case (.standardOutput, _): "name a folder with --output"
    case (.file(let path), _): "name a folder, as --output \(path)/"
    case (.besideInput, .keepExtension): "name a folder with --output, or rename one of them"
    case (.folder, .keepExtension): "rename one of them, or write them to different folders"
    case (_, .replaceExtension): "use --names keep-extension (a.jpg.png), or rename one of them"
    }
  }
}
