/// A file format that results are written in.
public enum OutputFormat: String, Sendable, CaseIterable {
  case png
  case jpeg
  case webp
  /// Binary portable pixmap (P6): a short header and the RGB samples.
  case ppm
  /// A tensor as an array of NumPy.
  case npy
  /// A tensor, named `pixel_values`, in a file of the `safetensors` package.
  case safetensors

  /// True if the result is a tensor (``Encoding/tensor``), not a picture.
  public var isTensor: Bool { self == .npy || self == .safetensors }

  public var holdsAlpha: Bool { self == .png || self == .webp }
}
