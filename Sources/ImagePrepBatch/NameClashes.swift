import ImagePrep

/// Outputs that several inputs would write, or that would replace other inputs.
public struct NameClashes: Error, Equatable {
  /// The clashes, in the order of their first inputs.
  public private(set) var clashes: [Clash] = []
  /// What the user can do, as a phrase.
  public var advice: String { adviceWords.description }
  private var adviceWords: Message = ""

  /// An impossible output: several inputs share it, or it would replace another input.
  public struct Clash: Sendable, Equatable, CustomStringConvertible {
    public var inputs: [SystemPath]
    public var output: OutputTarget
    /// The input that the output would replace; nil if several inputs share the output.
    public var replaced: SystemPath?

    /// For example `a.gif and a.jpg would both be written to out/a.png`, or `a.gif is named 2 times`.
    public var description: String {
      if let one = inputs.first, let replaced {
        return "the output of \(one) would replace \(replaced), which is another input"
      }
      if let one = inputs.first, inputs.allSatisfy({ $0 == one }) {
        return "\(one) is named \(inputs.count) times"
      }
      let shown = inputs.prefix(inputs.count > 4 ? 3 : 4).map(\.description)
      let others = inputs.count - shown.count
      let last = others > 0 ? "\(others) others" : shown.last ?? ""
      let first = others > 0 ? shown : shown.dropLast()
      let both = inputs.count == 2 ? "both" : "all"
      let place = output.path?.description ?? "standard output"
      return "\(first.joined(separator: ", ")) and \(last) would \(both) be written to \(place)"
    }
  }

  var isEmpty: Bool { clashes.isEmpty }

  /// The advice, with options named as the calling program names them.
  public func advice(naming name: (OptionKey) -> String) -> String { adviceWords.text(naming: name) }

  init(_ names: OutputNames, _ inputs: [Input], _ outputs: [OutputTarget]) {
    var folders: [SystemPath: SystemPath] = [:]
    var indexes: [OutputTarget: Int] = [:]
    var all: [[Input]] = []
    var places: [OutputTarget] = []
    for (input, output) in zip(inputs, outputs) where input.problem == nil {
      let key = output.path.map { .file(Self.resolved($0, &folders)) } ?? output
      if let index = indexes[key] {
        all[index].append(input)
      } else {
        indexes[key] = all.count
        all.append([input])
        places.append(output)
      }
    }
    let meeting = zip(all, places).filter { $0.0.count > 1 }
    clashes = meeting.map { Clash(inputs: $0.0.map(\.path), output: $0.1) }
    adviceWords = Self.advice(names, meeting.map(\.0))
  }

  /// Finds outputs that would replace another output's input, by whatever path. An output may replace its own input.
  init(replacedBy outputs: [OutputTarget], _ inputs: [Input]) {
    // Links are replaced, not followed. If no output exists, the inputs need no check.
    let taken = zip(inputs.indices, outputs).compactMap { index, output in
      output.path.flatMap { FileSystem.identity(of: $0, followingLinks: false) }.map { (index, $0) }
    }
    guard !taken.isEmpty else { return }
    var readers: [FileSystem.Identity: Set<Int>] = [:]
    for (index, input) in inputs.enumerated() where input.problem == nil && !input.isStandardInput {
      for followsLinks in [true, false] {
        let identity = FileSystem.identity(of: input.path, followingLinks: followsLinks)
        if let identity { readers[identity, default: []].insert(index) }
      }
    }
    for (index, identity) in taken where inputs[index].problem == nil {
      guard let indexes = readers[identity], !indexes.contains(index), let other = indexes.min() else {
        continue
      }
      clashes.append(
        Clash(inputs: [inputs[index].path], output: outputs[index], replaced: inputs[other].path))
    }
    adviceWords = "name another folder with \(.output)"
  }

  /// One path for all its spellings, with links in the folder resolved. Each folder is resolved only once.
  static func resolved(
    _ output: SystemPath, _ folders: inout [SystemPath: SystemPath]
  ) -> SystemPath {
    let folder = output.folder ?? "."
    let known = folders[folder] ?? FileSystem.resolved(folder)
    folders[folder] = known
    return known.appending(output.name)
  }

  /// - Parameter groups: The inputs of each shared output.
  private static func advice(_ names: OutputNames, _ groups: [[Input]]) -> Message {
    let distinct = groups.map(differing)
    let others = distinct.filter { $0.count > 1 }
    var ways: [Message] = []
    if zip(groups, distinct).contains(where: { $0.count > $1.count }) { ways.append("name each input once") }
    switch names.destination {
    case _ where others.isEmpty: break
    case .standardOutput: ways.append("name a folder with \(.output)")
    case .file(let path) where FileKind(of: path) == .device: ways.append("name a folder with \(.output)")
    case .file(let path):
      let folder = OutputFormat(path: path) == nil ? path : path.stem
      ways.append("name a folder, as \(.output) \(folder)/")
    case .besideInput, .folder:
      let helped = others.filter { keepingHelps($0, names) }
      if !helped.isEmpty { ways.append("use \(.names) keep-extension (a.jpg.png)") }
      if helped.count < others.count { ways.append(apart(names)) }
    }
    return ways.dropFirst().reduce(ways.first ?? "") { "\($0); \($1)" }
  }

  /// The inputs, each file once, whatever paths lead to it.
  private static func differing(_ inputs: [Input]) -> [Input] {
    var known: Set<FileSystem.Identity> = []
    var paths: Set<SystemPath> = []
    return inputs.filter { input in
      guard paths.insert(input.path).inserted else { return false }
      guard let identity = FileSystem.identity(of: input.path) else { return true }
      return known.insert(identity).inserted
    }
  }

  private static func keepingHelps(_ inputs: [Input], _ names: OutputNames) -> Bool {
    guard names.rule != .keepExtension else { return false }
    var names = names
    names.rule = .keepExtension
    return Set(inputs.map { names.output(for: $0).path?.name }).count == inputs.count
  }

  /// Advice for files of the same name in several folders.
  private static func apart(_ names: OutputNames) -> Message {
    if case .folder = names.destination { return "run each folder by itself, with an \(.output) of its own" }
    return "name a folder with \(.output), or rename one of them"
  }
}
