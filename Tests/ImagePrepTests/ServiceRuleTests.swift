import ImagePrep
import Testing

/// Expected sizes are the examples that the services have published, and those of public ports of their code.
@Suite("Sizes of services")
struct ServiceRuleTests {
  @Test(
    "A picture shrinks as the service shrinks it",
    arguments: [
      (.anthropic, (4000, 3000), (1270, 952)), (.anthropic, (3000, 4000), (952, 1270)),
      (.anthropic, (1920, 1080), (1456, 819)), (.anthropic, (1080, 1920), (819, 1456)),
      (.anthropic, (1000, 1000), (1000, 1000)), (.anthropic, (100, 2000), (78, 1568)),
      (.anthropic, (1365, 768), (1365, 768)), (.anthropic, (1075, 1520), (924, 1307)),
      (.anthropicHigh, (4000, 3000), (2212, 1659)), (.anthropicHigh, (1920, 1080), (1920, 1080)),
      (.anthropicHigh, (3840, 2160), (2576, 1449)), (.anthropicHigh, (100, 2000), (100, 2000)),
      (.openai, (1024, 1024), (1024, 1024)), (.openai, (1800, 2400), (1056, 1408)),
      (.openaiTiles, (1024, 1024), (768, 768)), (.openaiTiles, (2048, 4096), (768, 1536)),
      (.openaiTiles, (500, 400), (500, 400)), (.openaiTiles, (3000, 500), (2048, 341)),
    ] as [(ServiceRule, (Int, Int), (Int, Int))])
  func sizes(_ rule: ServiceRule, _ source: (Int, Int), _ expected: (Int, Int)) throws {
    let options = Options(geometry: .fit(.service(rule)))
    let plan = try options.plan(for: Size(width: source.0, height: source.1))
    #expect(plan.output == Size(width: expected.0, height: expected.1))
  }

  @Test("Any size gives one that is no larger", arguments: ServiceRule.allCases)
  func extremes(_ rule: ServiceRule) throws {
    for source in [(1, 1), (1, 1_000_000), (1_000_000, 1), (1_000_000, 1_000_000), (65_535, 3)] {
      let source = Size(width: source.0, height: source.1)
      let output = try Options(geometry: .fit(.service(rule))).plan(for: source).output
      #expect(output.width <= source.width && output.height <= source.height)
      #expect(output.width >= 1 && output.height >= 1)
    }
  }
}
