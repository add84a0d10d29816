import Benchmark
import ImagePrep

func registerResampling() {
  for format in [PixelFormat.rgb8, .rgba8] {
    let pixels = format == .rgb8 ? "RGB" : "RGBA"
    for grade in [DecodeGrade.balanced, .exact] {
      for filter in Filter.allCases where filter != .nearest || grade == .balanced {
        register(
          "\(pixels) 12 MP to 1024×768, \(filter.rawValue), \(grade.rawValue)", format, 1024, 768, filter,
          grade)
      }
      register("\(pixels) 12 MP by 1/8, \(grade.rawValue)", format, 500, 375, .lanczos3, grade)
      // Above a third, opaque pictures are resampled alike in every grade.
      guard format == .rgba8 || grade == .exact else { continue }
      register("\(pixels) 12 MP by 1/2, \(grade.rawValue)", format, 2000, 1500, .lanczos3, grade)
    }
  }
  Benchmark("Resample, RGB 0.8 MP by 2") { benchmark, image in
    blackHole(try Normalizer(.stretch(2048, 1536)).normalize(image))
  } setup: {
    try Normalizer(.stretch(1024, 768)).normalize(Inputs.pixels(.rgb8)).pixels
  }
}

private func register(
  _ name: String, _ format: PixelFormat, _ width: Int, _ height: Int, _ filter: Filter,
  _ grade: DecodeGrade
) {
  Benchmark("Resample, \(name)") { benchmark, image in
    var options = Options.stretch(width, height)
    options.filter = filter
    options.decode = grade
    options.alpha = .keep
    blackHole(try Normalizer(options).normalize(image))
  } setup: {
    try Inputs.pixels(format)
  }
}
