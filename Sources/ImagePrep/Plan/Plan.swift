/// What normalizing an image will do. It is made from the header and the options alone, without I/O or pixels.
///
/// Each result is a ``View``. A plan has the properties of its first view, so `plan.output` is `plan.views[0].output`.
@dynamicMemberLookup
public struct Plan: Sendable, Equatable {
  /// The options that the plan was made from.
  public private(set) var options: Options
  /// The results, in order: the one of the options themselves, then those of ``Options/otherViews``.
  public var views: [View] { [first] + others }

  /// The view that ``subscript(dynamicMember:)`` asks.
  let first: View
  let others: [View]
  /// How much smaller the codec decodes the image: 1, 2, 4 or 8.
  public internal(set) var decodeShrink: Int
  /// The most bytes of memory that normalizing the image needs, including its result. This does not count the program
  /// and its libraries, the bytes of an image in memory, and caches for the next image: at most 2 MB of weights and 16
  /// MB of color transforms. See ``memory(writing:)`` for a result that is written.
  public var memory: Int { max(startingMemory, streamingMemory) }

  /// Memory needed until the decoder has its first row.
  var startingMemory = 0
  /// Memory needed from the first row on.
  var streamingMemory = 0

  /// The most bytes of memory that normalizing and writing the image needs: ``memory``, and the encoder's.
  public func memory(writing encoding: Encoding) -> Int {
    max(startingMemory, streamingMemory + encoding.byteCount(for: first.output))
  }

  /// The most bytes of memory that normalizing the image and writing views of it needs.
  public func memory(writing files: [OutputFile]) -> Int {
    max(
      startingMemory,
      files.filter { views.indices.contains($0.view) }
        .reduce(streamingMemory) { $0 + $1.encoding.byteCount(for: views[$1.view].output) })
  }

  /// The plan without its memory.
  init(geometryOf info: ImageInfo, _ options: Options) throws(ImageError) {
    self.options = options
    first = try View(info, options)
    others = try options.viewsBesideFirst.map { (view) throws(ImageError) in
      try View(info, options.replacing(view), view.content)
    }
    try Self.checkTiles(options.tiles, of: first.output)
    decodeShrink = ([first] + others).map { Self.decodeShrink(info, options, $0) }.min() ?? 1
  }

  /// The same plan for another frame.
  init(_ plan: Plan, _ options: Options) {
    self = plan
    self.options = options
  }

  private static func checkTiles(_ tile: Size?, of output: Size) throws(ImageError) {
    guard let tile else { return }
    guard output.width.isMultiple(of: tile.width), output.height.isMultiple(of: tile.height) else {
      throw ImageError(
        .invalidOptions, "the result, \(output), cannot be cut into \(.tiles) of \(tile)",
        advice: "ask for a size of whole tiles, or leave out \(.multiple)")
    }
    let (count, most) = (output.width / tile.width * (output.height / tile.height), Options.mostTiles)
    guard count > most else { return }
    throw ImageError(
      .invalidOptions,
      "the result, \(output), would be \(count) \(.tiles) of \(tile), and \(most) are allowed",
      advice: "ask for larger tiles, or a smaller size")
  }

  /// A property of the first view.
  public subscript<Value>(dynamicMember key: KeyPath<View, Value>) -> Value { first[keyPath: key] }

  /// The tiles of the first view, row by row (``Options/tiles``); empty if it is not cut.
  public var tiles: [Rectangle] {
    guard let tile = options.tiles else { return [] }
    return (0..<first.output.height / tile.height).flatMap { row in
      (0..<first.output.width / tile.width).map { column in
        Rectangle(x: column * tile.width, y: row * tile.height, size: tile)
      }
    }
  }

  /// The part of the stored picture that is decoded: all of it, unless every view uses the same part.
  var decodedPart: Rectangle {
    let part = first.storedRegion
    guard others.contains(where: { $0.storedRegion != part }) else { return part }
    return Rectangle(x: 0, y: 0, size: first.orientation.apply(to: first.source))
  }

  /// The warnings of every view about a shape that the options do not ask for explicitly.
  package func warnings(_ options: Options) -> [Warning] {
    first.warnings(options)
      + zip(others, options.viewsBesideFirst).flatMap { $0.warnings(options.replacing($1)) }
  }

  private static func decodeShrink(_ info: ImageInfo, _ options: Options, _ view: View) -> Int {
    // A shrunk picture has no pixel at each edge of a part.
    guard info.format == .jpeg, view.filter != .nearest, !view.usesPart else { return 1 }
    let (source, scaled) = (view.source, view.scaled)
    // 1/2, 1/4 and 1/8 are the scales for which libjpeg-turbo has SIMD inverse transforms.
    let shrinks = [8, 4, 2]
    return shrinks.first { shrink in
      guard let oversampling = options.decode.leastOversampling(shrinkingBy: shrink) else { return false }
      return Double(source.width) / Double(shrink) >= oversampling * Double(scaled.width)
        && Double(source.height) / Double(shrink) >= oversampling * Double(scaled.height)
    } ?? 1
  }
}
