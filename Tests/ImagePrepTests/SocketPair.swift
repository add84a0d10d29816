import Foundation
import ImagePrepPlatform

/// Two connected sockets: what is sent into `writing` is read from `reading`.
struct SocketPair {
  let writing: Int32
  let reading: Int32

  /// With `packets`, each read takes what was sent at once.
  enum Kind { case stream, packets }

  /// macOS has no `packets`.
  #if os(Linux)
    static let hasPackets = true
  #else
    static let hasPackets = false
  #endif

  struct Unavailable: Error {}

  init(_ kind: Kind) throws {
    #if canImport(Glibc)
      let number = Int32((kind == .stream ? SOCK_STREAM : SOCK_SEQPACKET).rawValue)
    #else
      let number = kind == .stream ? SOCK_STREAM : SOCK_SEQPACKET
    #endif
    var ends: [Int32] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, number, 0, &ends) == 0 else { throw Unavailable() }
    (writing, reading) = (ends[0], ends[1])
    #if canImport(Darwin)
      var isSet: Int32 = 1
      unsafe setsockopt(writing, SOL_SOCKET, SO_NOSIGPIPE, &isSet, 4)
    #endif
  }

  /// False once `reading` is closed.
  func write(_ bytes: [UInt8]) -> Bool {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    return unsafe send(writing, bytes, bytes.count, flags) >= 0
  }
}
