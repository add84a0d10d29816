import CProcess
import Foundation
import ImagePrepPlatform
import TestSupport
import Testing

@testable import ImagePrep

@Suite("The cores that a process may use")
struct AvailableCoresTests {
  @Test("There is one at least, and no more than the machine has")
  func bounds() {
    #expect((1...max(1, sysconf(Int32(_SC_NPROCESSORS_CONF)))).contains(availableCores))
  }

  #if os(Linux)
    @Test("They are those of the affinity")
    func affinity() throws {
      // `taskset` sets that of a program, which passes it on.
      let taskset = URL(filePath: "/usr/bin/taskset")
      guard FileManager.default.isExecutableFile(atPath: taskset.path) else { return }
      let process = Process()
      process.executableURL = taskset
      let caller = try TemporaryFolder()
      try FileManager.default.createSymbolicLink(
        atPath: caller.path + "/worker-cores",
        withDestinationPath: try Workers.program("misbehaving-worker"))
      process.arguments = ["--cpu-list", "0", caller.path + "/worker-cores"]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      #expect(process_affinity_count() >= 1)
    }
  #endif

  @Test(
    "A quota of version 2",
    arguments: [
      ("max 100000\n", Double.infinity), ("150000 100000\n", 1.5), ("50000 100000", 0.5),
      ("200000 100000", 2),
      ("", .infinity), ("100000", .infinity), ("many 100000", .infinity), ("nan 100000", .infinity),
      ("-1 100000", .infinity), ("100000 0", .infinity), ("1e400 1", .infinity),
    ])
  func version2(_ text: String, _ cores: Double) {
    #expect(ControlGroups.cores(cpuMax: text) == cores)
  }

  @Test("A quota of version 1; -1 is none")
  func version1() {
    #expect(ControlGroups.cores(quota: "-1\n", period: "100000\n") == .infinity)
    #expect(ControlGroups.cores(quota: "250000\n", period: "100000\n") == 2.5)
  }

  @Test(
    "Parts of a core count as one, and there are never more than there are",
    arguments: [
      (0.0001, 1), (0.5, 1), (1, 1), (1.5, 2), (2.01, 3), (7.9, 8), (9, 8), (1e300, 8), (.infinity, 8),
    ])
  func whole(_ cores: Double, _ expected: Int) {
    #expect(ControlGroups.whole(cores, atMost: 8) == expected)
  }

  @Test("The lowest quota of a group and those above it counts, wherever they are mounted")
  func hierarchy() throws {
    let folder = try TemporaryFolder()
    func write(_ text: String, _ path: String) throws {
      let file = URL(filePath: "\(folder.path)/\(path)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    func cores(_ memberships: String, _ mounts: String) -> Double {
      ControlGroups(memberships: memberships, mounts: mounts).cores
    }
    try write("max 100000\n", "two/a/b/cpu.max")
    try write("300000 100000\n", "two/a/cpu.max")
    try write("400000 100000\n", "two/cpu.max")
    let two = "30 23 0:26 / \(folder.path)/two rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
    #expect(cores("0::/a/b\n", two) == 3)
    #expect(cores("0::/\n", two) == 4)
    #expect(cores("0::/elsewhere\n", two) == 4)
    // A container without a name space of its own: the mount shows a part of the tree.
    let part = two.replacing("0:26 /", with: "0:26 /docker/1f")
    #expect(cores("0::/docker/1f/a\n", part) == 3)
    #expect(cores("0::/../other\n", part) == 4)
    #expect(
      cores("", two) == .infinity && cores("0::/a\n", "") == .infinity && cores("0:/a\nx", "y") == .infinity)

    try write("150000\n", "o ne/job/cpu.cfs_quota_us")
    try write("100000\n", "o ne/job/cpu.cfs_period_us")
    let one =
      "35 24 0:30 / \(folder.path)/o\\040ne ro shared:9 master:1 - cgroup cgroup rw,cpu,cpuacct\n"
      + "36 24 0:31 / \(folder.path)/memory ro - cgroup cgroup rw,memory\n"
    #expect(cores("9:memory:/job\n4:cpu,cpuacct:/job\n", one) == 1.5)
    #expect(cores("9:memory:/job\n", one) == .infinity)
    #expect(cores("4:cpu,cpuacct:/job\n0::/a\n", one + two) == 1.5)
  }

  @Test("A thread has a stack of the stated size at least, whatever the system would give it")
  func stack() throws {
    #if os(Linux)
      let size = Box()
      let thread = SystemThread {
        // A stack begins behind a page that cannot be used, and is filled from its end.
        var top = 0
        let address = unsafe withUnsafeMutablePointer(to: &top) { UInt(bitPattern: $0) }
        let starts = (SystemText.read("/proc/self/maps") ?? "").split(separator: "\n").compactMap { line in
          line.split(separator: "-").first.flatMap { UInt($0, radix: 16) }
        }
        let start = starts.last { $0 <= address } ?? 0
        size.condition.locked { size.bytes = Int(clamping: address - start) }
      }
      try #require(thread).join()
      let bytes = size.condition.locked { size.bytes }
      // The C library may hand out a larger one that another thread has left.
      #expect(bytes >= SystemThread.stackSize - 65536)
    #endif
  }

  private final class Box: @unchecked Sendable {
    let condition = ConditionVariable()
    var bytes = 0
  }
}
