import ArgumentParser
import ImagePrep

/// How the pixels are made.
struct PictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Color behind transparent pixels and in padding: a CSS color name, #rgb, #rrggbb, or numbers as 114,114,114. \
      (default: white)
      """,
      valueName: "color"),
    completion: .list(["white", "black", "gray"]), transform: color)
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
      "How an image is decoded: exact (the same bytes as Pillow), balanced (as good and faster) or fast (for thumbnails).",
      valueName: "grade"))
  var decode: DecodeGrade = .balanced

  @Option(
    help: ArgumentHelp("Turn the picture upright as EXIF says, or not.", valueName: "policy"))
  var orient: OrientationPolicy = .apply

  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: ArgumentHelp(
      "Convert colors to sRGB, by an embedded profile or what else the file says; or keep values as stored.",
      valueName: "policy"))
  var color: ColorPolicy = .srgb

  @Option(
    help: ArgumentHelp(
      "Metadata that go into the output: icc (with --color keep), exif, or both with a comma. (default: none)",
      valueName: "kinds"), completion: .list(["icc", "exif", "icc,exif"]), transform: metadataKinds)
  var keepMetadata: MetadataKinds = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Frame of an animation, counted from 0. (default: 0)", valueName: "n"),
    transform: frameNumber)
  var frame = 0

  @Flag(
    help: """
      Accept truncated images, what is missing becomes background, and PNGs with a wrong checksum of \
      their image data; with a warning.
      """)
  var lenient = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Refuse an image of which less than this fraction of the rows is there. (default: 0)",
      valueName: "0…1"))
  var minComplete: Double?

  /// Warnings about options that change nothing.
  var warnings: [String] {
    guard keepMetadata.contains(.icc), color == .srgb else { return [] }
    return ["--keep-metadata icc does nothing where colors become sRGB: add --color keep"]
  }

  private static func color(_ text: String) throws -> Color {
    guard let color = Color(text) else {
      throw ValidationError(
        "it takes a CSS color name, #rgb, #rrggbb or three numbers, such as gray, #7f7f7f or 114,114,114.")
    }
    return color
  }

  private static func metadataKinds(_ text: String) throws -> MetadataKinds {
    var kinds: MetadataKinds = []
    for name in text.lowercased().split(separator: ",") {
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

enum AlphaName: String, NamedChoice {
  case flatten, keep
}

extension Filter: NamedChoice {}
extension DecodeGrade: NamedChoice {}
extension OrientationPolicy: NamedChoice {}
extension ColorPolicy: NamedChoice {}
