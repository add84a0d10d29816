import ArgumentParser
import ImagePrep

/// What becomes of the pixels.
struct PictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Colour behind transparent pixels and in padding: #rgb, #rrggbb or a CSS colour name. (default: white)",
      valueName: "color"),
    transform: color)
  var background: Color = .white

  @Option(
    help: ArgumentHelp(
      "Transparency: flatten it onto the background, or keep it (PNG and WebP).", valueName: "policy"))
  var alpha: AlphaName = .flatten

  @Option(
    help: ArgumentHelp(
      "Resampling filter, the sharpest first.", valueName: "filter"))
  var filter: Filter = .lanczos3

  @Option(
    help: ArgumentHelp(
      "exact: the same bytes as Pillow. balanced: as good and much faster. fast: for thumbnails.",
      valueName: "grade"))
  var decode: DecodeGrade = .balanced

  @Option(
    help: ArgumentHelp("Turn the picture upright as EXIF says, or not.", valueName: "policy"))
  var orient: OrientationPolicy = .apply

  @Option(
    help: ArgumentHelp(
      "Convert colours to sRGB, by an embedded profile or what else the file says; or keep values as stored.",
      valueName: "policy"))
  var colour: ColourPolicy = .srgb

  @Option(
    help: ArgumentHelp(
      "Metadata that go into the output: icc (with --colour keep), exif, or both with a comma. (default: none)",
      valueName: "kinds"), transform: metadataKinds)
  var keepMetadata: MetadataKinds = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Frame of an animation, counted from 0. (default: 0)", valueName: "n"),
    transform: frameNumber)
  var frame = 0

  @Flag(
    help: """
      Accept truncated images, what is missing becomes background, and PNGs with a wrong zlib checksum; with \
      a warning.
      """)
  var lenient = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Refuse an image of which less than this fraction of the rows is there. (default: 0)",
      valueName: "0…1"))
  var minComplete: Double?

  private static func color(_ text: String) throws -> Color {
    guard let colour = Color(text) else {
      throw ValidationError("it takes #rgb, #rrggbb or a CSS colour name, such as white or #7f7f7f.")
    }
    return colour
  }

  private static func metadataKinds(_ text: String) throws -> MetadataKinds {
    var kinds: MetadataKinds = []
    for name in text.split(separator: ",") {
      switch name {
      case "icc": kinds.insert(.icc)
      case "exif": kinds.insert(.exif)
      default: throw ValidationError("it takes icc, exif, or both with a comma between them.")
      }
    }
    return kinds
  }

  private static func frameNumber(_ text: String) throws -> Int {
    guard let value = Int(text), value >= 0 else {
      throw ValidationError("it takes a whole number from 0.")
    }
    return value
  }
}

enum AlphaName: String, ExpressibleByArgument, CaseIterable {
  case flatten, keep
}

extension Filter: ExpressibleByArgument {}
extension DecodeGrade: ExpressibleByArgument {}
extension OrientationPolicy: ExpressibleByArgument {}
extension ColourPolicy: ExpressibleByArgument {}
