/// A fixed number of integers, whose allocation throws if it fails. An array would end the process, and a picture's
/// sides decide how many integers there are.
struct IntegerList<Element: FixedWidthInteger & BitwiseCopyable & Sendable>: RandomAccessCollection, Sendable
{
  let count: Int
  private let storage: AlignedStorage

  /// - Parameter value: Gives the integer at an index. Called once for each, in order.
  init(count: Int, value: (Int) -> Int) throws(ImageError) {
    self.count = count
    storage = try AlignedStorage(byteCount: count * MemoryLayout<Element>.stride)
    let elements = unsafe storage.elements(of: Element.self)
    for index in 0..<count { unsafe elements[index] = Element(value(index)) }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Int {
    precondition(index >= 0 && index < count, "index out of range")
    return unsafe Int(storage.elements(of: Element.self)[index])
  }

  /// The integers for C; valid while the list lives.
  var pointer: UnsafePointer<Element> { unsafe UnsafePointer(storage.elements(of: Element.self)) }

  var byteCount: Int { storage.byteCount }
}
