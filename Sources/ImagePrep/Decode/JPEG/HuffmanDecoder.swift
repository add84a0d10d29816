import ImagePrepPlatform

/// Which decoder reads the Huffman codes of sequential JPEGs: our own, or libjpeg's if `IMGPREP_HUFFMAN` is `libjpeg`
/// or ours fails its self-test. Both give the same bytes.
package enum HuffmanDecoder {
  /// - Throws: `ImageError` with the code `invalidOptions` if `IMGPREP_HUFFMAN` has another value.
  package static func checkChoice() throws(ImageError) {
    guard let value = unsafe getenv("IMGPREP_HUFFMAN") else { return }
    let name = unsafe String(cString: value)
    guard !name.isEmpty, name != "libjpeg" else { return }
    throw ImageError(
      .invalidOptions, "IMGPREP_HUFFMAN=\(name): there is no decoder of that name",
      advice: "unset it, or set it to libjpeg")
  }
}
