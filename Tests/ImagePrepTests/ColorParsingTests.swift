import ImagePrep
import Testing

@Suite("Colors as people write them")
struct ColorParsingTests {
  @Test(
    "Every form that is documented",
    arguments: [
      ("#abc", [170, 187, 204]), ("#ABCDEF", [171, 205, 239]), ("#abcdef", [171, 205, 239]),
      ("red", [255, 0, 0]), ("#fff", [255, 255, 255]), ("#1a2B3c", [26, 43, 60]), ("White", [255, 255, 255]),
      ("rebeccapurple", [102, 51, 153]),
      ("Gray", [128, 128, 128]), ("GREY", [128, 128, 128]), ("114,114,114", [114, 114, 114]),
      ("1, 2, 3", [1, 2, 3]), ("1 2 3", [1, 2, 3]), ("rgb(114, 114, 114)", [114, 114, 114]),
      ("RGB(0,128,255)", [0, 128, 255]), ("rgb(1 2 3)", [1, 2, 3]), ("rgb( 1 , 2 , 3 )", [1, 2, 3]),
    ] as [(String, [UInt8])])
  func taken(_ text: String, _ parts: [UInt8]) {
    #expect(Color(text) == Color(red: parts[0], green: parts[1], blue: parts[2]))
  }

  @Test(
    "All else is none",
    arguments: [
      "", "#", "#12", "#1234", "#12345", "#1234567", "#ggg", "#-12", "#+12", "#１２３", "nope", "256,0,0", "1,2",
      "1,2,3,4",
      "1,,3", "1,2,3,", ",1,2,3", "-1,2,3", "1.5,2,3", "rgb(1,2,3", "rgb1,2,3)", "rgb()", "rgb(1,2)", "1;2;3",
      "1 2,3",
    ])
  func refused(_ text: String) {
    #expect(Color(text) == nil)
  }
}
