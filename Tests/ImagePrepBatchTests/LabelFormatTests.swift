import Foundation
import ImagePrep
import Testing

@testable import ImagePrepBatch

@Suite("Forms of labels")
struct LabelFormatTests {
  /// The receipt of a stored 40×20 picture that is doubled.
  private static func receipt(_ input: String, _ output: String = "out/a.png") -> String {
    """
    {"input":"\(input)","output":"\(output)","source":{"storedWidth":40,"storedHeight":20,"orientation":1},\
    "result":{"width":80,"height":40},"transform":[2,0,0,0,2,0]}
    """
  }

  private static func receipts(_ lines: String...) throws -> [Receipt] {
    try Receipt.read(Array(lines.joined(separator: "\n").utf8), from: "run")
  }

  private static func coco(
    _ text: String, _ receipts: [Receipt], _ rules: RemapRules = RemapRules()
  ) throws -> (text: String, counts: RemapCounts) {
    let (moved, counts) = try COCOLabels.moved(Array(text.utf8), from: "coco.json", receipts, rules)
    return (String(decoding: moved, as: UTF8.self), counts)
  }

  private static func document(_ annotations: String, image: String = #""width":40,"height":20"#) -> String {
    #"{"images":[{"id":1,"file_name":"a.jpg",\#(image)}],"annotations":[\#(annotations)]}"#
  }

  // MARK: COCO

