import ImagePrep

/// Stands for everything but the input that an output depends on.
enum OptionsKey {
  /// 16 bytes that change with the options, the way of writing, and the version of the program.
  static func bytes(
    _ options: Options, _ encoding: Encoding, _ rule: OutputNames.Rule, _ filter: ImageFilter,
    reencodes: Bool,
    version: String
  ) -> [UInt8] {
    var options = options
    // The number of threads changes no output.
    options.threads = 1
    var writer = WireWriter()
    writer.add(options)
    // A description has every property, those too that are added later.
    writer.add(String(reflecting: encoding))
    writer.add(rule.rawValue)
    writer.add(String(reflecting: filter))
    writer.add(reencodes)
    writer.add(version)
    return Array(SHA256.digest(of: writer.bytes).prefix(16))
  }
}
