#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many inputs are worked on at once.
enum JobCount {
  /// As many as are wanted, or as the descriptors that this process may have (`ulimit -n`) are enough for; at least 1.
  ///
  /// An input takes its own file, the output's and its folder's. A worker takes three more and an image in memory a
  /// fourth; while it is started, another two.
  static func fitting(_ wanted: Int, isolated: Bool) -> Int {
    let (each, once) = isolated ? (7, 2) : (3, 0)
    let enough = wanted * each + once + mostFound
    guard let limit = descriptorLimit, limit < enough else { return wanted }
    let found = (0..<limit).filter { fcntl(Int32($0), F_GETFD) >= 0 }
    return max(1, min(wanted, (limit - found.count - once) / each))
  }

  /// Descriptors that a process may have been started with.
  private static let mostFound = 1024

  /// Nil for none.
  private static var descriptorLimit: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let status = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    #else
      let status = unsafe getrlimit(RLIMIT_NOFILE, &limit)
    #endif
    return status == 0 ? Int(exactly: limit.rlim_cur) : nil
  }
}
