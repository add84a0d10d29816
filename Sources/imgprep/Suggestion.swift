/// Guesses the meaning of an option or a value that the parser does not know.
///
/// The parser itself proposes options that are up to three letters off, which for short words is any option. It gives
/// only texts, and this is the one place that reads them.
struct Suggestion {
  private let arguments: [String]

  init(_ arguments: [String]) { self.arguments = arguments }

  /// The parser's message, with this guess in place of the parser's.
  func added(to message: String) -> String {
    let parts = message.split(separator: "'", maxSplits: 4, omittingEmptySubsequences: false)
      .map(String.init)
    if message.hasPrefix("Unknown option '"), parts.count > 1 { return unknownOption(whole(parts[1])) }
    if message.hasPrefix("The value '"), parts.count > 4 { return invalidValue(parts[1], message, parts[4]) }
    return message
  }

  /// The whole argument that a letter belongs to, since the parser takes `-orient` for `-o -r -i …`.
  private func whole(_ name: String) -> String {
    guard name.count == 2, let letter = name.last, !arguments.contains(name) else { return name }
    return arguments.first { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains(letter) } ?? name
  }

  private func unknownOption(_ name: String) -> String {
    let message = "Unknown option '\(name)'"
    let commands = CommandSyntax()?.commands ?? []
    let command = commands.first { $0.name == arguments.first } ?? commands.first
    let other = commands.first { $0.name != command?.name && $0.options.contains { $0.names.contains(name) } }
    if let command, let other {
      return message + " of imgprep \(command.name): it is one of imgprep \(other.name)"
    }
    let long = (command?.options ?? []).flatMap(\.names).filter { $0.hasPrefix("--") }
    let word = name.drop { $0 == "-" }.lowercased()
    if let option = Self.nearest(word, among: long.map { $0.dropFirst(2).description }) {
      return message + ". Did you mean '--\(option)'?"
    }
    let isJoined = name.hasPrefix("-o") && name.count > 2
    return isJoined ? message + ". To name the output, write -o \(name.dropFirst(2))" : message
  }

  /// - Parameter rest: The message after the option: its values, in quotes or one a line, or a sentence.
  private func invalidValue(_ value: String, _ message: String, _ rest: String) -> String {
    let request = message.firstRange(of: "Please provide")
    let letters = (request.map { message[$0.lowerBound...] } ?? rest[...])
      .split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != ":" }.map(String.init)
    // Words of a sentence are not values, except these.
    let known = ["none", "icc", "exif", "gray"]
    let words =
      request == nil ? known.filter(letters.contains) : letters.filter { !Self.ofRequest.contains($0) }
    // A number is never a misspelling of another.
    guard value.contains(where: \.isLetter), let meant = Self.nearest(value.lowercased(), among: words) else {
      return message
    }
    let question = "Did you mean '\(meant)'?"
    guard let request else { return "\(message) \(question)" }
    return message[..<request.lowerBound] + "\(question) " + message[request.lowerBound...]
  }

  private static let ofRequest: Set = [
    "Please", "provide", "one", "of", "the", "following:", "and", "or", "-",
  ]

  /// The listed word that `word` is a misspelling or a part of. Nil if none is near, or if it is a part of several.
  static func nearest(_ word: String, among words: [String]) -> String? {
    let mistakes = min(2, max(1, word.count / 3))
    let near = words.map { ($0, Self.mistakes(from: word, to: $0)) }.min { $0.1 < $1.1 }
    if word.count > 2, let near, near.1 <= mistakes { return near.0 }
    let containing = words.filter { $0.contains(word) }
    return word.count > 2 && containing.count == 1 ? containing[0] : nil
  }

  /// The number of letters that are wrong, extra, missing, or swapped with the next.
  private static func mistakes(from word: String, to other: String) -> Int {
    let (letters, others) = (Array(word), Array(other))
    var rows = [Array(0...others.count)]
    for i in letters.indices {
      var row = [i + 1]
      for j in others.indices {
        var least = min(row[j], rows[i][j + 1]) + 1
        least = min(least, rows[i][j] + (letters[i] == others[j] ? 0 : 1))
        if i > 0, j > 0, letters[i] == others[j - 1], letters[i - 1] == others[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[letters.count][others.count]
  }
}
