extension Plan.View {
  /// The receipt: maps a point of the stored picture (before it is turned upright) to the output.
  public var receipt: AffineTransform {
    let turn = orientation.transform(ofStored: orientation.apply(to: source))
    let scaling = transform
    return AffineTransform(
      scaling.scaleX * turn.a, scaling.scaleX * turn.b, scaling.scaleX * turn.c + scaling.shiftX,
      scaling.scaleY * turn.d, scaling.scaleY * turn.e, scaling.scaleY * turn.f + scaling.shiftY)
  }
}
