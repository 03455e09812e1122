import Trajectories

extension StateGraph.Decision {
  /// The decision with a credit, as an edge shows it.
  func words(_ credit: Int) -> String {
    let number = sums.isEmpty ? "" : " " + Numerals.signed(self.credit(credit), 2)
    return CutText.cutting("\(agent): \(action)", to: GraphLayout.mostLabel - number.count) + number
  }
}

extension StateGraph {
  /// The largest mean credit of any decision.
  var largest: Double {
    edges.flatMap(\.decisions).reduce(0) { most, decision in
      credits.indices.reduce(most) { max($0, abs(decision.credit($1))) }
    }
  }

  /// What each edge says under each kind of credit, and its share of the largest, for the page's script.
  var payload: SpecValue {
    let part = drawn
    let largest = part.largest
    return [
      "credits": .list(credits.map { .text($0) }),
      "edges": .list(
        part.edges.map { edge in
          .list(
            credits.indices.map { credit in
              guard let decision = edge.leading(credit) else { return ["", 0] }
              return [
                .text(decision.words(credit)),
                .number(largest > 0 ? decision.credit(credit) / largest : 0),
              ]
            })
        }),
    ]
  }

  /// Every decision on every edge.
  var table: Table {
    var table = Table(
      nil,
      ["state", "next state", .digits(unit, 4), "agent", "action"]
        + credits.map { .number($0, decimals: 4, signed: true) },
      keys: 2)
    let ranked = edges.indices.sorted { (-edges[$0].weight, $0) < (-edges[$1].weight, $1) }
    for edge in ranked.map({ edges[$0] }) {
      for decision in edge.decisions {
        table.add(
          [
            .text(nodes[edge.from].state), .text(nodes[edge.to].state), .number(edge.weight),
            .text(decision.agent), .text(decision.action),
          ] + credits.indices.map { .number(decision.credit($0)) })
      }
    }
    return table
  }

  /// The drawing of the part that can be drawn.
  func drawing(_ layout: GraphLayout) -> String {
    let part = drawn
    let largest = part.largest
    var drawing = Drawing(width: layout.width, height: layout.height, title: title)
    drawing.add(
      "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
        + "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker></defs>")
    for (edge, way) in zip(part.edges, layout.edges) {
      let leading = edge.leading(0)
      let share = largest > 0 ? (leading?.credit(0) ?? 0) / largest : 0
      drawing.add(Self.element(way, tip: part.tip(edge), label: leading?.words(0) ?? "", share: share))
    }
    for (node, place) in zip(part.nodes, layout.nodes) {
      let style = "node\(node.isStart ? " start" : "")\(node.isEnd ? " end" : "")"
      let (left, top) = (place.x - GraphLayout.nodeWidth / 2, place.y - GraphLayout.nodeHeight / 2)
      var inner = Drawing(width: 0, height: 0, title: "")
      inner.rectangle(left, top, GraphLayout.nodeWidth, GraphLayout.nodeHeight, "box")
      for (line, text) in Self.lines(of: node.state).enumerated() {
        let middle = node.state.count > Self.mostOfLine ? 11 - 14 * Double(1 - line) : 4
        inner.text(text, place.x, place.y + middle, .middle, "label", most: Self.mostOfLine)
      }
      let words =
        "\(node.state)\(node.isStart ? ", a start" : "")\(node.isEnd ? ", an end" : ""): \(unit) \(Numerals.digits(node.weight, 4))"
      drawing.add("<g class=\"\(style)\"><title>\(HTMLText.escaped(words))</title>\(inner.content)</g>")
    }
    return drawing.svg
  }

  /// Characters of a line in a state's box.
  private static let mostOfLine = 24

  /// A state in at most two lines.
  private static func lines(of state: String) -> [String] {
    let text = CutText.cutting(VisibleText.escaped(state), to: 2 * mostOfLine)
    guard text.count > mostOfLine else { return [text] }
    return [String(text.prefix(mostOfLine)), String(text.dropFirst(mostOfLine))]
  }

  private func tip(_ edge: Edge) -> String {
    let decisions = edge.decisions.prefix(6).map { decision in
      "\(decision.agent): \(decision.action)"
        + (credits.isEmpty ? "" : " \(credits[0]) \(Numerals.signed(decision.credit(0), 3))")
    }
    let more = edge.decisions.count > 6 ? "; and \(edge.decisions.count - 6) more" : ""
    return
      "\(nodes[edge.from].state) to \(nodes[edge.to].state), \(unit) \(Numerals.digits(edge.weight, 4)): "
      + decisions.joined(separator: "; ") + more
  }

  private static func element(
    _ way: GraphLayout.Way, tip: String, label: String, share: Double
  ) -> String {
    let point = { (place: GraphLayout.Place) in "\(Drawing.text(place.x)) \(Drawing.text(place.y))" }
    var path = "M\(point(way.curve[0]))"
    for start in stride(from: 1, to: way.curve.count - 2, by: 3) {
      path += "C" + way.curve[start..<start + 3].map(point).joined(separator: " ")
    }
    let colour = share > 0.02 ? " merit" : share < -0.02 ? " blame" : ""
    return "<g class=\"step\"><title>\(HTMLText.escaped(tip))</title>"
      + "<path class=\"edge\(colour)\" d=\"\(path)\" stroke-width=\"\(Drawing.text(1.2 + 4 * abs(share)))\" marker-end=\"url(#arrow)\"/>"
      + "<text class=\"edge-label\" text-anchor=\"middle\" x=\"\(Drawing.text(way.label.x))\" "
      + "y=\"\(Drawing.text(way.label.y + 3))\">\(HTMLText.escaped(label))</text></g>"
  }
}
