// Decodes images for another process, which starts it (see Isolation): it is of no use by itself.
import ImagePrep
import ImagePrepWorker

Descriptor.openStandard()
IsolatedWorker.closeOthers()
if var bounds = WorkerBounds(arguments: Array(CommandLine.arguments.dropFirst())) {
  let isSandboxed = Sandbox.enter(&bounds)
  if IsolatedWorker.greet(isSandboxed: isSandboxed) { IsolatedWorker.serve(bounds) }
}
