import ImagePrep
import ImagePrepPresets

/// What a preset does to an image, in words and lines.
struct PresetExplanation {
  let text: String

  /// - Parameter size: Of a picture to take as an example; nil for none.
  init(_ preset: Preset, _ size: Size?) throws(ImageError) {
    var lines = ["\(preset.name), from \(preset.source)"]
    if let processor = preset.processorClass { lines[0] += ", \(processor)" }
    if !preset.models.isEmpty { lines.append("models: " + preset.models.joined(separator: ", ")) }
    lines.append("")
    lines += Self.steps(preset).enumerated().map { "  \($0.offset + 1). \($0.element)" }
    if let size { lines += ["", try Self.example(preset, size)] }
    let output = preset.isPicture ? "OUT.jpg" : "OUT.safetensors"
    let arguments = preset.arguments.map(Self.quoted).joined(separator: " ")
    lines += ["", "the same: imgprep IN -o \(output) \(arguments)"]
    text = lines.joined(separator: "\n")
  }

  private static func quoted(_ word: String) -> String { word.contains(" ") ? "'\(word)'" : word }

  // MARK: Steps

  private static func steps(_ preset: Preset) -> [String] {
    let options = preset.options
    var steps = ["Turn the picture upright, convert its colors to sRGB and flatten transparency onto white."]
    steps.append(scaling(options))
    if let canvas = options.geometry.canvas {
      steps.append("Crop to \(canvas) about the middle; pad what is smaller.")
    }
    if let tiles = options.tiles {
      steps.append("Cut into tiles of \(tiles), row by row\(whole(options.wholeTile)).")
    }
    guard !preset.isPicture else { return steps + ["Write a picture."] }
    steps += values(preset.tensor)
    if let patches = preset.tensor.patches {
      steps.append(
        "Flatten into patches of \(patches.side) pixels a side"
          + (patches.merge > 1 ? ", in squares of \(patches.merge) by \(patches.merge)" : "")
          + (patches.frames > 1 ? ", each \(patches.frames) times" : "")
          + (patches.rows.map { ", filled with zeros up to \($0)" } ?? "") + ".")
    }
    let names = [preset.tensorName] + preset.extraTensors.map(\.name)
    steps.append("Write \(names.joined(separator: ", ")).")
    return steps
  }

  private static func scaling(_ options: Options) -> String {
    let with = " with \(options.filter.rawValue) (\(options.arithmetic.rawValue))"
    let multiple = options.multiple.map { max($0.width, $0.height) } ?? 1
    let multiples = multiple > 1 ? ", to multiples of \(multiple)" : ""
    switch options.geometry.fit {
    case .max(nil):
      return multiple > 1 ? "Bring both sides to multiples of \(multiple)\(with)." : "Keep the size."
    case .max(let side?): return "Scale down until no side is longer than \(side)\(multiples)\(with)."
    case .inside(let width, let height):
      let box = [width.map { "\($0) wide" }, height.map { "\($0) high" }].compactMap(\.self)
      return "Scale until it is at most \(box.joined(separator: " and "))\(multiples)\(with)."
    case .cover(let width, let height): return "Scale to cover \(width)×\(height), and crop\(with)."
    case .pad(let width, let height): return "Scale to fit in \(width)×\(height), and pad\(with)."
    case .stretch(let width, let height):
      return "Scale to \(width)×\(height), whatever the shape\(with)."
    case .shortest(let side, let longest):
      let limit = longest.map { ", or the longer one to \($0) if it would be longer" } ?? ""
      return "Scale the shorter side to \(side)\(limit)\(multiples)\(with)."
    case .area(let budget):
      if let area = budget.most, budget.least == area {
        return "Scale to about \(area) pixels\(multiples)\(with)."
      }
      let range = [
        budget.least.map { "at least \($0)" }, budget.most.map { "at most \($0)" },
      ].compactMap(\.self)
      return "Scale to \(range.joined(separator: " and ")) pixels\(multiples)\(with)."
    case .bucket(let buckets):
      return
        "Scale to the best of \(buckets.sizes.count) sizes (\(buckets.metric.rawValue), \(buckets.fit.rawValue))\(with)."
    case .service(let rule): return "Scale down as \(rule.rawValue) does\(multiples)\(with)."
    case .line(let line):
      let widest = line.widest.map { ", and compress what is longer than \($0)" } ?? ""
      return "Scale to a height of \(line.height)\(widest)\(with)."
    case .patches(let budget):
      let least = budget.least.map { "\($0) to " } ?? "at most "
      let side = multiple / budget.merge
      return
        "Scale to \(least)\(budget.most) patches of \(side) pixels a side (\(budget.rule.rawValue))\(multiples)\(with)."
    default: return "Scale to \(options.geometry.fit)\(multiples)\(with)."
    }
  }

  private static func whole(_ place: WholeTile?) -> String {
    switch place {
    case nil: ""
    case .first: ", after the whole picture in the size of a tile"
    case .last: ", before the whole picture in the size of a tile"
    case .firstUnlessOne: ", after the whole picture in the size of a tile if there are several"
    case .lastUnlessOne: ", before the whole picture in the size of a tile if there are several"
    }
  }

  private static func values(_ tensor: TensorFormat) -> [String] {
    guard tensor.resolvedType != .uint8 else { return ["Keep values of 0 to 255."] }
    var step = tensor.rescale == nil ? "Divide by 255" : "Multiply by \(tensor.rescale ?? 1)"
    func text(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }
    if !tensor.mean.isEmpty { step += ", take \(text(tensor.mean)) away" }
    if !tensor.std.isEmpty { step += ", divide by \(text(tensor.std))" }
    let padding = tensor.padValue.map { ["Padding is \($0)."] } ?? []
    return [step + ", as \(tensor.resolvedType.rawValue), \(tensor.channels.rawValue)."] + padding
  }

  // MARK: Example

  private static func example(_ preset: Preset, _ size: Size) throws(ImageError) -> String {
    let plan = try preset.options.plan(for: size)
    var line = "\(size) is scaled to \(plan.scaled)"
    if plan.crop.size != plan.scaled {
      line += ", cropped to \(plan.crop.size) at \(plan.crop.x),\(plan.crop.y)"
    }
    if plan.placement.size != plan.output {
      line += ", padded to \(plan.output) with the picture at \(plan.placement.x),\(plan.placement.y)"
    }
    if !plan.tiles.isEmpty { line += ", cut into \(plan.tiles.count) tiles" }
    if let count = preset.tokenCount(for: plan) { line += ", and becomes \(count.text)" }
    return line + ".\n\n" + PlanDrawing(plan).text
  }
}
