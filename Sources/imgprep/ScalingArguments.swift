import ArgumentParser
import ImagePrep

/// The value of `--before`: options for a size, as words.
struct ScalingArguments: ParsableArguments {
  @Option(transform: SideLimit.init(argument:)) var max: SideLimit?
  @Option var width: Int?
  @Option var height: Int?
  @Option var fit: FitName?
  @Option var shortest: Int?
  @Option var upscale: Upscale?
  @Option var sideRounding: Multiple.Rounding?
  @Option var sideFormula: SideFormula?
  @Option(transform: Multiples.init(argument:)) var multiple: Multiples?
  @Option var snap: Multiple.Rounding?

  init() {}

  static func scaling(_ text: String) throws -> Scaling {
    do {
      return try parse(ViewArguments.arguments(of: text)).scaling()
    } catch {
      throw ValidationError("\"\(text)\": \(message(for: error))")
    }
  }

  private func scaling() throws -> Scaling {
    var scaling = Scaling(try chosenFit(), upscale: upscale ?? .automatic)
    scaling.sideRounding = sideRounding
    if let sideFormula { scaling.sideFormula = sideFormula }
    if let multiple {
      scaling.multiple = Multiple(width: multiple.width, height: multiple.height, rounding: snap)
    }
    return scaling
  }

  private func chosenFit() throws -> Fit {
    if let shortest { return .shortest(shortest, longest: max?.side) }
    if width == nil, height == nil, fit == nil, let side = max?.side { return .max(side) }
    switch (fit ?? .inside, width, height) {
    case (.inside, _, _) where width != nil || height != nil: return .inside(width: width, height: height)
    case (.stretch, let width?, let height?): return .stretch(width: width, height: height)
    default:
      throw ValidationError("it takes shortest=N, max=N, width=N and height=N, or fit=stretch with both")
    }
  }
}
