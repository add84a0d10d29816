import ImagePrep
import ImagePrepPresets

extension TokenCount {
  /// For example `2508 patches, 57 across and 44 down (627 tokens)`.
  var text: String {
    func counted(_ count: Int, _ one: String, _ several: String) -> String {
      "\(count) \(count == 1 ? one : several)"
    }
    let tokens = tokens.map { counted($0, "token", "tokens") }
    guard let grid else { return tokens ?? "" }
    let patches = counted(grid.area, "patch", "patches") + ", \(grid.width) across and \(grid.height) down"
    return patches + (tokens.map { " (\($0))" } ?? "")
  }
}
