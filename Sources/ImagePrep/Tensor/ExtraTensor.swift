/// A second tensor of a safetensors file: whole numbers that follow from the plan, such as a mask of padding.
public struct ExtraTensor: Sendable, Equatable {
  /// Its name in the file.
  public var name: String
  public var content: Content
  /// Default: `int64`.
  public var type: Element

  public init(_ name: String, _ content: Content, as type: Element = .int64) {
    self.name = name
    self.content = content
    self.type = type
  }

  /// What its numbers say. Sizes are a height and a width. H and W are the sides of the result.
  public enum Content: Sendable, Equatable {
    /// `[count]`: the same numbers for every image.
    case numbers([Int])
    /// Without axes: one number, the same for every image.
    case scalar(Int)
    /// `[1, H, W]`: 1 where the picture is, 0 in padding. Only of one picture. With ``TensorLayout/bnchw`` it is
    /// `[1, 1, H, W]`.
    case mask
    /// The same shape: 1 everywhere, in padding too.
    case ones
    /// `[1, rows]`: 1 for each patch, 0 for the rows after the last.
    case patchMask
    /// `[1, 3]`: 1, and the patches down and across.
    case frameGrid
    /// `[1, 2]`: the patches down and across.
    case patchGrid
    /// `[1]`: the patches, divided by this number and rounded down.
    case patchCount(dividedBy: Int = 1)
    /// `[1, rows, 2]`: the column and the row of each patch, in the order of rows; −1 after the last.
    case patchPlaces
    /// `[1, 2]`: of the upright source.
    case sourceSize
    /// `[1, 2]`: of the scaled picture, without padding.
    case scaledSize
    /// `[1]`: the pictures in the tensor: tiles and the whole, or frames.
    case pictureCount
    /// `[1, pictures]`: 1 for each picture.
    case pictureMask
    /// `[1, 2]`: the tiles down and across.
    case tileGrid

    /// The names of all but ``numbers(_:)``.
    package static let names: [(name: String, content: Content)] = [
      ("mask", .mask), ("ones", .ones), ("patch-mask", .patchMask), ("frame-grid", .frameGrid),
      ("patch-grid", .patchGrid),
      ("patch-count", .patchCount()), ("patch-places", .patchPlaces), ("picture-mask", .pictureMask),
      ("source-size", .sourceSize), ("scaled-size", .scaledSize),
      ("picture-count", .pictureCount), ("tile-grid", .tileGrid),
    ]
  }

  /// The type of its elements.
  public enum Element: String, Sendable, CaseIterable {
    case int64, int32, float32, uint8, bool

    var byteCount: Int {
      switch self {
      case .int64: 8
      case .int32, .float32: 4
      case .uint8, .bool: 1
      }
    }

    /// The numbers that an element can be.
    var range: ClosedRange<Int> {
      switch self {
      case .int64: Int.min...Int.max
      case .int32: Int(Int32.min)...Int(Int32.max)
      // All of them are floats.
      case .float32: -(1 << 24)...1 << 24
      case .uint8: 0...255
      case .bool: 0...1
      }
    }

    /// A number as it lies in a file, in its low bits.
    func bits(of number: Int) -> Int { self == .float32 ? Int(Float(number).bitPattern) : number }

    /// As files of safetensors call it.
    var fileName: String {
      switch self {
      case .int64: "I64"
      case .int32: "I32"
      case .float32: "F32"
      case .uint8: "U8"
      case .bool: "BOOL"
      }
    }
  }
}

/// Where the picture lies in a result, for what is written beside its pixels.
struct ResultGeometry: Sendable, Equatable {
  /// Of the upright source.
  var source: Size
  /// Where the picture lies in the result; the rest is padding.
  var placement: Rectangle
  /// Of padding.
  var background: Color
  var output: Size
  /// The tiles that the result is cut into, across and down.
  var tiles: Size
}

