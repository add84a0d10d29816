/// Whose resizing ``DecodeGrade/exact`` reproduces, to the byte.
public enum Arithmetic: String, Sendable, CaseIterable {
  /// Pillow 13.
  case pillow
  /// Pillow 12 and before: the pass along the rows always comes first.
  case pillow12
  /// `torchvision.transforms.v2.functional.resize` of 8-bit tensors on a processor, with antialiasing: the pass along
  /// the rows comes first, and weights have 16 bits (`UpSampleKernelAVXAntialias.h` of PyTorch 2.13).
  case torchvision
}
