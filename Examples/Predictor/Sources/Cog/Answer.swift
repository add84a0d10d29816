import Hummingbird

/// What coglet answers. A refusal is thrown.
struct Answer: HTTPResponseError {
  var status: HTTPResponse.Status
  var text: String
  var type = "application/json"

  static func json(_ status: HTTPResponse.Status, _ body: [String: JSON]) -> Answer {
    Answer(status: status, text: JSON.object(body).text)
  }

  static func words(_ status: HTTPResponse.Status, _ text: String) -> Answer {
    Answer(status: status, text: text, type: "text/plain; charset=utf-8")
  }

  /// 422
  static func faults(_ faults: [JSON]) -> Answer { .json(.unprocessableContent, ["detail": .array(faults)]) }

  static let full = json(
    .conflict, ["error": "At capacity - all prediction slots busy", "status": "failed"])
  static let notReady = json(
    .serviceUnavailable,
    [
      "error": "Setup has not finished yet. Wait until it has finished, or GET /health-check for status.",
      "status": "failed",
    ])

  func response(from request: Request, context: some RequestContext) -> Response {
    Response(status: status, headers: [.contentType: type], body: .init(byteBuffer: .init(string: text)))
  }
}
