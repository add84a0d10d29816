/// Judges how much of a damaged image must be there. Decoders say what is missing; nobody else compares fractions.
struct DamagePolicy {
  /// True if an image is accepted although a part of it is missing.
  var lenient = false
  /// The fraction of the rows that must be there even so.
  var minComplete = 0.0

  /// Accepts a picture with a missing part, or throws.
  ///
  /// - Parameters:
  ///   - error: The damage. Its `fractionDecoded` is the part of the picture that is there.
  ///   - hasPicture: False if there is nothing to show.
  /// - Returns: The fraction that is there.
  /// - Throws: The error, if the picture is not accepted.
  @discardableResult
  func accept(_ error: ImageError, hasPicture: Bool = true) throws(ImageError) -> Double {
    guard let fraction = error.fractionDecoded, lenient, hasPicture else { throw error }
    guard fraction >= minComplete else { throw error.below(minComplete) }
    return fraction
  }

  /// Refuses a picture below the minimum, even one that needed no leniency.
  func check(_ fraction: Double) throws(ImageError) {
    if fraction < minComplete { throw .incomplete(fraction, below: minComplete) }
  }

  /// The error with advice that helps. Leniency is not advised if it was tried or cannot reach the minimum.
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
