/// How pixels become a tensor: value = (sample · ``rescale`` − ``mean``) / ``std``, with samples from 0 to 255.
///
/// Samples are whole numbers if they come from a picture (``PixelBuffer``, a file, a worker), in `exact`, and where colors
/// are converted after scaling: the values are then those of transformers and torchvision on that picture, to the bit. When
/// ``OpenImage`` or ``Normalizer`` makes a tensor of floats in another grade, samples keep six more bits from the
/// resampler. Such values are nearer to the exact ones, by a factor of ten or more.
///
/// A PNG of 16 bits keeps them in floats and in `uint16`, except in `exact`, wherever the tensor is made. 65535 then stands
/// for 255: a factor of 257 gives the numbers of the file.
public struct TensorFormat: Sendable, Equatable {
  /// Default: nil, which is `float32` if ``rescale``, ``mean`` or ``std`` is set, and `uint8` otherwise.
  public var dtype: ScalarType?
  /// Default: `nchw`.
  public var layout = TensorLayout.nchw
  /// Default: `rgb`.
  public var channels = TensorChannels.rgb
  /// Default: nil, which is 1/255 for floats. Integers are not rescaled.
  public var rescale: Double?
  /// One number, or one each for red, green and blue, whatever the order of ``channels``. Default: empty, which is 0.
  public var mean: [Double] = []
  /// Like ``mean``. No number may be 0. Default: empty, which is 1.
  public var std: [Double] = []

  /// The value of elements in padding, as it stands in the tensor. Default: nil, that of the background's color.
  public var padValue: Double?
  /// Flattens the picture into patches. Default: nil, a picture.
  public var patches: TensorPatches?

  public init() {}

  /// The mean and the standard deviation that most classifiers of ImageNet use (torchvision, timm).
  public static let imagenet = (mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225])
  /// Those of CLIP (`OPENAI_CLIP_MEAN` and `OPENAI_CLIP_STD` of transformers).
  public static let clip = (
    mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711]
  )
  /// 0.5 and 0.5, which give -1 to 1.
  public static let half = (mean: [0.5], std: [0.5])

  /// ``dtype``, or its default.
  public var resolvedType: ScalarType {
    dtype ?? (rescale != nil || !mean.isEmpty || !std.isEmpty ? .float32 : .uint8)
  }

  /// True if elements can hold fractions of samples.
  var hasFractions: Bool { resolvedType.isFloat }

  /// True if elements can hold samples of 16 bits.
  var keepsDepth: Bool { resolvedType != .uint8 }

  /// - Throws: `ImageError` with the code `invalidOptions` for `uint16` of the grade `exact`, whose samples have 8 bits.
  func check(_ grade: DecodeGrade) throws(ImageError) {
    guard resolvedType == .uint16, grade == .exact else { return }
    throw ImageError(
      .invalidOptions, "\(.dtype) uint16 keeps 16 bits, and \(.decode) exact has the 8 bits of Pillow's RGB",
      advice: "use \(.decode) balanced, or \(.dtype) uint8")
  }

  /// - Throws: `ImageError` with the code `invalidOptions`, naming the options at fault.
  public func validate() throws(ImageError) {
    try patches?.validate()
    if let padValue {
      guard padValue.isFinite else {
        throw ImageError(.invalidOptions, "\(.padValue) \(padValue) is not a finite number")
      }
      let (type, whole) = (resolvedType, padValue == padValue.rounded())
      if !hasFractions, !(0...Double(type.largest)).contains(padValue) || !whole {
        throw ImageError(
          .invalidOptions,
          "\(.padValue) \(padValue) does not fit in \(.dtype) \(type.rawValue): 0 to \(type.largest), whole")
      }
    }
    for (key, numbers) in [(OptionKey.mean, mean), (.std, std), (.rescale, rescale.map { [$0] } ?? [])] {
      guard !numbers.isEmpty else { continue }
      if !hasFractions {
        throw ImageError(
          .invalidOptions, "\(key) makes fractions, which \(.dtype) \(resolvedType.rawValue) cannot hold",
          advice: "use \(.dtype) float32, float16 or bfloat16")
      }
      if channels == .gray, numbers.count > 1 {
        throw ImageError(
          .invalidOptions, "\(key) has \(numbers.count) numbers, and \(.channels) gray has one channel",
          advice: "give one number")
      }
      let floats = numbers.map { Float($0) }
      let isWhole = floats.allSatisfy(\.isFinite) && [1, 3].contains(numbers.count)
      guard isWhole, key != .std || !floats.contains(0) else {
        throw ImageError(
          .invalidOptions, "\(key) takes one number or three, each finite\(key == .std ? " and not 0" : "")")
      }
    }
  }

  /// The shape of the tensor of a picture.
  public func shape(of size: Size) -> [Int] {
    let count = channels.count
    if let patches {
      let rows = [patches.rowCount(of: size)] + patches.shape(channels, isPlanar: layout.isPlanar)
      return layout.hasBatch ? [1] + rows : rows
    }
    return switch layout {
    case .bnchw: [1, 1, count, size.height, size.width]
    case .nchw: [1, count, size.height, size.width]
    case .chw: [count, size.height, size.width]
    case .nhwc: [1, size.height, size.width, count]
    case .hwc: [size.height, size.width, count]
    }
  }

  /// The shape of the tensor of several pictures of one size, such as the frames of an animation: as many batches in
  /// layouts with a batch axis, and otherwise a first axis more.
  public func shape(of size: Size, pictures: Int) -> [Int] {
    let one = shape(of: size)
    if layout == .bnchw { return [1, pictures] + one.dropFirst(patches == nil ? 2 : 1) }
    return [pictures] + (layout.hasBatch ? one.dropFirst() : one[...])
  }

  /// The bytes of the tensor of a picture.
  public func byteCount(of size: Size) -> Int {
    guard let patches else { return pictureBytes(of: size) }
    return patches.rowCount(of: size) * patches.values(channels) * resolvedType.byteCount
  }

  /// The bytes of the elements of a picture, each once.
  func pictureBytes(of size: Size) -> Int { size.area * channels.count * resolvedType.byteCount }
}

/// The type of a tensor's elements.
public enum ScalarType: String, Sendable, CaseIterable {
  case uint8
  /// 0 to 65535: the samples of a PNG of 16 bits, and 257 times those of other images.
  case uint16
  /// IEEE 754 binary16.
  case float16
  /// The upper half of a `float32`.
  case bfloat16
  case float32

  public var byteCount: Int {
    switch self {
    case .uint8: 1
    case .uint16, .float16, .bfloat16: 2
    case .float32: 4
    }
  }

  var isFloat: Bool { self != .uint8 && self != .uint16 }

  /// The largest sample, of types of whole numbers.
  var largest: Int { self == .uint16 ? 65535 : 255 }
}

/// The order of a tensor's axes: batch, channel, height and width, the last one contiguous.
public enum TensorLayout: String, Sendable, CaseIterable {
  case nchw, nhwc, chw, hwc
  /// A batch of one, and then the pictures of one image: its tiles or frames.
  case bnchw

  /// True if each channel is a plane of its own.
  var isPlanar: Bool { self == .nchw || self == .chw || self == .bnchw }

  /// True if the first axis is the batch.
  var hasBatch: Bool { self != .chw && self != .hwc }
}

/// A tensor's channels, in their order.
public enum TensorChannels: String, Sendable, CaseIterable {
  case rgb, bgr
  /// Pillow's `L`: (19595 · red + 38470 · green + 7471 · blue + 32768) / 65536, rounded down.
  case gray

  public var count: Int { self == .gray ? 1 : 3 }
}
