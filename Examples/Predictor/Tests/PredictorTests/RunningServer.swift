import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A predictor in a process of its own, on a free port of this machine.
final class RunningServer: Sendable {
  let address: String
  private let process: Process
  private static let session = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = 100
    configuration.timeoutIntervalForRequest = 60
    return URLSession(configuration: configuration)
  }()

  /// - Parameter environment: Added to this process's own.
  init(_ environment: [String: String] = [:]) throws {
    process = Process()
    process.executableURL = Self.products.appending(path: "predictor")
    let own = ["HOST": "127.0.0.1", "PORT": "0", "COG_MAX_CONCURRENCY": "8"]
    process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }.merging(environment) { $1 }
    let log = Pipe()
    (process.standardError, process.standardOutput) = (log, log)
    try process.run()
    var text = ""
    while text.firstMatch(of: /listening on (127\.0\.0\.1:\d+)/) == nil {
      let bytes = log.fileHandleForReading.availableData
      try #require(!bytes.isEmpty, "the server ended: \(text)")
      text += String(decoding: bytes, as: UTF8.self)
    }
    address = try String(#require(text.firstMatch(of: /listening on (127\.0\.0\.1:\d+)/)).1)
  }

  /// Where the products of the package lie.
  static let products: URL = {
    let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return program.deletingLastPathComponent()
  }()

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  struct Answer: Sendable {
    var status: Int
    var type: String?
    var text: String
    var json: [String: any Sendable] {
      (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: any Sendable] ?? [:]
    }
    /// The `detail` of a 422: places and messages.
    var faults: [String] {
      let details = json["detail"] as? [[String: any Sendable]] ?? []
      return details.map { detail in
        let place = (detail["loc"] as? [String] ?? []).joined(separator: ".")
        return "\(place): \(detail["msg"] as? String ?? "")"
      }
    }
  }

  func ask(
    _ method: String, _ path: String, _ body: Data? = nil, headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = URLRequest(url: try #require(URL(string: "http://\(address)\(path)")))
    request.httpMethod = method
    request.httpBody = body
    if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await Self.session.data(for: request)
    let answer = try #require(response as? HTTPURLResponse)
    return Answer(
      status: answer.statusCode, type: answer.value(forHTTPHeaderField: "Content-Type"),
      text: String(decoding: data, as: UTF8.self))
  }

  func predict(_ body: String, id: String? = nil) async throws -> Answer {
    try await ask(id == nil ? "POST" : "PUT", "/predictions" + (id.map { "/\($0)" } ?? ""), Data(body.utf8))
  }

  var health: String? {
    get async throws { try await ask("GET", "/health-check").json["status"] as? String }
  }

  /// Waits until the server has this state.
  func wait(for state: String) async throws {
    for _ in 0..<600 where try await health != state { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try await health == state)
  }

  /// The processes of the server's workers.
  var workers: [pid_t] {
    get throws {
      let own = process.processIdentifier
      let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(own)/task")
      return tasks.flatMap { task in
        let children = try? String(contentsOfFile: "/proc/\(own)/task/\(task)/children", encoding: .utf8)
        return (children ?? "").split(separator: " ").compactMap { pid_t($0) }
      }
    }
  }
}
