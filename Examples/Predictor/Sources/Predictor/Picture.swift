import Cog
import ImagePrep

/// What the model sees, as colors again: red, green and blue from 0 to 255.
struct Picture {
  private let width: Int, height: Int
  private let pixels: [SIMD3<Float>]
  private let luma: [Float]

  /// - Parameter tensor: [1, 3, height, width]
  init(_ tensor: Tensor<Float>) {
    (height, width) = (tensor.shape[2], tensor.shape[3])
    let (area, samples, format) = (width * height, tensor.elements, tensor.format)
    func color(_ numbers: [Double], or standard: Float) -> SIMD3<Float> {
      SIMD3((0..<3).map { numbers.isEmpty ? standard : Float(numbers[min($0, numbers.count - 1)]) })
    }
    let (mean, std) = (color(format.mean, or: 0), color(format.std, or: 1))
    pixels = (0..<area).map {
      (SIMD3(samples[$0], samples[area + $0], samples[2 * area + $0]) * std + mean) * 255
    }
    luma = pixels.map { ($0 * [0.299, 0.587, 0.114]).sum() }
  }

  /// The mean colors of the fullest of 8 × 8 × 8 equal cells of all colors, with their parts of the picture.
  func colors(_ count: Int) -> [JSON] {
    var cells = Array(repeating: (sum: SIMD3<Float>.zero, count: Float(0)), count: 512)
    for pixel in pixels {
      let cell = SIMD3<Int>(pixel / 32).clamped(lowerBound: .zero, upperBound: [7, 7, 7]) &* [64, 8, 1]
      cells[cell.wrappedSum()].sum += pixel
      cells[cell.wrappedSum()].count += 1
    }
    return cells.filter { $0.count > 0 }.sorted { $0.count > $1.count }.prefix(count).map { cell in
      let color = SIMD3<Int>((cell.sum / cell.count).rounded(.toNearestOrAwayFromZero))
      let hex = String((1 << 24) + color[0] << 16 + color[1] << 8 + color[2], radix: 16).dropFirst()
      let share = Double(cell.count) / Double(pixels.count)
      return .object(["color": .string("#\(hex)"), "share": .number(share)])
    }
  }

  /// The variance of the Laplacian of luma.
  var sharpness: Double {
    var (sum, squares) = (0.0, 0.0)
    for y in 1..<height - 1 {
      for x in y * width + 1..<(y + 1) * width - 1 {
        let edge = luma[x - 1] + luma[x + 1] + luma[x - width] + luma[x + width] - 4 * luma[x]
        (sum, squares) = (sum + Double(edge), squares + Double(edge * edge))
      }
    }
    let count = Double((width - 2) * (height - 2))
    return squares / count - (sum / count) * (sum / count)
  }

  /// The difference hash: of 8 rows of 9 cells, whether a cell is darker than the one to its right. 16 hex digits.
  var hash: String {
    func mean(_ column: Int, _ row: Int) -> Float {
      let (columns, rows) = (
        column * width / 9..<(column + 1) * width / 9, row * height / 8..<(row + 1) * height / 8
      )
      return rows.reduce(0) {
        $0 + luma[$1 * width + columns.lowerBound..<$1 * width + columns.upperBound].reduce(0, +)
      }
        / Float(columns.count * rows.count)
    }
    let bits = (0..<64).map { mean($0 % 8, $0 / 8) < mean($0 % 8 + 1, $0 / 8) }
    let number = bits.reduce(UInt64(0)) { $0 << 1 | ($1 ? 1 : 0) }
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
