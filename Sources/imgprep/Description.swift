import ImagePrep
import ImagePrepPresets

/// Describes an image and its plan in words.
struct Description {
  private let lines: [String]

  var text: String { lines.map { "  \($0)\n" }.joined() }

  init(_ info: ImageInfo, _ plan: Plan, _ count: TokenCount? = nil) {
    lines =
      [Self.source(info), Self.result(plan)] + (count.map { ["counts   \($0.text)"] } ?? []) + [
        Self.cost(plan)
      ]
  }

  private static func source(_ info: ImageInfo) -> String {
    var parts = ["\(info.format.rawValue.uppercased()) \(info.storedSize)", bits(info)]
    parts.append(info.subsampling.map { "\(info.colorModel.rawValue) \($0)" } ?? info.colorModel.rawValue)
    if info.hasAlpha { parts.append("alpha") }
    if info.isProgressive { parts.append(info.format == .jpeg ? "progressive" : "interlaced") }
    if info.hasColorProfile { parts.append("color profile") }
    if info.hasGainMap { parts.append("gain map (left out)") }
    if info.orientation != .upright { parts.append("orientation \(info.orientation.rawValue)") }
    if let frames = info.frameCount, frames > 1 { parts.append("\(frames) frames") }
    return "is       " + parts.joined(separator: ", ")
  }

  private static func bits(_ info: ImageInfo) -> String {
    info.significantBits.map { "\(info.bitDepth) bit (\($0) significant)" } ?? "\(info.bitDepth) bit"
  }

  private static func result(_ plan: Plan) -> String {
    var parts = ["\(plan.output)"]
    if plan.keepsPixels { parts.append("its size kept") }
    if plan.scaled != plan.source { parts.append(Self.step("scaled", to: plan.scaled, of: plan)) }
    if plan.decodeShrink > 1 { parts.append("decoded at 1/\(plan.decodeShrink)") }
    if plan.crop.size != plan.scaled { parts.append(Self.step("cropped", to: plan.crop.size, of: plan)) }
    if plan.placement.size != plan.output { parts.append("padded from \(plan.placement.size)") }
    let distortion = plan.aspectChange * 100
    if distortion >= 0.05 { parts.append("aspect ratio changed by \(decimal(distortion, places: 1)) %") }
    return "becomes  " + parts.joined(separator: ", ")
  }

  /// The size after the last step is that of the result, which is said already.
  private static func step(_ step: String, to size: Size, of plan: Plan) -> String {
    size == plan.output ? step : "\(step) to \(size)"
  }

  private static func cost(_ plan: Plan) -> String {
    "needs    at most \(decimal(Double(plan.memory) / 1_000_000, places: 1)) MB of memory, besides the program"
  }

  private static func decimal(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
