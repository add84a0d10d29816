import ArgumentParser
import ImagePrep
import ImagePrepPresets

struct PresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets",
    abstract: "List the models whose way of preparing images is known, or explain one.",
    usage: "imgprep presets [<name>] [--for <WxH>] [--like <whose>] [--json]",
    discussion: """
      EXAMPLES:
        imgprep presets                                 names, and models of the Hub
        imgprep presets clip --for 4000x3000            what happens to such a picture, and why
        imgprep presets openai/clip-vit-base-patch32    by a model's id
        imgprep presets model/preprocessor_config.json  a model's own file
      """)

  @Argument(
    help: ArgumentHelp(
      "A preset, a model's id, a preprocessor_config.json or a folder that has one.", valueName: "name"),
    completion: .file())
  var name: SystemPath?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("Say what a picture of this size becomes, as 4000x3000.", valueName: "WxH"),
    transform: Size.init(argument:))
  var size: Size?

  @Option(help: ArgumentHelp("Whose form of a processor: pillow or torchvision.", valueName: "whose"))
  var like: Arithmetic?

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func validate() throws {
    if size != nil, name == nil { throw ValidationError("--for needs the name of a preset") }
  }

  func run() throws {
    do throws(ImageError) {
      let presets: [Preset] =
        if let name { [try Preset.find(name, like: like)] } else { Preset.all(like: like ?? .pillow) }
      if json {
        for preset in presets { print(JSONText.line(PresetRow(preset)), terminator: "") }
      } else if name != nil, let preset = presets.first {
        print(try PresetExplanation(preset, size).text)
      } else {
        print(Self.table(presets))
      }
    } catch {
      throw Report.fail(error)
    }
  }

  /// A line for each preset: its name, where its numbers are from, and the models that use it.
  private static func table(_ presets: [Preset]) -> String {
    let names = presets.map(\.name.count).max() ?? 0
    let origins = presets.map(\.origin.count).max() ?? 0
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    return presets.map { preset in
      let models = preset.models.prefix(2).joined(separator: ", ") + (preset.models.count > 2 ? ", …" : "")
      let origin = models.isEmpty ? preset.origin : padded(preset.origin, origins) + "  " + models
      return padded(preset.name, names) + "  " + origin
    }.joined(separator: "\n")
  }
}

extension Preset {
  /// The class of transformers, or the package that its numbers are from.
  fileprivate var origin: String { processorClass ?? source }
}

/// The fields that `presets --json` prints.
struct PresetRow: Encodable {
  var schema = 1
  var name: String
  /// Ids of the Hub.
  var models: [String]
  /// Of transformers; null for others.
  var `class`: String?
  var source: String
  /// The equivalent words of the command.
  var options: [String]

  init(_ preset: Preset) {
    name = preset.name
    models = preset.models
    `class` = preset.processorClass
    source = preset.source
    options = preset.arguments
  }
}
