// Checks that a worker's answer fits the request. The file that it decoded may have taken it over.

/// An answer that no correct worker gives.
struct SenselessAnswer: Error {}

extension ImageInfo {
  /// Returns this header if a decoder can have read it.
  func checked() throws(SenselessAnswer) -> ImageInfo {
    guard [1, 2, 4, 8, 16].contains(bitDepth), (1..<(1 << 31)).contains(frameCount ?? 1),
      (0..<(1 << 31)).contains(profileByteCount), (0..<(1 << 34)).contains(profileTableByteCount),
      (0..<(1 << 32)).contains(exifByteCount),
      [heldByteCount, codecByteCount, startByteCount, laterStartByteCount].allSatisfy({
        (0..<(1 << 45)).contains($0)
      }),
      significantBits.map({ (1..<bitDepth).contains($0) }) ?? true,
      samplings.map({ $0.count <= 4 && $0.allSatisfy(\.isPossible) }) ?? true
    else { throw SenselessAnswer() }
    return self
  }
}

extension Sampling {
  fileprivate var isPossible: Bool { (1...4).contains(horizontal) && (1...4).contains(vertical) }
}

extension WorkerImage {
  /// Returns this result if it fits the request.
  ///
  /// - Parameter plan: Made by the caller, from the answer's header.
  func checked(_ options: Options, _ plan: Plan) throws(SenselessAnswer) -> WorkerImage {
    // A frame of an animation may be transparent although the header says otherwise.
    let mayHaveAlpha = info.hasAlpha || info.format == .gif || info.format == .webp
    let formats: [PixelFormat] = options.alpha == .keep && mayHaveAlpha ? [.rgb8, .rgba8] : [.rgb8]
    guard views.map(\.size) == plan.views.map(\.output),
      zip(plan.views, views).allSatisfy({
        ($0.content == .alphaMask ? [.gray8] : $0.opaqueFormat.isForTensors ? [$0.opaqueFormat] : formats)
          .contains($1.format)
      }),

      (0...1).contains(fractionDecoded),
      (0..<(1 << 31)).contains(frameMilliseconds ?? 0),
      Self.isIn(1...max(1, options.limits.profileBytes ?? .max), profileByteCount, options, .icc),
      Self.isIn(1...Int.max, exifByteCount, options, .exif),
      warnings.allSatisfy({ $0.code.isWord })
    else { throw SenselessAnswer() }
    var image = self
    image.warnings = warnings.prefix(20).map { Warning($0.code, $0.words.printable(most: 500)) }
    return image
  }

  /// True if metadata are absent, or wanted and of a possible size.
  private static func isIn(
    _ range: ClosedRange<Int>, _ byteCount: Int?, _ options: Options, _ kind: MetadataKinds
  ) -> Bool {
    byteCount.map { options.keepMetadata.contains(kind) && range.contains($0) } ?? true
  }
}

extension Warning.Code {
  /// True for letters only: callers may print a code.
  fileprivate var isWord: Bool {
    let letters = UInt8(ascii: "A")...UInt8(ascii: "z")
    return (1...40).contains(description.utf8.count) && description.utf8.allSatisfy(letters.contains)
  }
}

extension ImageError {
  /// Returns this error if decoding can end in it.
  func checked() throws(SenselessAnswer) -> ImageError {
    let codes: [Code] = [
      .unreadable, .unsupportedFormat, .unsupportedVariant, .corrupt, .truncated, .overLimit, .noSuchFrame,
      .unencodable, .invalidOptions, .outOfMemory, .unwritable,
    ]
    guard codes.contains(code), (0...1).contains(fractionDecoded ?? 0) else { throw SenselessAnswer() }
    var error = self
    error.reasonWords = reasonWords.printable(most: 500)
    error.adviceWords = adviceWords.printable(most: 500)
    return error
  }
}

extension Message {
  /// The message without control characters for a terminal, cut if it is too long.
  fileprivate func printable(most: Int) -> Message {
    var (copy, left) = (self, most)
    copy.limit = limit.flatMap { $0.isFinite ? $0 : nil }
    copy.parts = parts.prefix(20).map { part in
      guard case .text(let text) = part else { return part }
      let printable = text.printable(most: left)
      left -= printable.unicodeScalars.count
      return .text(printable)
    }
    return copy
  }
}

extension String {
  /// The text without control characters for a terminal, cut if it is too long.
  fileprivate func printable(most: Int) -> String {
    String(String.UnicodeScalarView(unicodeScalars.prefix(most).map { $0.properties.isPrintable ? $0 : "?" }))
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
