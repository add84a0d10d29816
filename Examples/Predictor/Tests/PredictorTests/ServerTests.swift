import Foundation
import Testing

@Suite("The predictor, over a socket")
struct ServerTests {
  /// Its left half is black, its right half white.
  private static let halves = TestPicture.uri(
    TestPicture(width: 224, height: 224) { x, _ in x < 112 ? 0 : 255 }.png())

  private static func ready(_ environment: [String: String] = [:]) async throws -> RunningServer {
    let server = try RunningServer(environment)
    try await server.wait(for: "READY")
    return server
  }

  @Test("A prediction says what the picture's arithmetic says")
  func prediction() async throws {
    let server = try await Self.ready()
    let answer = try await server.predict(#"{"input": {"image": "\#(Self.halves)", "preset": "siglip"}}"#)
    #expect(answer.status == 200)
    #expect(answer.json["status"] as? String == "succeeded")
    #expect((answer.json["id"] as? String)?.hasPrefix("pred_") == true)
    let output = try #require(answer.json["output"] as? [String: any Sendable])
    let colors = try #require(output["colors"] as? [[String: any Sendable]])
    #expect(Set(colors.compactMap { $0["color"] as? String }) == ["#000000", "#ffffff"])
    #expect(colors.allSatisfy { $0["share"] as? Double == 0.5 })
    // Of nine cells the fifth is cut by the edge, so the fourth and the fifth are darker than their neighbors.
    #expect(output["hash"] as? String == String(repeating: "18", count: 8))
    // Two of the 222 inner columns have a Laplacian of 255 and -255, all others of 0.
    let sharpness = try #require(output["sharpness"] as? Double)
    let expected: Double = 2 * 255 * 255 / 222
    #expect(abs(sharpness - expected) < 0.1)
    #expect(output["shape"] as? [Int] == [1, 3, 224, 224])
  }

  @Test("Hostile and wrong requests get their status, and the server goes on")
  func hostile() async throws {
    let server = try await Self.ready()
    func status(_ body: String) async throws -> Int { try await server.predict(body).status }
    #expect(try await status(#"{"input": "#) == 400)
    #expect(try await status(#"{"input": {}} and more"#) == 400)
    #expect(try await status(String(repeating: "[", count: 1_000_000)) == 400)
    #expect(try await status(#"{"input": "a string"}"#) == 422)
    #expect(try await status(#""a string""#) == 422)
    #expect(try await status(#"{"input": {}}"#) == 422)
    let large = Data(repeating: UInt8(ascii: " "), count: 200_000_000)
    #expect(try await server.ask("POST", "/predictions", large).status == 413)
    let words = try await server.ask(
      "POST", "/predictions", Data("{}".utf8), headers: ["Content-Type": "text/plain"])
    #expect(words.status == 415)

    func failure(_ image: String) async throws -> String? {
      let answer = try await server.predict(#"{"input": {"image": "\#(image)"}}"#)
      #expect(answer.status == 200 && answer.json["status"] as? String == "failed")
      return answer.json["error"] as? String
    }
    #expect(try await failure("data:image/pn")?.hasPrefix("Input validation error: ") == true)
    #expect(
      try await failure("data:image/png;base64,iVBORw0K@@@@")?.hasPrefix("Input validation error: ") == true)
    #expect(try await failure(String(Self.halves.prefix(20_000))) != nil)
    let bomb = TestPicture(width: 8, height: 8).png(claiming: 60_000)
    #expect(try await failure(TestPicture.uri(bomb))?.contains("3600000000 pixels, over the limit") == true)
    #expect(
      try await server.predict(#"{"input": {"image": "\#(Self.halves)"}}"#).json["status"] as? String
        == "succeeded")
  }

  @Test(
    "Wrong inputs are named, in the words of coglet",
    arguments: [
      (#"{}"#, ["body.input.image: Field required"]),
      (
        #"{"image": 5, "color_count": "abc", "unknown": 1}"#,
        [
          #"body.input.color_count: "abc" is not of type "integer""#,
          #"body.input.image: 5 is not of type "string""#,
        ]
      ),
      (#"{"image": "data:", "color_count": 0}"#, ["body.input.color_count: 0 is less than the minimum of 1"]),
      (
        #"{"image": "data:", "color_count": 99}"#,
        ["body.input.color_count: 99 is greater than the maximum of 16"]
      ),
      (
        #"{"image": "data:", "preset": null}"#,
        [
          #"body.input.preset: null is not one of ["clip","clip-336","dinov2","siglip","siglip-384","vit"]"#,
          #"body.input.preset: null is not of type "string""#,
        ]
      ),
    ])
  func faults(_ input: String, _ faults: [String]) async throws {
    let answer = try await Self.ready().predict(#"{"input": \#(input)}"#)
    #expect(answer.status == 422)
    #expect(answer.faults == faults)
  }

  @Test(
    "URLs and paths are refused, with the reason",
    arguments: ["https://127.0.0.1/a.png", "/etc/passwd", "a.png"])
  func places(_ place: String) async throws {
    let answer = try await Self.ready().predict(#"{"input": {"image": "\#(place)"}}"#)
    #expect(answer.status == 422)
    #expect(answer.faults.first?.contains("this server opens no URLs and no files") == true)
  }

  @Test("A full server says so, and a running prediction can be asked for and canceled")
  func full() async throws {
    let server = try await Self.ready(["COG_MAX_CONCURRENCY": "1"])
    let worker = try #require(server.workers.first)
    kill(worker, SIGSTOP)
    let body = #"{"input": {"image": "\#(Self.halves)"}}"#
    async let first = server.predict(body, id: "first")
    try await server.wait(for: "BUSY")
    let second = try await server.predict(body)
    #expect(second.status == 409)
    #expect(second.text == #"{"error":"At capacity - all prediction slots busy","status":"failed"}"#)
    let again = try await server.predict(body, id: "first")
    #expect(again.status == 202)
    #expect(again.json["status"] as? String == "processing")
    #expect(try await server.ask("POST", "/predictions/first/cancel").status == 200)
    #expect(try await server.ask("POST", "/predictions/other/cancel").status == 404)
    kill(worker, SIGCONT)
    let answer = try await first
    #expect(answer.status == 200)
    #expect(answer.json["status"] as? String == "canceled")
    #expect(try await server.predict(body).json["status"] as? String == "succeeded")
  }

  @Test("A worker that crashes costs one answer")
  func crash() async throws {
    let server = try await Self.ready(["COG_MAX_CONCURRENCY": "1"])
    let worker = try #require(server.workers.first)
    kill(worker, SIGSTOP)
    let body = #"{"input": {"image": "\#(Self.halves)"}}"#
    async let first = server.predict(body)
    try await server.wait(for: "BUSY")
    // By then the worker has got the picture.
    try await Task.sleep(for: .milliseconds(500))
    kill(worker, SIGKILL)
    let answer = try await first
    #expect(answer.status == 200)
    #expect(answer.json["status"] as? String == "failed")
    #expect(answer.json["error"] as? String != nil)
    for _ in 0..<10 {
      #expect(try await server.predict(body).json["status"] as? String == "succeeded")
    }
  }

  @Test("Of 64 clients at once, each gets a prediction or the answer that the server is full")
  func crowd() async throws {
    let server = try await Self.ready(["COG_MAX_CONCURRENCY": "2"])
    let body = #"{"input": {"image": "\#(Self.halves)"}}"#
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<64 { group.addTask { try await server.predict(body).status } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count == 64)
    #expect(Set(statuses).isSubset(of: [200, 409]) && statuses.contains(200))
  }

  @Test("A server without a worker says so, and refuses predictions")
  func setup() async throws {
    let server = try RunningServer(["IMGPREP_WORKER": "/nowhere/imgprep-worker"])
    try await server.wait(for: "SETUP_FAILED")
    let health = try await server.ask("GET", "/health-check").text
    #expect(health.contains("there is no worker at /nowhere/imgprep-worker"))
    #expect(try await server.predict(#"{"input": {}}"#).status == 503)
    #expect(try await server.ask("GET", "/openapi.json").status == 503)
  }

  @Test("Until it is set up, a server refuses predictions")
  func starting() async throws {
    let script = FileManager.default.temporaryDirectory.appending(path: "worker-\(UUID())")
    let worker = RunningServer.products.appending(path: "imgprep-worker").path
    try Data("#!/bin/sh\nsleep 2\nexec \(worker) \"$@\"\n".utf8).write(to: script)
    defer { try? FileManager.default.removeItem(at: script) }
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
    let server = try RunningServer(["IMGPREP_WORKER": script.path])
    #expect(try await server.health == "STARTING")
    #expect(try await server.predict(#"{"input": {}}"#).status == 503)
    try await server.wait(for: "READY")
    #expect(try await server.ask("GET", "/openapi.json").status == 200)
  }

  @Test(
    "Other methods and places",
    arguments: [
      ("GET", "/", 200), ("GET", "/health-check", 200), ("GET", "/openapi.json", 200),
      ("GET", "/predictions", 405),
      ("DELETE", "/predictions/a", 405), ("POST", "/health-check", 405), ("GET", "/docs", 404),
      ("GET", "/a/b/c/d", 404),
    ])
  func routes(_ method: String, _ path: String, _ status: Int) async throws {
    #expect(try await Self.ready().ask(method, path).status == status)
  }
}
