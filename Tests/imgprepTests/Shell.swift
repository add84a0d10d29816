import Foundation
import TestSupport

extension TemporaryFolder {
  /// Runs a shell script in the folder, in which `$imgprep` is the command and `$host` the talkative host. A shell can name files that are
  /// no text, and be somebody else.
  func shell(_ script: String, environment: [String: String] = [:]) async throws -> Finished {
    let programs = ["imgprep": try Binary.path(), "host": try Binary.path(of: "talkative-host")]
    let variables = environment.merging(programs) { given, _ in given }
    return try await Binary.run(["-c", script], environment: variables, in: path, program: "/bin/sh")
  }
}

/// Somebody who may not do everything, as root may.
enum Unprivileged {
  /// What a command is written behind, to be run by nobody where root runs the tests.
  static let prefix = geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : ""

  /// Whether that works here; nobody may not be allowed to reach the built command.
  static func isPossible() async throws -> Bool {
    try await TemporaryFolder().shell("\(prefix) \"$imgprep\" --version").code == 0
  }
}