  @Test("Only what moves changes; all other bytes stay")
  func bytes() throws {
    let text = """
      {  "info": {"big": 123456789012345678901234567890, "e": 1e3, "f": 1.50, "ü": "\\u00fc \\" ]"},
        "annotations" : [ {"id": 9007199254740993, "mine": {"bbox": [1, 2]}, "bbox": [1, 2.5, 10, 5], "image_id": 1e0,
           "area":50.0, "iscrowd": 0} , {"id":"x", "image_id":1, "caption": "no place"} ],
        "images":[\t{"height":20,"file_name":"a.jpg","width":40,"id":1,"license":null}\t], "categories": []
      }

      """
    let (moved, counts) = try Self.coco(text, try Self.receipts(Self.receipt("in/a.jpg")))
    let expected = text.replacing("\"bbox\": [1, 2.5, 10, 5]", with: "\"bbox\": [2, 5, 20, 10]")
      .replacing("\"area\":50.0", with: "\"area\":200")
      .replacing(
        #""height":20,"file_name":"a.jpg","width":40"#,
        with: #""height":40,"file_name":"out/a.png","width":80"#)
    #expect(moved == expected)
    #expect(counts.images == 1 && counts.moved == 2 && counts.dropped == 0)
  }

  @Test("Polygons, keypoints and areas")
  func parts() throws {
    let annotation = """
      {"id":1,"image_id":1,"bbox":[30,0,10,10],"segmentation":[[30,0,50,0,50,10,30,10],[0,0,5,0,0,5]],"area":225,\
      "num_keypoints":2,"keypoints":[1,2,2,0,0,0,39,21,1]}
      """
    let (moved, counts) = try Self.coco(Self.document(annotation), try Self.receipts(Self.receipt("a.jpg")))
    // Of 20×10 one half stays, and a triangle of 12.5; both four times as large.
    #expect(moved.contains(#""area":450"#))
    #expect(moved.contains("[0,0,10,0,0,10]]"))
    #expect(moved.contains(#""num_keypoints":1,"keypoints":[2,4,2,0,0,0,0,0,0]"#))
    #expect(counts.clipped == 1 && counts.lostKeypoints == 1)
  }

  @Test(
    "Annotations are taken out with one comma",
    arguments: [
      ([1], "[a1]"), ([0], "[]"), ([0, 1], "[a2]"), ([1, 0], "[a1]"), ([1, 0, 1], "[a1, a3]"),
      ([0, 0], "[]"),
      ([1, 0, 0, 1, 0], "[a1, a4]"), ([0, 1, 1], "[a2, a3]"),
    ] as [([Int], String)])
  func removal(_ kept: [Int], _ expected: String) throws {
    let annotations = kept.enumerated().map { index, stays in
      #"{"id":\#(index + 1),"image_id":1,"bbox":[\#(stays == 1 ? 0 : 100),0,5,5]}"#
    }
    let text = Self.document(annotations.joined(separator: ", "))
    let (moved, counts) = try Self.coco(text, try Self.receipts(Self.receipt("a.jpg")))
    let list = try #require(moved.firstMatch(of: /"annotations":(.*)\}$/)).output.1
    #expect(list.replacing(/\{"id":([0-9])[^}]*\}/) { "a\($0.output.1)" } == expected)
    #expect(counts.droppedByReason["outside"] ?? 0 == kept.count { $0 == 0 })
    _ = try JSONSerialization.jsonObject(with: Data(moved.utf8))
  }

  @Test(
    "What cannot be moved is an error with the annotation's id, or dropped",
    arguments: [
      #""segmentation":{"counts":[1,2],"size":[20,40]}"#, #""segmentation":{"counts":"abc","size":[20,40]}"#,
      #""bbox":[1,2,3,4,0.5]"#, #""segments_info":[]"#,
    ])
  func unsupported(_ field: String) throws {
    let text = Self.document(
      #"{"id":77,"image_id":1,"area":2,\#(field)},{"id":78,"image_id":1,"bbox":[0,0,1,1]}"#)
    let receipts = try Self.receipts(Self.receipt("a.jpg"))
    let error = #expect(throws: ImageError.self) { try Self.coco(text, receipts) }
    #expect(error?.code == .unsupportedVariant)
    #expect(error?.reason.contains("annotation 77") == true && error?.path == "coco.json")
    var rules = RemapRules()
    rules.unsupported = .drop
    let (moved, counts) = try Self.coco(text, receipts, rules)
    #expect(!moved.contains("77") && moved.contains("78"))
    #expect(counts.droppedByReason == ["unsupported": 1])
  }

  @Test(
    "What is wrong in a file is said",
    arguments: [
      (#"{"images":[],"annotations":[}"#, "line 1, column 29"), ("[]", "no JSON object"), ("", "ends"),
      (#"{"images":[]}"#, "no array annotations"),
      (#"{"images":[],"annotations":[],"images":[]}"#, "2 members images"),
      (#"{"images":[],"annotations":{}}"#, "no array annotations"),
      (#"{"images":[],"annotations":[{"id":5,"image_id":9}]}"#, "annotation 5 is about image 9"),
      (#"{"images":[],"annotations":[{"id":5}]}"#, "annotation 5 has no image_id"),
      (#"{"images":[{"file_name":"a.jpg"}],"annotations":[]}"#, "image 1 has no id"),
      (#"{"images":[{"id":3}],"annotations":[]}"#, "image 3: it has no file_name"),
      (document(#"{"id":5,"image_id":1,"bbox":[1,2,"x",4]}"#), "annotation 5: bbox[2]"),
      (document(#"{"id":5,"image_id":1,"bbox":[1,2,-3,4]}"#), "annotation 5: bbox: a side is negative"),
      (document(#"{"id":5,"image_id":1,"segmentation":[[1,2,3,4,5]]}"#), "annotation 5: segmentation[0]"),
      (document(#"{"id":5,"image_id":1,"keypoints":[1,2]}"#), "annotation 5: keypoints"),
      (document(#"{"id":5,"image_id":1,"bbox":[],"bbox":[1,2,3,4]}"#), "(id 5) has two members bbox"),
      (document(#"{"id":5,"image_id":1,"bbox":[1e300,2,3,4]}"#), "annotation 5: 1e+300 is too large"),
      (document(#"{"id":5,"image_id":1,"segmentation":[[1,2,3,-1e12,5,6]]}"#), "is too large"),
      (document("", image: #""width":41,"height":20"#), "is 41×20 in the labels, and 40×20 in its receipt"),
      (#"{"images":[],"annotations":[]} x"#, "line 1, column 32"),
      ("{\n\"images\":[1 2]}", "line 2, column 13"),
      (String(repeating: "[", count: 100_000), "nested too deeply"), (#"{"images":["a"#, "no closing quote"),
    ])
  func faults(_ text: String, _ part: String) throws {
    let receipts = try Self.receipts(Self.receipt("a.jpg"))
    let error = #expect(throws: ImageError.self) { try Self.coco(text, receipts) }
    #expect(error?.code == .corrupt && error?.path == "coco.json")
    #expect(error?.reason.contains(part) == true, "\(error?.reason ?? "")")
  }

  @Test("Sides that fit the turned picture get the advice to say so")
  func turnedSides() throws {
    let line = Self.receipt("a.jpg").replacing("\"orientation\":1", with: "\"orientation\":6")
    let receipts = try Self.receipts(line)
    let text = Self.document("", image: #""width":20,"height":40"#)
    let error = #expect(throws: ImageError.self) { try Self.coco(text, receipts) }
    #expect(error?.advice == "use --labels-are upright")
    var rules = RemapRules()
    rules.coordinates = .upright
    #expect(try Self.coco(text, receipts, rules).counts.images == 1)
  }

  @Test("Bytes cut off anywhere are an error or whole, never a crash")
  func cut() throws {
    let text = Array(Self.document(#"{"id":5,"image_id":1,"bbox":[1,2,3,4],"s":"\"\\"}"#).utf8)
    let receipts = try Self.receipts(Self.receipt("a.jpg"))
    for count in 0..<text.count {
      #expect(throws: ImageError.self) {
        try COCOLabels.moved(Array(text.prefix(count)), from: "c", receipts, RemapRules())
      }
    }
    #expect(try COCOLabels.moved(text, from: "c", receipts, RemapRules()).counts.moved == 1)
  }

  // MARK: YOLO

  private static func yolo(_ line: String, _ keypoints: YOLOKeypoints? = nil) throws -> YOLOLine? {
    try YOLOLine.read(line[...], of: Size(width: 40, height: 20), keypoints).get()
  }

  @Test("Lines are boxes, polygons and poses")
  func lines() throws {
    let box = LabelBox(minX: 5, minY: 5, maxX: 15, maxY: 15)
    #expect(try Self.yolo("3 0.25 0.5 0.25 0.5")?.shape == LabelShape(box: box))
    #expect(try Self.yolo(" 3\t0.25 0.5 0.25 0.5 \r")?.category == "3")
    #expect(try Self.yolo("  ") == nil)
    let polygon = try #require(try Self.yolo("0 0 0 0.5 0 0 0.5")?.shape.polygons.first)
    #expect(polygon.points.map(\.x) == [0, 20, 0] && polygon.points.map(\.y) == [0, 0, 10])
    let three = try #require(try Self.yolo("0 .25 .5 .25 .5 .5 .5 2", YOLOKeypoints(count: 1))?.shape)
    #expect(three.box == box && three.keypoints[0].visibility == 2 && three.keypoints[0].point.x == 20)
    let two = try #require(try Self.yolo("0 .25 .5 .25 .5 .5 .5", YOLOKeypoints(count: 1, numbers: 2))?.shape)
    #expect(two.keypoints[0].visibility == nil)
    let size = Size(width: 80, height: 80)
    #expect(YOLOLine.text("7", three, in: size) == ["7 0.125 0.125 0.125 0.125 0.25 0.125 2"])
    #expect(YOLOLine.text("7", LabelShape(polygons: [polygon, polygon]), in: size).count == 2)
  }

  @Test(
    "Other lines are wrong",
    arguments: [
      ("0", nil), ("0 1 2 3", nil), ("0 .5 .5 .1 .1 .9", nil), ("0 0 0 1 0 1 1 0", nil),
      ("a .5 .5 .1 .1", nil),
      ("0 .5 .5 nan .1", nil), ("0 .5 .5 1e300 .1", nil), ("0 .5 .5 -.1 .1", nil), ("0 .5 .5 .1 .1", 1),
      ("0 .5 .5 .1 .1 1 1 1 1", 1),
    ] as [(String, Int?)])
  func wrongLines(_ line: String, _ keypoints: Int?) {
    #expect(throws: YOLOFault.self) { try Self.yolo(line, keypoints.map { YOLOKeypoints(count: $0) }) }
  }

  // MARK: Receipts

  @Test(
    "Numbers that no run gives are an error, and trap nowhere",
    arguments: [
      (#""width":80,"#, #""width":0,"#), (#""width":80,"#, #""width":9223372036854775807,"#),
      (#""storedWidth":40"#, #""storedWidth":-40"#), (#""orientation":1"#, #""orientation":9"#),
      ("[2,0,0,0,2,0]", "[1e300,0,0,0,2,0]"), ("[2,0,0,0,2,0]", "[2,0,0,0,2]"),
      (#""height":40}"#, #""height":40,"place":{"x":0,"y":0,"width":-1,"height":1}}"#),
      (#""height":40}"#, #""height":40,"place":{"x":9223372036854775807,"y":0,"width":1,"height":1}}"#),
      (#""height":40}"#, #""height":40,"place":{"x":79,"y":0,"width":2,"height":1}}"#),
    ])
  func impossibleReceipts(_ part: String, _ other: String) throws {
    let line = Self.receipt("a.jpg")
    #expect(line.contains(part))
    let error = #expect(throws: ImageError.self) { try Self.receipts(line.replacing(part, with: other)) }
    #expect(error?.code == .corrupt && error?.reason.hasPrefix("line 1 has a transform") == true)
  }

  @Test("Lines without a transform are passed over, and others must be whole")
  func receiptLines() throws {
    let summary = #"{"schema":1,"summary":{"inputs":2}}"#
    let failed = Self.receipt("b.jpg").replacing("{\"input\"", with: "{\"status\":\"failed\",\"input\"")
    let found = try Self.receipts(
      Self.receipt("a.jpg"), failed, "", #"{"input":"c.jpg","error":{}}"#, summary)
    #expect(found.map(\.input) == ["a.jpg"])
    #expect(found[0].place == LabelBox(minX: 0, minY: 0, maxX: 80, maxY: 40))
    for (line, part) in [
      ("x", "line 2 is no line"), (#"{"input":"a","transform":[1]}"#, "line 2 has a transform"),
    ] {
      let error = #expect(throws: ImageError.self) { try Self.receipts(summary, line) }
      #expect(error?.reason.contains(part) == true && error?.path == "run")
    }
    // The bytes of a Latin-1 name.
    let named = Self.receipt("x").replacing("\"input\":\"x\"", with: #""input":"\\xE9","inputBase64":"6Q==""#)
    #expect(try Self.receipts(named)[0].input == SystemPath(bytes: [0xE9]))
  }

  @Test(
    "Images are found by their paths",
    arguments: [
      (["photos/a/1.jpg", "photos/b/1.jpg"], "a/1.jpg", "photos/a/1.jpg"),
      (["./a/1.jpg"], "a//1.jpg", "./a/1.jpg"), (["1.jpg"], "set/1.jpg", "1.jpg"),
      (["in/1.jpg"], "set/1.jpg", "in/1.jpg"),
      (["in/11.jpg"], "1.jpg", nil), (["in/1.png"], "1.jpg", nil), (["a/1.jpg", "1.jpg"], "1.jpg", "1.jpg"),
    ] as [([String], String, String?)])
  func matching(_ inputs: [String], _ image: String, _ found: String?) throws {
    let receipts = try inputs.map { try #require(try Self.receipts(Self.receipt($0, "\($0).png")).first) }
    var index = try ReceiptIndex(receipts, for: [SystemPath(image)], ignoringExtension: false)
    #expect(try index.receipt(of: SystemPath(image))?.input.description == found)
  }

  @Test("Two that fit are an error that names both")
  func ambiguous() throws {
    let two = try Self.receipts(Self.receipt("a/1.jpg", "x"), Self.receipt("b/1.jpg", "y"))
    var index = try ReceiptIndex(two, for: ["1.jpg"], ignoringExtension: false)
    var error = #expect(throws: ImageError.self) { try index.receipt(of: "1.jpg") }
    #expect(error?.reason.contains("a/1.jpg and b/1.jpg") == true && error?.path == "1.jpg")
    // One input with two outputs.
    index = try ReceiptIndex(
      try Self.receipts(Self.receipt("1.jpg", "x"), Self.receipt("1.jpg", "y")), for: ["1.jpg"],
      ignoringExtension: false)
    error = #expect(throws: ImageError.self) { try index.receipt(of: "1.jpg") }
    #expect(error?.reason.contains("for x (80×40) and y (80×40)") == true)
    // Two images of the labels for one receipt.
    index = try ReceiptIndex(
      try Self.receipts(Self.receipt("1.jpg")), for: ["a/1.jpg", "b/1.jpg"], ignoringExtension: false)
    _ = try index.receipt(of: "a/1.jpg")
    error = #expect(throws: ImageError.self) { try index.receipt(of: "b/1.jpg") }
    #expect(error?.reason.contains("a/1.jpg both match the receipt of 1.jpg") == true)
    // The same run twice is no question.
    index = try ReceiptIndex(
      try Self.receipts(Self.receipt("1.jpg"), Self.receipt("1.jpg")), for: ["1.jpg"],
      ignoringExtension: false)
    #expect(try index.receipt(of: "1.jpg") != nil)
    // A name that two images of the labels have does not lead to a receipt of another path.
    index = try ReceiptIndex(
      try Self.receipts(Self.receipt("c/1.jpg")), for: ["a/1.jpg", "b/1.jpg"], ignoringExtension: false)
    #expect(try index.receipt(of: "a/1.jpg") == nil)
  }
}
