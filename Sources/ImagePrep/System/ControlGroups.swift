/// The control groups of a process on Linux, and the quotas with which they bound processors or memory.
struct ControlGroups {
  /// A group, by its folder.
  private struct Group {
    let folder: String
    let isVersion1: Bool
  }

  private let groups: [Group]

  /// - Parameters:
  ///   - memberships: The text of `/proc/self/cgroup`.
  ///   - mounts: The text of `/proc/self/mountinfo`.
  ///   - controller: What the groups bound: `cpu` or `memory`. Default: `cpu`.
  init(memberships: String, mounts: String, controller: String = "cpu") {
    let mounts = mounts.utf8.split(separator: UInt8(ascii: "\n")).compactMap(Mount.init(line:))
    groups = memberships.split(separator: "\n").flatMap { line -> [Group] in
      // For example "0::/user.slice" (version 2) or "4:cpu,cpuacct:/docker/1f" (version 1).
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { return [] }
      let isVersion1 = !parts[1].isEmpty
      guard !isVersion1 || parts[1].split(separator: ",").contains(Substring(controller)) else { return [] }
      let found = mounts.first {
        isVersion1 ? $0.type == "cgroup" && $0.options.contains(Substring(controller)) : $0.type == "cgroup2"
      }
      guard let found else { return [] }
      return found.folders(ofGroup: parts[2]).map { Group(folder: $0, isVersion1: isVersion1) }
    }
  }

  /// The number of processors that the group, and each group above it, may use; infinity without a quota.
  var cores: Double {
    groups.map { group in
      group.isVersion1
        ? Self.cores(
          quota: SystemText.read(group.folder + "/cpu.cfs_quota_us") ?? "",
          period: SystemText.read(group.folder + "/cpu.cfs_period_us") ?? "")
        : Self.cores(cpuMax: SystemText.read(group.folder + "/cpu.max") ?? "")
    }.min() ?? .infinity
  }

  /// The bytes of memory that the group, and each group above it, may use; nil without a limit.
  var memory: Int? {
    groups.compactMap { group in
      let name = group.isVersion1 ? "/memory.limit_in_bytes" : "/memory.max"
      // Without a limit it is the word "max", or nearly the largest number.
      return SystemText.read(group.folder + name)?.split(separator: "\n").first.flatMap { Int($0) }
    }.min()
  }

  /// - Parameter cpuMax: For example "150000 100000" or "max 100000".
  static func cores(cpuMax: String) -> Double {
    let parts = cpuMax.split { $0 == " " || $0 == "\n" }.map(String.init)
    return parts.count == 2 ? cores(quota: parts[0], period: parts[1]) : .infinity
  }

  /// Infinity for a quota of -1, and for text that is not a number.
  static func cores(quota: String, period: String) -> Double {
    func number(_ text: String) -> Double? { text.split(separator: "\n").first.flatMap { Double($0) } }
    guard let quota = number(quota), let period = number(period), quota > 0, period > 0 else {
      return .infinity
    }
    return quota / period
  }

  /// A part of a processor counts as one.
  static func whole(_ cores: Double, atMost most: Int) -> Int {
    guard cores < Double(most) else { return max(1, most) }
    return max(1, Int(cores.rounded(.up)))
  }
}

/// A mounted tree of control groups: a line of `/proc/self/mountinfo`, for example
/// `35 24 0:30 /docker/1f /sys/fs/cgroup/cpu,cpuacct ro,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct`.
private struct Mount {
  let root: String
  let folder: String
  let type: String
  let options: [Substring]

  /// Takes bytes: to look for characters takes ten times as long, at every start of the command.
  init?(line: Substring.UTF8View) {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    // A single dash follows a variable number of fields.
    guard parts.count > 9, let dash = parts[6...].firstIndex(where: { $0.elementsEqual("-".utf8) }),
      dash + 3 < parts.count
    else { return nil }
    type = "\(Substring(parts[dash + 1]))"
    guard type.hasPrefix("cgroup") else { return nil }
    root = Self.unescaped(parts[3])
    folder = Self.unescaped(parts[4])
    options = Substring(parts[dash + 3]).split(separator: ",")
  }

  /// The folders of a group and of the groups above it, as far as the mount shows them. The group's own comes first.
  func folders(ofGroup path: String) -> [String] {
    let names = path.split(separator: "/")
    let shown = root.split(separator: "/")
    // The group is outside the mounted part of the tree. Only the top of that part can be seen.
    guard names.starts(with: shown), !names.contains("..") else { return [folder] }
    let inside = names.dropFirst(shown.count)
    return (0...inside.count).reversed().map { count in
      inside.prefix(count).reduce(folder) { "\($0)/\($1)" }
    }
  }

  /// Decodes spaces and similar characters, which are written as a backslash and three octal digits.
  private static func unescaped(_ text: Substring.UTF8View) -> String {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
