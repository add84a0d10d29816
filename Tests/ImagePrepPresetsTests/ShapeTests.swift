import ImagePrep
import Testing

@testable import ImagePrepPresets

/// Expected shapes are those that transformers itself gives (`Tests/Parity/processor_shapes.py`).
@Suite("Shapes of processors")
struct ShapeTests {
  static let sizes = [(640, 480), (333, 500), (1200, 397), (90, 71)].map(Size.init)

  /// A class, and the shape of its pixels for each size.
  static var rows: [(name: String, shapes: [[Int]])] {
    table.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return (String(words[0]), words.dropFirst().map { $0.split(separator: ",").compactMap { Int($0) } })
    }
  }

  @Test("A class's defaults give the shapes of transformers", arguments: [Arithmetic.pillow, .torchvision])
  func shapes(_ arithmetic: Arithmetic) throws {
    let rows = Self.rows
    #expect(rows.count > 95)
    for (name, shapes) in rows {
      let preset = try Preset(
        config: #"{"image_processor_type": "\#(name)"}"#, name: name, like: arithmetic)
      #expect(shapes.count == Self.sizes.count)
      for (size, shape) in zip(Self.sizes, shapes) {
        let plan = try preset.options.plan(for: size)
        var pictures = plan.tiles.count
        if let whole = preset.options.wholeTile, pictures > 1 || whole == .first || whole == .last {
          pictures += 1
        }
        let ours =
          pictures == 0
          ? preset.tensor.shape(of: plan.output)
          : preset.tensor.shape(of: preset.options.tiles ?? plan.output, pictures: pictures)
        #expect(ours == shape, "\(name) of \(size)")
      }
    }
  }
}
