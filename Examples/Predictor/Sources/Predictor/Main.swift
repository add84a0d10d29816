import Cog
import Hummingbird

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@main
struct Main {
  static func main() async throws {
    let environment = Environment()
    let concurrency = max(1, environment.get("COG_MAX_CONCURRENCY", as: Int.self) ?? 8)
    let (host, port) = (environment.get("HOST") ?? "0.0.0.0", environment.get("PORT", as: Int.self) ?? 5000)
    // SIGTERM lets predictions end before the service does.
    let server = try Server(PackageResources.openapi_json, concurrency: concurrency) {
      kill(getpid(), SIGTERM)
    }
    let application = Application(
      responder: server, server: .http1(configuration: .init(idleTimeout: .seconds(60))),
      configuration: .init(address: .hostname(host, port: port)))
    async let setup: Void = server.setUp { try Predictor.setup(concurrency: concurrency) }
    try await application.runService()
    await setup
  }
}
