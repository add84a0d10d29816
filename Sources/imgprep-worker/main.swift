// Decodes images for the process that starts it (see Isolation). It has no use of its own.
import ImagePrep
import ImagePrepWorker

Descriptor.openStandard()
IsolatedWorker.closeOthers()
if var bounds = WorkerBounds(arguments: Array(CommandLine.arguments.dropFirst())) {
  let isSandboxed = Sandbox.enter(&bounds)
  if IsolatedWorker.greet(isSandboxed: isSandboxed) { IsolatedWorker.serve(bounds) }
}
