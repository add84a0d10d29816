import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("What is done with each input")
struct JobTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs a job on the inputs, and gives its outcomes.
  private func run(
    _ inputs: [Input], _ existing: Job.ExistingOutputs = .fail, isDryRun: Bool = false
  ) throws -> [Outcome] {
    let names = OutputNames(.folder(folder.systemPath("out")), fileExtension: "ppm")
    let job = Job(
      Normalizer(Options(max: nil, multiple: 1)), Encoding(.ppm), names, existing: existing,
      durability: .none,
      isDryRun: isDryRun)
    let outputs = try names.outputs(for: inputs)
    try job.prepare(inputs, outputs)
    var outcomes: [Outcome] = []
    job.run(zip(inputs, outputs), count: inputs.count, jobs: 2, stop: StopFlag()) { _ in
    } report: {
      outcomes.append($0)
    }
    return outcomes
  }

  /// Writes a picture of one color, and gives it as an input.
  private func input(_ name: String) throws -> Input {
    let pixels = try PixelBuffer(size: Size(width: 3, height: 2), format: .rgb8)
    try folder.write(pixels.encoded(as: Encoding(.png)), to: name)
    return Input(path: folder.systemPath(SystemPath(name)))
  }

  @Test("Outcomes say what became of each input, and rows and counts agree")
  func outcomes() throws {
    let gone = Input(path: folder.systemPath("gone.png"))
    let problem = Input(path: "x", problem: ImageError(.unreadable, "no"))
    let inputs = [try input("a.png"), gone, problem]
    let planned = try run(inputs, isDryRun: true)
    #expect(planned.map(\.status) == [.planned, .failed, .failed])
    #expect(!folder.isFolder("out"))
    let outcomes = try run(inputs)
    #expect(outcomes.map(\.status) == [.done, .failed, .failed])
    #expect(outcomes.map(\.error?.code) == [nil, .missing, .unreadable])
    #expect(outcomes.map(\.output.path?.name) == ["a.ppm", "gone.ppm", "x.ppm"])
    let written = try Data(contentsOf: URL(filePath: folder.place("out/a.ppm")))
    #expect([UInt8](written) == Array("P6\n3 2\n255\n".utf8) + Array(repeating: 0, count: 18))
    #expect(try run([inputs[0]]).map(\.error?.code) == [.outputExists])
    #expect(try run([inputs[0]], .replace).map(\.status) == [.done])
    #expect(try run([inputs[0]], .skip).map(\.status) == [.skipped])
    let rows = outcomes.map { OutcomeRow($0, naming: \.rawValue) }
    #expect(rows.map(\.output) == [folder.place("out/a.ppm"), nil, nil])
    #expect(rows.map(\.error?.kind) == [nil, "missing", "unreadable"])
    var counts = RunCounts(inputs: 5, passedOver: 1)
    for outcome in outcomes { counts.add(outcome) }
    #expect(counts.done == 1 && counts.failed == 2 && counts.notTried == 2)
    #expect(counts.failedByKind == ["missing": 1, "unreadable": 1])
  }

  @Test("An inspection reads, and has no output")
  func inspection() throws {
    let outcome = Inspection(Normalizer(Options(max: 2, multiple: 1))).run(try input("a.png"))
    #expect(outcome.status == .planned && outcome.output == .none)
    #expect(outcome.plan?.output == Size(width: 2, height: 1))
    #expect(OutcomeRow(outcome, naming: \.rawValue).output == nil)
  }

  @Test("A name that is not text has its bytes in base64 in its row", arguments: 1...7)
  func base64(_ count: Int) {
    let bytes = (0..<count).map { UInt8(255 - 31 * $0) }
    let input = Input(path: SystemPath(bytes: bytes), problem: ImageError(.unreadable, "no"))
    let row = OutcomeRow(Inspection(Normalizer()).run(input), naming: \.rawValue)
    #expect(row.inputBase64 == Data(bytes).base64EncodedString())
  }
}
