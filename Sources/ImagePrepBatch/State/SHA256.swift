import CChecksums
import ImagePrep
import ImagePrepPlatform

/// SHA-256 of bytes that come in pieces.
struct SHA256 {
  private var hash = sha256()

  init() { unsafe sha256_begin(&hash) }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    unsafe sha256_add(&hash, start, bytes.count)
  }

  mutating func add(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe add($0) } }

  /// The 32 bytes of the hash. Nothing may be added afterwards.
  mutating func digest() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe sha256_end(&hash, &digest)
    return digest
  }

  static func digest(of bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.add(bytes)
    return hash.digest()
  }
}

extension [UInt8] {
  /// Two digits for each byte, in small letters.
  var hexadecimal: String {
    let digits = [UInt8]("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension SHA256 {
  /// Chooses the plain code even where the processor has instructions for SHA-256. For tests.
  static func usesPlainCode(_ plain: Bool) { sha256_use_plain(plain) }
}
