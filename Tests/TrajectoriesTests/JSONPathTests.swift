import Testing

@testable import Trajectories

/// Where values stand in a text.
@Suite struct JSONPathTests {
  private static let text = #"{"a":[1,[{"b":2,"c":[[],[3]]}],{"d":null}],"e":{"f":[4]}}"#
  private static let paths = [
    "", "a", "a[0]", "a[1]", "a[1][0]", "a[1][0].b", "a[1][0].c", "a[1][0].c[0]", "a[1][0].c[1]",
    "a[1][0].c[1][0]", "a[2]", "a[2].d", "e", "e.f", "e.f[0]",
  ]

  private static func nodes(of node: JSONNode) -> [JSONNode] {
    [node] + (node.elements + node.fields.map(\.value)).flatMap { nodes(of: $0) }
  }

  /// A path does not depend on which others were asked for before, of this text or of another one.
  @Test func pathsInAnyOrder() throws {
    let document = JSONDocument(file: "f")
    for _ in 0..<2 {
      let nodes = Self.nodes(of: try document.read(Array(Self.text.utf8)))
      try #require(nodes.count == Self.paths.count)
      #expect(nodes.map(\.path) == Self.paths)
      #expect(nodes.reversed().map(\.path) == Self.paths.reversed())
      for step in [2, 4, 7] {
        let order = nodes.indices.map { $0 * step % nodes.count }
        #expect(order.map { nodes[$0].path } == order.map { Self.paths[$0] })
      }
      let other = try document.read(Array(#"[[0,0,0],[0,0,[5]]]"#.utf8))
      #expect(Self.nodes(of: other).last?.path == "[1][2][0]")
    }
  }

  /// Who walks along an array and asks for each path counts no element twice: a step for each pair of elements would take hours.
  @Test func pathsOfALongArray() throws {
    let count = 1_000_000
    let document = JSONDocument(file: "f")
    let text = "[" + String(repeating: "0,", count: count - 1) + "0]"
    let elements = try document.read(Array(text.utf8)).elements
    #expect(elements.enumerated().allSatisfy { $0.element.path == "[\($0.offset)]" })
  }
}
