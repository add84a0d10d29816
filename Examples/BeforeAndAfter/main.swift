// before-and-after BEFORE AFTER OUTPUT: puts two images side by side on a checkerboard, which shows through
// where they are transparent.

import ImagePrep

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  print("usage: before-and-after BEFORE AFTER OUTPUT")
  throw ImageError(.invalidOptions, "three paths are needed")
}

let side = 512
var options = Options(max: side, multiple: 1)
options.alpha = .keep
let normalizer = Normalizer(options)
let pictures = try arguments[1...2].map { try normalizer.normalize(contentsOf: $0) }

let gap = 16
let height = pictures.map(\.pixels.height).max() ?? side
let size = Size(width: 2 * side + gap, height: height)
var samples = [UInt8](repeating: 255, count: size.area * 3)
for (index, picture) in pictures.enumerated() {
  let pixels = picture.pixels
  let channels = pixels.format.channels
  for y in 0..<pixels.height {
    for x in 0..<pixels.width {
      let pixel = pixels[x, y]
      let alpha = channels == 4 ? Int(pixel[3]) : 255
      let square = (x / 16 + y / 16).isMultiple(of: 2) ? 255 : 204
      let at = (y * size.width + x + index * (side + gap)) * 3
      for channel in 0..<3 {
        samples[at + channel] = UInt8((Int(pixel[channel]) * alpha + square * (255 - alpha)) / 255)
      }
    }
  }
}

let canvas = try PixelBuffer(size: size, format: .rgb8, samples: samples)
try canvas.write(to: arguments[3], as: Encoding(.png), replacing: true)
print(
  "\(arguments[3]): left as it came (\(pictures[0].info.uprightSize)), right as a model gets it",
  terminator: "")
print(" (\(pictures[1].info.uprightSize), transparency flattened onto white)")
