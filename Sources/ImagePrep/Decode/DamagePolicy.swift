/// Judges how much of a damaged image must be there. Decoders say what is missing; nobody else compares fractions.
struct DamagePolicy {
  /// True if an image is taken though a part of it is missing.
  var lenient = false
  /// The fraction of the rows that must be there all the same.
  var minComplete = 0.0

  /// Takes a picture of which a part is missing.
  ///
  /// - Parameters:
  ///   - error: Says what is missing, and how much is there.
  ///   - hasPicture: False if nothing is there that could be shown.
  /// - Returns: The fraction that is there.
  /// - Throws: The error, where the picture is not to be taken.
  @discardableResult
  func accept(_ error: ImageError, hasPicture: Bool = true) throws(ImageError) -> Double {
    guard let fraction = error.fractionDecoded, lenient, hasPicture else { throw error }
    guard fraction >= minComplete else { throw error.below(minComplete) }
    return fraction
  }

  /// Judges the fraction of a picture that was taken without leniency, too.
  func check(_ fraction: Double) throws(ImageError) {
    if fraction < minComplete { throw .incomplete(fraction, below: minComplete) }
  }

  /// The error with the advice that helps: not to be lenient, where that was tried or would not reach the minimum.
  func advise(_ error: ImageError) -> ImageError {
    guard error.option == .lenient else { return error }
    if lenient { return error.withoutRemedy }
    let isBelow = error.fractionDecoded.map { $0 < minComplete } ?? false
    return isBelow ? error.below(minComplete) : error
  }
}

extension DamagePolicy {
  init(_ options: Options) {
    self.init(lenient: options.lenient, minComplete: options.minComplete)
  }
}