extension ExtraTensor {
  /// - Parameters:
  ///   - format: Of the tensor beside it.
  ///   - pictures: In that tensor; nil for one without an axis for pictures.
  /// - Throws: `ImageError` with the code `invalidOptions` if it cannot follow from such a tensor, or does not fit its type.
  func validate(beside format: TensorFormat, pictures: Int?) throws(ImageError) {
    let isAboutPatches: Bool
    var isMask = false
    switch content {
    case .patchMask: (isAboutPatches, isMask) = (true, true)
    case .frameGrid, .patchGrid, .patchCount, .patchPlaces: isAboutPatches = true
    case .mask, .ones, .pictureMask: (isAboutPatches, isMask) = (false, true)
    default: isAboutPatches = false
    }
    if isAboutPatches, format.patches == nil {
      throw ImageError(.invalidOptions, "\(.extraTensors) \(name) is about patches, and needs \(.patches)")
    }
    if content == .mask || content == .ones && format.layout != .bnchw, pictures != nil {
      throw ImageError(
        .invalidOptions, "\(.extraTensors) \(name) is for one picture",
        advice: "picture-mask is for several, and ones with \(.layout) bnchw")
    }
    let given: [Int]? =
      switch content {
      case .numbers(let numbers): numbers
      case .scalar(let number): [number]
      default: nil
      }
    if let numbers = given {
      guard numbers.allSatisfy({ type.range.contains($0) }) else {
        throw ImageError(
          .invalidOptions, "\(.extraTensors) \(name) has numbers that \(type.rawValue) cannot hold")
      }
    } else if !isMask, type == .uint8 || type == .bool {
      throw ImageError(
        .invalidOptions, "\(.extraTensors) \(name) can have numbers that \(type.rawValue) cannot hold",
        advice: "use int32 or int64")
    }
  }

  /// - Parameters:
  ///   - format: Of the tensor beside it.
  ///   - pictures: In that tensor; nil for one without an axis for pictures.
  func values(_ result: ResultGeometry, _ format: TensorFormat, pictures: Int?) -> ExtraValues {
    let grid = format.patches?.grid(of: result.output) ?? Size(width: 1, height: 1)
    let rows = format.patches?.rowCount(of: result.output) ?? grid.area
    let (inside, output) = (result.placement, result.output)
    switch content {
    case .numbers(let numbers): return ExtraValues(numbers, shape: [numbers.count])
    case .scalar(let number): return ExtraValues([number], shape: [])
    case .mask:
      return ExtraValues(shape: Self.maskShape(result, format)) { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: output.width)
        return inside.rows.contains(y) && inside.columns.contains(x) ? 1 : 0
      }
    case .ones: return ExtraValues(shape: Self.maskShape(result, format, pictures)) { _ in 1 }
    case .patchMask: return ExtraValues(shape: [1, rows]) { $0 < grid.area ? 1 : 0 }
    case .frameGrid: return ExtraValues([1, grid.height, grid.width], shape: [1, 3])
    case .patchGrid: return ExtraValues(grid)
    case .patchCount(let divisor): return ExtraValues([grid.area / divisor], shape: [1])
    case .patchPlaces:
      return ExtraValues(shape: [1, rows, 2]) { index in
        guard index / 2 < grid.area, let patches = format.patches else { return -1 }
        let place = patches.place(ofRow: index / 2, columns: grid.width)
        return index.isMultiple(of: 2) ? place.column : place.row
      }
    case .pictureMask: return ExtraValues(shape: [1, pictures ?? 1]) { _ in 1 }
    case .sourceSize: return ExtraValues(result.source)
    case .scaledSize: return ExtraValues(inside.size)
    case .pictureCount: return ExtraValues([pictures ?? 1], shape: [1])
    case .tileGrid: return ExtraValues(result.tiles)
    }
  }

  /// - Parameter pictures: Nil for one.
  private static func maskShape(
    _ result: ResultGeometry, _ format: TensorFormat, _ pictures: Int? = nil
  ) -> [Int] {
    let (output, tiles) = (result.output, pictures == nil ? Size(width: 1, height: 1) : result.tiles)
    return (format.layout == .bnchw ? [1, pictures ?? 1] : [1])
      + [output.height / tiles.height, output.width / tiles.width]
  }
}

/// The elements of an extra tensor, each made when it is written: a mask has as many as the picture has pixels.
struct ExtraValues {
  /// The lengths of its axes.
  let shape: [Int]
  /// The element of an index, from 0 to one below ``count``.
  let element: (Int) -> Int

  init(shape: [Int], _ element: @escaping (Int) -> Int) {
    self.shape = shape
    self.element = element
  }

  init(_ elements: [Int], shape: [Int]) { self.init(shape: shape) { elements[$0] } }

  /// A height and a width.
  init(_ size: Size) { self.init([size.height, size.width], shape: [1, 2]) }

  var count: Int { shape.reduce(1, *) }
}
