import Glibc
package import Trajectories
import Simulation

/// AT2PO: values of a tree of turns that grows where the policy is uncertain.
///
/// Every end of an episode is worth its whole return, standardised within the tree. Values are carried to the root by
/// weights that favour children reached with much surprise, which is no unbiased estimate of anything, or by plain
/// means. In the simulator the tree of each group grows by `forks` continuations; in a trace it is that of the recorded
/// forks (`forkOf`).
package struct AT2PO: CreditMethod {
  /// What a turn is given of the values.
  private enum Advantage: String, CaseIterable {
    /// The value of the vertex that it led to.
    case nodeValue
    /// That value less the parent's.
    case diffParent
    /// That value less the root's.
    case diffGlobal
    /// The sum of both differences.
    case diffLocalGlobal
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "at2po", name: "AT2PO, turn-level tree",
    source: "arXiv 2601.04767 (2026), with the released code",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "How good the state after the turn is, standardised; with leafNorm=false value=childMean adv=diffParent (1 - 1/n) "
      + "(Q - V) as carl. Agents that act together are not told apart.",
    formula:
      "A = V(v), V(u) = sum over children of softmax(surprise) V(child), V(end) = (R - mean) / (sd + 1e-6)",
    needs: [.trajectories, .replay],
    cost: "`forks` simulated continuations a group; none with tree=trace")

  @Parameter("the value after the turn, or what it is compared with") private var adv = Advantage.nodeValue
  @Parameter("how values are carried towards the root") private var value = EpisodeTree.Backup.childSoftmax
  @Parameter("whether returns are standardised within the tree") private var leafNorm = true
  @Parameter("what each sibling lowers a vertex's claim to be forked, in nats (replay)", in: 0...)
  private var siblingPenalty = 0.05
  private let growth = TreeSourceParameters()

  /// The method with its defaults.
  package init() {}

  /// A turn is compared with those that were sampled beside it, with all ends, or with nothing; a trace that is read
  /// alone states none.
  package var contrast: Contrast? {
    let source = growth.source
    return switch adv {
    case .nodeValue: source.contrast(with: "nothing: the state after the turn alone")
    case .diffParent: source.contrast(with: TreeSource.siblings)
    case .diffGlobal: source.contrast(with: "the episodes of the tree, this one among them")
    case .diffLocalGlobal:
      source.contrast(with: "the turns and the episodes of the tree, this one among them")
    }
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let backup = value
    let advantage = adv
    let standardises = leafNorm
    return try growth.source.attribution(
      of: batch, rule: .surpriseOfTurn(penalty: siblingPenalty), for: Self.card,
      in: context
    ) { tree, discount in
      let tree = tree.withReturnsAtEnds(discount: discount)
      let scale = standardises ? tree.scaleOfEnds : (mean: 0, unit: 1)
      let value = tree.values(backup) { scale.unit == 0 ? 0 : ($0 - scale.mean) / scale.unit }
      return { path in
        zip(path, path.dropFirst()).map { before, after in
          let (local, global) = (value[after] - value[before], value[after] - value[path[0]])
          return switch advantage {
          case .nodeValue: value[after]
          case .diffParent: local
          case .diffGlobal: global
          case .diffLocalGlobal: local + global
          }
        }
      }
    }
  }
}

extension EpisodeTree {
  /// The same tree with all that an episode earned at its end, and nothing on the way.
  fileprivate func withReturnsAtEnds(discount: Double) -> EpisodeTree {
    var result = EpisodeTree()
    for vertex in vertices { _ = result.add(vertex.parent, surprise: vertex.surprise) }
    var ends = vertices.map(\.ends)
    for path in paths {
      var total = 0.0
      var weight = 1.0
      for vertex in path.dropFirst() {
        total += weight * vertices[vertex].reward
        weight *= discount
      }
      let last = path[path.count - 1]
      result.addEpisode(path, end: total + weight * ends[last].removeFirst())
    }
    return result
  }

  /// Mean of all ends and their standard deviation, all counted, plus 1e-6; 0 where they are all equal.
  fileprivate var scaleOfEnds: (mean: Double, unit: Double) {
    let ends = vertices.flatMap(\.ends)
    guard !Standardisation.areEqual(ends) else { return (0, 0) }
    let mean = ends.reduce(0, +) / Double(ends.count)
    let squares = ends.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(ends.count)).squareRoot() + 1e-6)
  }
}
