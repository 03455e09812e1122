package import Trajectories
import Simulation

/// CARL: forks where the policy is uncertain, and the change of value along the edges of the tree.
///
/// A vertex is worth the plain mean of its children. In the simulator the tree of each group grows by `forks`
/// continuations from the vertex with the largest mean surprise of a sampled turn, divided by their number; in a trace it
/// is that of the recorded forks (`forkOf`), without which episodes share nothing but their start: all credit is then on
/// the first turn.
package struct CARL: CreditMethod {
  /// What a turn has that no other was sampled beside.
  private enum Update: String, CaseIterable {
    /// 0: only turns that have siblings are trained on.
    case critical
    /// The credit of the turn before it.
    case all
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "carl", name: "CARL, forks at critical turns",
    source: "arXiv 2512.04949 (2025)",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "(1 - 1/n) (Q - V) of the turn's joint action with n turns sampled from its state, transition luck included; 0 where "
      + "nothing else was sampled. Agents that act together are not told apart.",
    formula:
      "A(u -> v) = r + gamma V(v) - V(u), V(u) = plain mean over the sampled children of r + gamma V(child)",
    needs: [.trajectories, .replay],
    cost: "`forks` simulated continuations a group; none with tree=trace")

  @Parameter("turns without siblings have 0, or the credit before") private var update = Update.critical
  private let growth = TreeSourceParameters()

  /// The method with its defaults.
  package init() {}

  /// A turn is compared with those that were sampled beside it; a trace that is read alone states none.
  package var contrast: Contrast? { growth.source.contrast(with: TreeSource.siblings) }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let inherits = update == .all
    return try growth.source.attribution(
      of: batch, rule: .surprisePerChild, for: Self.card, in: context
    ) { tree, discount in
      let value = tree.values(.childMean, discount: discount)
      return { path in
        var previous = 0.0
        return zip(path, path.dropFirst()).map { before, after in
          let hasSiblings = tree.vertices[before].children.count > 1
          if hasSiblings || !inherits {
            previous = tree.vertices[after].reward + discount * value[after] - value[before]
          }
          return previous
        }
      }
    }
  }
}
