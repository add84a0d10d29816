import Testing

@testable import ImagePrepPresets

/// All spellings of `size`.
@Suite struct SizeFieldTests {
  private func field(_ text: String, isSquare: Bool = true, longest: Int? = nil) throws -> SizeField? {
    SizeField(try ConfigText.parse(Array(text.utf8)), isSquare: isSquare, longest: longest)
  }

  @Test func readsEverySpelling() throws {
    #expect(try field("224") == .exact(width: 224, height: 224))
    #expect(try field("224", isSquare: false) == .shortest(224))
    #expect(try field("800", isSquare: false, longest: 1333) == .shortestLongest(800, 1333))
    #expect(try field("[2, 3]") == .exact(width: 3, height: 2))
    #expect(try field(#"{"height": 2, "width": 3}"#) == .exact(width: 3, height: 2))
    #expect(try field(#"{"shortest_edge": 5}"#) == .shortest(5))
    #expect(try field(#"{"shortest_edge": 5, "longest_edge": null}"#) == .shortest(5))
    #expect(try field(#"{"shortest_edge": 5, "longest_edge": 7}"#) == .shortestLongest(5, 7))
    #expect(try field(#"{"longest_edge": 7}"#) == .longest(7))
    #expect(try field(#"{"max_height": 2, "max_width": 3}"#) == .within(width: 3, height: 2))
    #expect(try field(#"{"min_pixels": 2, "max_pixels": 3}"#) == .pixels(least: 2, most: 3))
  }

  @Test(arguments: [
    "0", "-1", "2.5", "\"224\"", "[1]", "[1, 2, 3]", "{}", #"{"height": 2}"#, #"{"height": 2, "width": 0}"#,
    #"{"height": 2, "width": 3, "depth": 4}"#, "true", #"{"shortest_edge": "5"}"#,
  ])
  func refusesOthers(_ text: String) throws {
    #expect(try field(text) == nil)
  }
}
