import Dispatch
import FoundationEssentials
import Hummingbird
import Synchronization

/// What a server predicts with.
public protocol Model: Sendable {
  /// - Parameters:
  ///   - inputs: All that have a value, checked against the document.
  ///   - isCanceled: Ask it between steps, and throw a `CancellationError` if it says so.
  /// - Returns: The output.
  func predict(_ inputs: [String: JSON], isCanceled: () -> Bool) throws -> JSON
}

/// The HTTP interface of Cog, as its server coglet 0.23 speaks it, without webhooks and asynchronous predictions.
public final class Server: HTTPResponder {
  /// Bytes of a request, and bytes that all uploads may take together.
  private static let (largestBody, uploadMemory) = (100 << 20, 1 << 30)
  private let interface: Interface
  private let concurrency: Int
  private let shutDown: @Sendable () -> Void
  private let state = Mutex(State())
  private let threads = DispatchQueue(label: "predictions", attributes: .concurrent)

  private struct State {
    var model: (any Model)?
    var (health, setup) = ("STARTING", ["status": JSON.string("starting"), "started_at": now])
    var running: [String: JSON] = [:]
    var canceled: Set<String> = []
    var uploads = 0

    static var now: JSON { .string(Date.now.ISO8601Format(.init(includingFractionalSeconds: true))) }
  }

  /// - Parameters:
  ///   - document: OpenAPI, as JSON. Requests are checked against its `Input`.
  ///   - concurrency: Predictions at once. More are refused.
  ///   - shutDown: What `POST /shutdown` does.
  public init(_ document: [UInt8], concurrency: Int, shutDown: @escaping @Sendable () -> Void) throws {
    interface = try Interface(document)
    (self.concurrency, self.shutDown) = (concurrency, shutDown)
  }

  /// Makes the model. Until then, and if that fails, predictions are refused.
  public func setUp(_ makeModel: @escaping @Sendable () throws -> any Model) async {
    let result = await offload { Result(catching: makeModel) }
    state.withLock {
      $0.setup["completed_at"] = State.now
      switch result {
      case .success(let model):
        ($0.model, $0.health, $0.setup["status"]) = (model, "READY", "succeeded")
      case .failure(let error):
        ($0.health, $0.setup["status"], $0.setup["logs"]) = ("SETUP_FAILED", "failed", .string("\(error)"))
      }
    }
  }

