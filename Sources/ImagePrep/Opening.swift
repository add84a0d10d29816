extension Normalizer {
  /// Opens the image in a file, a pipe or a device: reads its header and decodes nothing.
  ///
  /// - Throws: `ImageError`, with `path` in it.
  public func open(contentsOf path: some PathConvertible) throws(ImageError) -> OpenImage {
    let path = path.systemPath
    do throws(ImageError) {
      try options.limits.validate()
      let file = try InputFile(path, options.limits, acceptsDevices: acceptsDevices)
      if let pool {
        let (image, info) = try pool.open(descriptor: file.descriptor, byteCount: nil, options.limits)
        return OpenImage(image, info, path: path)
      }
      let source = try ByteSource(descriptor: file.descriptor, limits: options.limits)
      return try OpenImage(source, owner: file, path: path)
    } catch {
      throw error.about(path)
    }
  }

  /// Opens the image at an open file descriptor (0 is standard input). The descriptor must stay open as long as the
  /// image.
  ///
  /// - Parameter byteCount: The number of bytes of the image, if other data follow, as in a tar archive. Not one byte
  ///   more is read from a pipe. Once the image is rendered or released, or could not be opened, exactly these bytes have
  ///   been read, whatever was wrong with them: the next image can be opened. After errors of reading, of
  ///   time and of a lost worker, it is not known how many were read. Default: nil, all bytes up to the end.
  public func open(descriptor: Int32, byteCount: Int? = nil) throws(ImageError) -> OpenImage {
    try options.limits.validate()
    if let pool {
      let (image, info) = try pool.open(descriptor: descriptor, byteCount: byteCount, options.limits)
      return OpenImage(image, info, path: nil)
    }
    return try OpenImage(ByteSource(descriptor: descriptor, byteCount: byteCount, limits: options.limits))
  }

  /// Opens an image in memory. Its bytes are copied.
  public func open(_ bytes: [UInt8]) throws(ImageError) -> OpenImage {
    try options.limits.validate()
    if let pool {
      let (image, info) = unsafe try bytes.span.withBytes { (buffer) throws(ImageError) in
        unsafe try pool.open(buffer, options.limits)
      }
      return OpenImage(image, info, path: nil)
    }
    let copy = try AlignedStorage(copying: bytes)
    let source = unsafe try ByteSource(
      borrowing: UnsafeRawBufferPointer(start: copy.bytes, count: copy.byteCount), limits: options.limits)
    return try OpenImage(source, owner: copy)
  }
}
