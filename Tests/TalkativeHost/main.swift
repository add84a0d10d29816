// A program that uses the library while another of its threads prints: to see whether what it prints ends up in an image
// where its standard descriptors are closed. Its arguments are the names of inputs; outputs are named NAME.ppm.
import ImagePrep
import ImagePrepPlatform

let condition = ConditionVariable()
nonisolated(unsafe) var isDone = false

let talker = SystemThread {
  let words = Array("something to say\n".utf8)
  while !condition.locked({ unsafe isDone }) {
    for descriptor: Int32 in [1, 2] { _ = unsafe write(descriptor, words, words.count) }
    usleep(20)
  }
}
var status: Int32 = 0
for input in CommandLine.arguments.dropFirst() {
  do {
    try Normalizer().normalize(contentsOf: input, to: input + ".ppm", as: Encoding(.ppm))
  } catch {
    status = 1
  }
}
condition.locked { unsafe isDone = true }
talker?.join()
exit(status)