  public func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let path = request.uri.path.split(separator: "/").map(String.init)
    let id = path.count > 1 ? path[1].removingPercentEncoding ?? path[1] : nil
    let isCancel = path.count == 3 && path[2] == "cancel"
    let answer: Answer
    switch (path.first ?? "", path.count, request.method) {
    case ("", _, .get): answer = .json(.ok, try JSON.parse(PackageResources.root_json).object)
    case ("health-check", 1, .get): answer = .json(.ok, health)
    case ("openapi.json", 1, .get):
      let isReady = state.withLock { $0.model != nil }
      let missing: [String: JSON] = ["error": "OpenAPI schema not available"]
      answer = isReady ? .json(.ok, interface.document.object) : .json(.serviceUnavailable, missing)
    case ("predictions", 1, .post), ("predictions", 2, .put):
      do { answer = try await predict(request, id) } catch let refusal as Answer { answer = refusal }
    case ("predictions", 3, .post) where isCancel:
      let isRunning = state.withLock { $0.running[id ?? ""] != nil && $0.canceled.insert(id ?? "").inserted }
      answer = .json(isRunning ? .ok : .notFound, [:])
    case ("shutdown", 1, .post):
      answer = .json(.ok, [:])
      shutDown()
    case ("", _, _), ("health-check", 1, _), ("openapi.json", 1, _), ("predictions", 1...2, _),
      ("shutdown", 1, _),
      ("predictions", 3, _) where isCancel:
      return Response(status: .methodNotAllowed)
    default: return Response(status: .notFound)
    }
    return answer.response(from: request, context: context)
  }

  private var health: [String: JSON] {
    state.withLock {
      let health = $0.running.count < concurrency ? $0.health : "BUSY"
      return [
        "status": .string(health), "setup": .object($0.setup), "version": .object(["coglet": "0.23.1"]),
      ]
    }
  }

  private func predict(_ request: Request, _ path: String?) async throws -> Answer {
    var held = 0
    defer { state.withLock { [held] in $0.uploads -= held } }
    let asked = try await read(request, &held)
    let id = path ?? asked.id ?? "pred_" + String(UInt64.random(in: .min ... .max), radix: 16)
    if let other = asked.id, other != id {
      throw Answer.faults([Interface.fault(["id"], "prediction ID must match the ID supplied in the URL")])
    }
    if let input = state.withLock({ $0.running[id] }) {
      let known: [String: JSON] = ["id": .string(id), "input": input, "logs": "", "metrics": .object([:])]
      return .json(.accepted, known.merging(["status": "processing"]) { $1 })
    }
    if request.headers[.accept]?.contains("text/event-stream") == true {
      throw Answer.json(.notAcceptable, ["error": "This model does not support streaming responses."])
    }
    if asked.webhook != nil {
      throw Answer.faults([Interface.fault(["webhook"], "this server calls no webhooks: leave it out")])
    }
    guard let model = state.withLock({ $0.model }) else { throw Answer.notReady }
    let input = asked.input ?? .object([:])
    let faults = interface.faults(of: input)
    guard faults.isEmpty else { throw Answer.faults(faults) }
    try state.withLock {
      guard $0.running.count < concurrency, $0.running[id] == nil else { throw Answer.full }
      $0.running[id] = input
    }
    let start = ContinuousClock.now
    let result = await offload { [self] in
      Result {
        try model.predict(interface.complete(input)) { state.withLock { $0.canceled.contains(id) } }
      }
    }
    state.withLock { ($0.running[id], _) = (nil, $0.canceled.remove(id)) }
    let time = (ContinuousClock.now - start) / .seconds(1)
    var answer: [String: JSON] = [
      "id": .string(id), "logs": "", "metrics": .object(["predict_time": .number(time)]),
    ]
    switch result {
    case .success(let output): (answer["output"], answer["status"]) = (output, "succeeded")
    case .failure(is CancellationError): answer["status"] = "canceled"
    case .failure(let error): (answer["error"], answer["status"]) = (.string("\(error)"), "failed")
    }
    return .json(.ok, answer)
  }

  private struct Asked: Decodable, Sendable {
    var id: String?, input: JSON?, context: [String: String]?, webhook: String?
  }

  /// - Parameter held: Four times the bytes, which are held as they came, as text, decoded, and for the worker.
  private func read(_ request: Request, _ held: inout Int) async throws -> Asked {
    guard let type = request.headers[.contentType]?.prefix(while: { $0 != ";" }) else { return Asked() }
    guard type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json") else {
      throw Answer.words(.unsupportedMediaType, "Expected request with `Content-Type: application/json`")
    }
    var body = Data()
    for try await part in request.body {
      guard body.count + part.readableBytes <= Self.largestBody else {
        throw Answer.words(.contentTooLarge, "Failed to buffer the request body: length limit exceeded")
      }
      try state.withLock {
        guard $0.uploads + 4 * part.readableBytes <= Self.uploadMemory else { throw Answer.full }
        $0.uploads += 4 * part.readableBytes
      }
      held += 4 * part.readableBytes
      body.append(contentsOf: part.readableBytesView)
    }
    let result = await offload { [body] in Result { try JSONDecoder().decode(Asked.self, from: body) } }
    return try result.mapError { error in
      if case DecodingError.dataCorrupted(let context) = error {
        return Answer.words(
          .badRequest, "Failed to parse the request body as JSON: \(context.debugDescription)")
      }
      return .words(
        .unprocessableContent, "Failed to deserialize the JSON body into the target type: \(error)")
    }.get()
  }

  /// Runs work that blocks its thread, away from the threads of async code.
  private func offload<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { done in threads.async { done.resume(returning: work()) } }
  }
}
