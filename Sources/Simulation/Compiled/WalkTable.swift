/// What a walk reads of large tables turn by turn, with what is read together side by side: each piece comes from memory
/// at once.
struct WalkTable: Sendable {
  /// Where the acting agents and the joint actions of a node begin; one entry a node and one more.
  struct Place {
    let firstSlot, firstRow: Int32
  }

  /// An outcome: the cumulative probability up to it within its row, and where it leads.
  struct Step {
    let threshold: Double
    let node: Int32
  }

  let places: [Place]
  let steps: [Step]

  /// Whether tables are so large that playing in step pays: about the second cache of a core.
  static func pays(for nodes: NodeTable) -> Bool {
    20 * nodes.outcomeNode.count + 16 * nodes.state.count > 1 << 21
  }

  init(_ nodes: NodeTable) {
    places = zip(nodes.slotStart, nodes.rowStart).map { Place(firstSlot: $0, firstRow: $1) }
    steps = zip(nodes.outcomeThreshold, nodes.outcomeNode).map { Step(threshold: $0, node: $1) }
  }
}
