/// The pixels of an image as numbers for a model. Elements are contiguous, in the order of ``TensorFormat/layout``.
///
/// It never changes once it is made, so copies share their storage.
///
/// ```swift
/// var format = TensorFormat()
/// (format.mean, format.std) = TensorFormat.clip
/// let tensor: Tensor<Float> = try image.pixels.tensor(format)
/// tensor.shape  // [1, 3, 224, 224]
/// ```
public struct Tensor<Scalar: TensorScalar>: Sendable {
  public let format: TensorFormat
  /// The length of each axis; their product is ``count``.
  public let shape: [Int]
  /// The number of elements.
  public let count: Int

  private let storage: AlignedStorage

  /// - Parameters:
  ///   - pictures: Default: nil, one without an axis for pictures.
  ///   - write: Writes the elements. The address is that of the first.
  init(
    _ packer: TensorPacker, pictures: Int? = nil,
    writing write: (UnsafeMutableRawPointer) throws(ImageError) -> Void
  ) throws(ImageError) {
    let (format, size) = (packer.format, packer.size)
    self.format = format
    shape = pictures.map { format.shape(of: size, pictures: $0) } ?? format.shape(of: size)
    count = shape.reduce(1, *)
    storage = try AlignedStorage(byteCount: (pictures ?? 1) * packer.byteCount)
    unsafe try write(UnsafeMutableRawPointer(storage.bytes))
  }

  /// Elements from one index of an axis to the next.
  public var strides: [Int] {
    var strides = [1]
    for length in shape.dropFirst().reversed() { strides.insert(strides[0] * length, at: 0) }
    return strides
  }

  /// All elements, without a copy.
  public var elements: Span<Scalar> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: storage.elements(of: Scalar.self), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Calls a closure with the address of the elements, for runtimes in C. It is aligned to 64 bytes, and valid only
  /// during the call.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe try body(UnsafeRawBufferPointer(start: storage.bytes, count: count * MemoryLayout<Scalar>.stride))
  }
}

/// A type that a ``Tensor`` has elements of.
public protocol TensorScalar: BitwiseCopyable, Sendable {
  static var type: ScalarType { get }
}

extension UInt8: TensorScalar {
  public static var type: ScalarType { .uint8 }
}

extension UInt16: TensorScalar {
  public static var type: ScalarType { .uint16 }
}

extension Float: TensorScalar {
  public static var type: ScalarType { .float32 }
}

extension BFloat16: TensorScalar {
  public static var type: ScalarType { .bfloat16 }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: TensorScalar {
    public static var type: ScalarType { .float16 }
  }
#endif

extension TensorPacker {
  /// - Parameter type: That of the elements.
  /// - Throws: `ImageError` with the code `invalidOptions` for a format that contradicts itself or the type;
  ///   `outOfMemory`.
  convenience init<Scalar: TensorScalar>(
    _ format: TensorFormat, _ type: Scalar.Type, _ size: Size
  ) throws(ImageError) {
    var format = format
    if let dtype = format.dtype, dtype != Scalar.type {
      throw ImageError(
        .invalidOptions,
        "\(.dtype) \(dtype.rawValue) is not the type of the elements, \(Scalar.type.rawValue)")
    }
    format.dtype = Scalar.type
    try format.validate()
    try self.init(format, size)
  }

  /// - Throws: `ImageError` with the code `invalidOptions` if memory of that many elements is too small.
  func check(_ count: Int) throws(ImageError) {
    let needed = byteCount / format.resolvedType.byteCount
    guard count >= needed else {
      throw ImageError(
        .invalidOptions, "the memory for the tensor has \(count) elements, and it has \(needed)")
    }
  }
}

extension ImageError {
  static var transparentTensor: ImageError {
    ImageError(
      .invalidOptions, "a tensor cannot hold transparency (\(.alpha) keep)", advice: "use \(.alpha) flatten")
  }
}

extension PixelBuffer {
  /// The image as a tensor.
  ///
  /// - Parameter format: Its `dtype` is that of the elements, or nil.
  /// - Throws: `ImageError` with the code `invalidOptions` for a format that contradicts itself or the elements, or an
  ///   image with transparency; `outOfMemory`.
  public func tensor<Scalar: TensorScalar>(
    _ format: TensorFormat = TensorFormat(), of type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> Tensor<Scalar> {
    let packer = try packer(format, Scalar.self)
    return unsafe try Tensor(packer) { (start) throws(ImageError) in
      unsafe try packer.packAll(self, to: start)
    }
  }

  /// Writes the image as a tensor to the caller's memory, such as a part of a batch.
  ///
  /// - Parameter memory: At least as many elements as ``TensorFormat/shape(of:)`` says. Others stay unchanged.
  public func pack<Scalar: TensorScalar>(
    _ format: TensorFormat = TensorFormat(), into memory: inout MutableSpan<Scalar>
  ) throws(ImageError) {
    let packer = try packer(format, Scalar.self)
    try packer.check(memory.count)
    unsafe try memory.withUnsafeMutableBytes { (bytes) throws(ImageError) in
      guard let start = bytes.baseAddress else { return }
      unsafe try packer.packAll(self, to: start)
    }
  }

  private func packer<Scalar: TensorScalar>(
    _ format: TensorFormat, _ type: Scalar.Type
  ) throws(ImageError) -> TensorPacker {
    let packer = try TensorPacker(format, type, size)
    guard !self.format.hasAlpha else { throw .transparentTensor }
    return packer
  }
}
