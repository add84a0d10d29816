import ImagePrepPlatform

/// The number of inputs that are worked on at once.
enum JobCount {
  /// The wanted number, or fewer if the limit on descriptors (`ulimit -n`) allows no more; at least 1.
  ///
  /// Each input takes a descriptor for its file, the output and the output's folder. A worker takes three more, an
  /// image in memory a fourth, and the start of a worker another two.
  ///
  /// - Parameter others: The descriptors of the whole run. Default: 0.
  static func fitting(_ wanted: Int, isolated: Bool, others: Int = 0) -> Int {
    let (each, starting) = isolated ? (7, 2) : (3, 0)
    let once = starting + others
    let enough = wanted * each + once + mostFound
    guard let limit = descriptorLimit, limit < enough else { return wanted }
    let found = (0..<limit).filter { fcntl(Int32($0), F_GETFD) >= 0 }
    return max(1, min(wanted, (limit - found.count - once) / each))
  }

  /// The number of descriptors that the process may have inherited.
  private static let mostFound = 1024

  /// Nil for no limit.
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
