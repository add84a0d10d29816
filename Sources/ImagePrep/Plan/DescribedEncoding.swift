extension OutputFile {
  /// The same file, with the encoding that ``Encoding/describing(_:view:)`` gives.
  public func describing(_ plan: Plan) -> OutputFile {
    var file = self
    file.encoding = encoding.describing(plan, view: view)
    return file
  }
}

extension Encoding {
  /// The same encoding for a view of a plan. It adds what a file says besides pixels: the receipt, and the numbers of
  /// ``extraTensors``. Renderings to files do it themselves.
  public func describing(_ plan: Plan, view index: Int = 0) -> Encoding {
    var encoding = self
    guard plan.views.indices.contains(index) else { return encoding }
    let view = plan.views[index]
    let tile = index == 0 ? plan.options.tiles ?? view.output : view.output
    encoding.receipt = view.receipt
    encoding.geometry = ResultGeometry(
      source: view.source, placement: view.placement, background: view.background, output: view.output,
      tiles: Size(width: view.output.width / tile.width, height: view.output.height / tile.height))
    return encoding
  }
}
