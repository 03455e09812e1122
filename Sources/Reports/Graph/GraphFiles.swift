import Trajectories

/// A graph of states in the formats of others.
extension StateGraph {
  /// The graph in Graphviz's language. Names are attributes; states and edges are numbered.
  package var dot: String {
    var lines = ["digraph states {", "  graph [label=\(Self.quoted(title))];", "  node [shape=box];"]
    for (place, node) in nodes.enumerated() {
      var fields = [("label", node.state), (weightName, "\(node.weight)")]
      if node.isStart { fields.append(("start", "true")) }
      if node.isEnd { fields.append(("end", "true")) }
      lines.append("  n\(place) [\(Self.list(fields))];")
    }
    for edge in edges {
      let label = edge.decisions.map { "\($0.agent): \($0.action)" }.joined(separator: "; ")
      let fields =
        [("label", label), (weightName, "\(edge.weight)")]
        + credits.indices.map { ("credit \(credits[$0])", edge.total($0)) }
      lines.append("  n\(edge.from) -> n\(edge.to) [\(Self.list(fields))];")
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// The graph in GraphML.
  package var graphML: String {
    let texts = [("label", "all", "string")]
    let numbers = [(weightName, "all", "double"), ("start", "node", "boolean"), ("end", "node", "boolean")]
    let credited = credits.map { ("credit \($0)", "edge", "double") }
    let keys = texts + numbers + credited
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#,
    ]
    for (place, key) in keys.enumerated() {
      lines.append(
        "  <key id=\"k\(place)\" for=\"\(key.1)\" attr.name=\"\(HTMLText.escaped(key.0))\" attr.type=\"\(key.2)\"/>"
      )
    }
    let data = { (place: Int, text: String) in "<data key=\"k\(place)\">\(HTMLText.escaped(text))</data>" }
    lines.append("  <graph id=\"states\" edgedefault=\"directed\">")
    for (place, node) in nodes.enumerated() {
      let fields = [
        data(0, node.state), data(1, "\(node.weight)"), data(2, "\(node.isStart)"), data(3, "\(node.isEnd)"),
      ]
      lines.append("    <node id=\"n\(place)\">\(fields.joined())</node>")
    }
    for (place, edge) in edges.enumerated() {
      let label = edge.decisions.map { "\($0.agent): \($0.action)" }.joined(separator: "; ")
      let fields =
        [data(0, label), data(1, "\(edge.weight)")]
        + credits.indices.map { data(4 + $0, edge.total($0)) }
      lines.append(
        "    <edge id=\"e\(place)\" source=\"n\(edge.from)\" target=\"n\(edge.to)\">\(fields.joined())</edge>"
      )
    }
    return (lines + ["  </graph>", "</graphml>"]).joined(separator: "\n") + "\n"
  }

  /// What the weights are called: `visits`, `probability`.
  private var weightName: String { unit }

  private static func list(_ fields: [(String, String)]) -> String {
    fields.map { "\(isIdentifier($0.0) ? $0.0 : quoted($0.0))=\(quoted($0.1))" }.joined(separator: ", ")
  }

  private static func isIdentifier(_ name: String) -> Bool {
    name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } && !name.isEmpty
  }

  /// A string of Graphviz's language, in which a backslash begins an escape.
  private static func quoted(_ text: String) -> String {
    "\"" + HTMLText.replacing(VisibleText.escaped(text), ["\\": "\\\\", "\"": "\\\""]) + "\""
  }
}

extension StateGraph.Edge {
  /// The mean credit of the turn: of its decisions together.
  fileprivate func total(_ credit: Int) -> String {
    let sum = decisions.reduce(0.0) { $0 + $1.sums[credit] }
    return "\(weight > 0 ? sum / weight : 0)"
  }
}
