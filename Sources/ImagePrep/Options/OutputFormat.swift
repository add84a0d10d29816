/// A file format that results are written in.
public enum OutputFormat: String, Sendable, CaseIterable {
  case png
  case jpeg
  case webp
  /// Binary portable pixmap (P6): a short header and the RGB samples.
  case ppm

  public var holdsAlpha: Bool { self == .png || self == .webp }
}
