/// Whose resizing ``DecodeGrade/exact`` reproduces, to the byte.
public enum Arithmetic: String, Sendable, CaseIterable {
  /// Pillow 13.
  case pillow
  /// Pillow 12 and before: the pass along the rows always comes first.
  case pillow12
  /// `torchvision.transforms.v2.functional.resize` of 8-bit tensors on a processor, with antialiasing: the pass along
  /// the rows comes first, and weights have 16 bits (`UpSampleKernelAVXAntialias.h` of PyTorch 2.13).
  case torchvision
  /// `cv2.resize` of 8-bit pictures in OpenCV 4.14 and 5.0, as PyPI has them for x86-64 with AVX2: `INTER_LINEAR`
  /// (``Filter/bilinear``), `INTER_CUBIC` (``Filter/bicubic``, with a = −0.75), `INTER_AREA` (``Filter/box``) and
  /// `INTER_NEAREST` (``Filter/nearest``). ``Options/validate()`` refuses other filters. Only `INTER_AREA` antialiases.
  case opencv
  /// torchvision's resize of tensors of floats: nothing is rounded or clipped, so samples can leave 0 to 255. Tensors of
  /// floats keep them so; other results are rounded and clipped at the end. Not to the byte: sums are made in another order.
  case float
  /// The same, clipped to 0 to 255 at the end.
  case clippedFloat = "float-clipped"

  /// The filters that OpenCV has.
  static let filtersOfOpenCV: [Filter] = [.bilinear, .bicubic, .box, .nearest]

  /// True if samples are not rounded before the result is packed.
  package var isFloat: Bool { self == .float || self == .clippedFloat }
}
