import Benchmark
import ImagePrep

func registerHeaders() {
  for name in Inputs.files {
    Benchmark("Header, \(name)") { benchmark in
      let path = Inputs.path(name)
      benchmark.startMeasurement()
      blackHole(try ImageInfo(contentsOf: path))
    }
  }
}

func registerDecoding() {
  for name in Inputs.files {
    Benchmark("Decode, \(name), whole size") { benchmark, bytes in
      blackHole(try Normalizer(.asStored).normalize(bytes))
    } setup: {
      try Inputs.bytes(name)
    }
  }
}

/// RGBA onto white, and nothing else.
func registerFlattening() {
  Benchmark("Flatten, RGBA 12 MP") { benchmark, image in
    var options = Options.asStored
    options.alpha = .flatten(onto: .white)
    blackHole(try Normalizer(options).normalize(image))
  } setup: {
    try Inputs.pixels(.rgba8)
  }
}

/// A picture of one megapixel, decoded and brought to sRGB, and without the profile.
func registerColors() {
  for name in ["1-p3.jpg", "1-cmyk.jpg"] {
    for color in [ColorPolicy.keep, .srgb] {
      Benchmark("Colors, \(name), \(color)") { benchmark, bytes in
        var options = Options.asStored
        options.color = color
        blackHole(try Normalizer(options).normalize(bytes))
      } setup: {
        try Inputs.bytes(name)
      }
    }
  }
}
