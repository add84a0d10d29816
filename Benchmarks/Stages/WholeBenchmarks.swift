import Benchmark
import ImagePrep

/// A picture that needs no scaling, on a larger background, and as a tensor.
func registerPacking() {
  for (name, layout, type) in [
    ("float32 NCHW", TensorLayout.nchw, ScalarType.float32), ("float32 NHWC", .nhwc, .float32),
    ("bfloat16 NCHW", .nchw, .bfloat16), ("uint8 NCHW", .nchw, .uint8),
  ] {
    var format = TensorFormat()
    (format.layout, format.dtype) = (layout, type)
    if type != .uint8 { (format.mean, format.std) = TensorFormat.imagenet }
    switch type {
    case .uint8: registerPacking(name, format, UInt8(0))
    case .bfloat16: registerPacking(name, format, BFloat16(0))
    default: registerPacking(name, format, Float(0))
    }
  }
  Benchmark("Pack, 1024×768 padded to 1024×1024") { benchmark, image in
    let options = Options(
      geometry: .fit(.pad(width: 1024, height: 1024)), multiple: Multiple(width: 1, height: 1))
    blackHole(try Normalizer(options).normalize(image))
  } setup: {
    try Normalizer(.stretch(1024, 768)).normalize(Inputs.bytes("12.jpg")).pixels
  }
}

private func registerPacking<Scalar: TensorScalar>(
  _ name: String, _ format: TensorFormat, _ zero: Scalar
) {
  Benchmark("Pack, 1024×768 to \(name)") { benchmark, image in
    var memory = [Scalar](repeating: zero, count: image.size.area * 3)
    benchmark.startMeasurement()
    var span = memory.mutableSpan
    try image.pack(format, into: &span)
    benchmark.stopMeasurement()
    blackHole(memory)
  } setup: {
    try Normalizer(.stretch(1024, 768)).normalize(Inputs.bytes("12.jpg")).pixels
  }
}

func registerEncoding() {
  for format in OutputFormat.allCases {
    Benchmark("Encode, 1024×768, \(format.rawValue)") { benchmark, image in
      blackHole(try image.encoded(as: Encoding(format)))
    } setup: {
      try Normalizer(.stretch(1024, 768)).normalize(Inputs.bytes("12.jpg")).pixels
    }
  }
}

func registerPipelines() {
  for name in Inputs.files {
    for threads in [1, 2] {
      Benchmark("Normalize, \(name) to 1024, \(threads) thread\(threads > 1 ? "s" : "")") {
        benchmark, bytes in
        var options = Options()
        options.threads = threads
        blackHole(try Normalizer(options).normalize(bytes))
      } setup: {
        try Inputs.bytes(name)
      }
    }
  }
}

func registerSmallImages() {
  for side in [64, 128, 256, 512, 1024] {
    for suffix in ["png", "jpg"] {
      Benchmark("Normalize, \(side)×\(side) \(suffix) to 224") { benchmark, bytes in
        blackHole(try Normalizer(Options(max: 224, multiple: 8)).normalize(bytes))
      } setup: {
        try Inputs.bytes("small-\(side).\(suffix)")
      }
    }
  }
  // What there is besides decoding.
  Benchmark("Normalize, 64×64 pixels to 224") { benchmark, image in
    blackHole(try Normalizer(Options(max: 224, multiple: 8)).normalize(image))
  } setup: {
    try PixelBuffer(size: Size(width: 64, height: 64), format: .rgb8)
  }
}
