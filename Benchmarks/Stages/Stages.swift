import Benchmark

/// Every stage by itself, on inputs that `make bench` makes. Compare two states of the code with
/// `swift package --package-path Benchmarks benchmark baseline`.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock], warmupIterations: 2, maxDuration: .milliseconds(600), maxIterations: 10_000)
  registerHeaders()
  registerDecoding()
  registerColors()
  registerFlattening()
  registerResampling()
  registerPacking()
  registerEncoding()
  registerPipelines()
  registerSmallImages()
}
