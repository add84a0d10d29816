// Decodes images for another process, which starts it (see Isolation): it is of no use by itself.
import ImagePrep
import ImagePrepWorker

IsolatedWorker.closeOthers()
if let bounds = WorkerBounds(arguments: Array(CommandLine.arguments.dropFirst())) {
  let isSandboxed = Sandbox.enter(memory: bounds.memory)
  if IsolatedWorker.greet(isSandboxed: isSandboxed) { IsolatedWorker.serve(bounds) }
}
