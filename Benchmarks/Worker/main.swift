// Does what it is asked, line by line, and answers how many seconds each took: so that the comparison with other
// libraries can take turns among processes that are all warm. See ../peers/compare.py.
import Foundation
import ImagePrep

var worker = Worker()
while let line = readLine() {
  do {
    let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
    let work = try worker.prepare(request)
    var times: [Double] = []
    var result: Product?
    for _ in 0..<request.rounds {
      let start = ContinuousClock.now
      result = try work()
      times.append((ContinuousClock.now - start) / .seconds(1))
    }
    if let path = request.save, let result {
      try result.data.write(to: URL(fileURLWithPath: path))
    }
    print("{\"seconds\": \(times)}")
  } catch {
    let answer = try? JSONEncoder().encode(["error": "\(error)"])
    print(answer.map { String(decoding: $0, as: UTF8.self) } ?? "{\"error\": \"unknown\"}")
  }
  fflush(nil)
}
