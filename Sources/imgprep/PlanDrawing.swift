import ImagePrep

/// A plan drawn with characters: the scaled picture, and the frame of the result in or around it.
struct PlanDrawing {
  let text: String

  /// - Parameter columns: Of the drawing at most.
  init(_ plan: Plan, columns: Int = 48) {
    // Everything in the coordinates of the scaled picture.
    let frame = (
      x: plan.crop.x - plan.placement.x, y: plan.crop.y - plan.placement.y, size: plan.output
    )
    let (left, top) = (min(0, frame.x), min(0, frame.y))
    let right = max(plan.scaled.width, frame.x + frame.size.width)
    let bottom = max(plan.scaled.height, frame.y + frame.size.height)
    // A character is twice as high as it is wide.
    let step = max(Double(right - left) / Double(columns), Double(bottom - top) / 40)
    func column(_ x: Int) -> Int { Int((Double(x - left) / step).rounded()) }
    func row(_ y: Int) -> Int { Int((Double(y - top) / step / 2).rounded()) }
    let (width, height) = (max(2, column(right)) + 1, max(2, row(bottom)) + 1)
    var canvas = Array(repeating: Array(repeating: Character(" "), count: width), count: height)
    func box(_ x: Int, _ y: Int, _ size: Size, _ line: Character) {
      let (x0, x1) = (column(x), max(column(x) + 1, column(x + size.width)))
      let (y0, y1) = (row(y), max(row(y) + 1, row(y + size.height)))
      for x in x0...min(x1, width - 1) {
        for y in [y0, min(y1, height - 1)] { canvas[y][x] = line }
      }
      for y in y0...min(y1, height - 1) {
        for x in [x0, min(x1, width - 1)] { canvas[y][x] = line }
      }
    }
    box(0, 0, plan.scaled, "·")
    for tile in plan.tiles { box(frame.x + tile.x, frame.y + tile.y, tile.size, "+") }
    box(frame.x, frame.y, frame.size, "#")
    text =
      canvas.map { "  " + String($0) }.joined(separator: "\n")
      + "\n  # the result, \(plan.output)   · the scaled picture, \(plan.scaled)"
  }
}
