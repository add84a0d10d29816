// Decodes images for another process, which starts it (see Isolation): it is of no use by itself.
import ImagePrep
import ImagePrepWorker

IsolatedWorker.closeOthers()
let memory = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
let isSandboxed = memory > 0 && Sandbox.enter(memory: memory)
if memory > 0, IsolatedWorker.greet(isSandboxed: isSandboxed) { IsolatedWorker.serve() }
