import CreditMethods
import CreditStatistics
import Ground
package import Simulation
import Trajectories

/// The credits of some decisions of a batch, estimated by playing on from them, or known between bounds.
///
/// Every estimate comes in two halves of independent continuations: what the halves have in common is truth, the rest is
/// noise. Agreement with credits that are known so is free of the noise's attenuation (Spearman, American Journal of
/// Psychology 15 (1904)). Bounds have a middle, which is both halves, and how far they reach on either side of it.
package struct SampledCredits: Sendable {
  /// The decisions, ascending indices of the batch.
  package let decisions: [Int]
  /// Their credits by what they are held to, as the means of the even and of the odd continuations.
  package let halves: [ExactCredit.Kind: Halves]
  /// The policy gradient at each decision's place, over the agent's choices there, likewise in halves.
  package let gradients: PlaceGradients
  /// Continuations that were played, and their turns.
  package let continuations, turns: Int
  /// Cells (state and turn) that bounds rest on.
  package var cells = 0

  /// Of each decision π(a) · (Q(a) - V) for every choice a of the agent, teammates' actions kept: the gradient with respect
  /// to its logits of what it can expect there, whichever action was taken.
  package struct PlaceGradients: Sendable {
    package var first: [[Double]] = []
    package var second: [[Double]] = []
    /// How far the truth can be from that; empty where there are no bounds.
    package var reach: [[Double]] = []
  }

  /// One number a decision.
  package struct Halves: Sendable {
    package var first: [Double] = []
    package var second: [Double] = []
    /// Intervals that hold whenever sampling stopped; empty where returns have no bounds.
    package var intervals: [Measured<ConfidenceInterval>] = []
    /// Half the distance of the bounds of each; empty where there are no bounds.
    package var reach: [Double] = []

    /// The estimates from all continuations.
    package var means: [Double] { zip(first, second).map { ($0 + $1) / 2 } }
  }

  /// Credits that were sampled elsewhere.
  package init(
    decisions: [Int], halves: [ExactCredit.Kind: Halves], gradients: PlaceGradients, continuations: Int,
    turns: Int
  ) {
    self.decisions = decisions
    self.halves = halves
    self.gradients = gradients
    self.continuations = continuations
    self.turns = turns
  }

  /// The kinds of exact credit that are sampled: those of a decision given the state. The credit given what an agent
  /// knows, and Shapley values, need more than its alternatives.
  package static let kinds: Set<ExactCredit.Kind> = [.counterfactual, .advantage, .difference, .uniform]

  /// Samples credits of a batch's decisions.
  ///
  /// - Parameters:
  ///   - kinds: Which credits beside the counterfactual one; those that are not among ``kinds`` are left out.
  ///   - drawable: The first decisions of the batch, among which is drawn.
  ///   - confidence: That of each interval.
  /// - Throws: What a lazy simulator meets.
  /// - Complexity: O(decisions · alternatives · continuations · turns left).
  init(
    of rollouts: Rollouts, _ plan: SampledTruthPlan, kinds: Set<ExactCredit.Kind>, among drawable: Int,
    seed: UInt64, confidence: Double
  ) throws {
    let kinds = Self.known(of: kinds)
    let replay = Replay(of: rollouts, noise: .common, seed: seed, purpose: .truth)
    decisions = Self.sample(plan.decisions, of: drawable, replay.draws)
    var halves = [Halves](repeating: Halves(), count: kinds.count)
    var gradients = PlaceGradients()
    var (played, turns) = (0, 0)
    var place = DecisionPlaces(rollouts.batch)
    for decision in decisions {
      var branches = DecisionBranches(of: decision, at: place.next(decision), replay, kinds, plan, confidence)
      branches.play()
      played += branches.played
      turns += branches.turns
      for kind in kinds.indices { branches.append(kind, to: &halves[kind]) }
      branches.append(to: &gradients)
    }
    if let failure = replay.failure { throw failure }
    self.halves = Dictionary(uniqueKeysWithValues: zip(kinds, halves))
    self.gradients = gradients
    continuations = played
    self.turns = turns
  }

  /// The counterfactual credit, and those of some others that can be had, in order.
  static func known(of kinds: Set<ExactCredit.Kind>) -> [ExactCredit.Kind] {
    kinds.union([.counterfactual]).intersection(Self.kinds).sorted { $0.rawValue < $1.rawValue }
  }

  /// The smallest of random words, one a decision: a sample without replacement that depends on no order, ascending.
  static func sample(_ count: Int, of drawable: Int, _ draws: PhiloxStream) -> [Int] {
    guard count < drawable else { return Array(0..<drawable) }
    return order(of: drawable, draws).prefix(count).sorted()
  }

  /// The first decisions of a batch in a random order.
  static func order(of drawable: Int, _ draws: PhiloxStream) -> [Int] {
    let words = (0..<drawable).map {
      draws.word(episode: UInt64($0), turn: 0, draw: PhiloxStream.choiceOfDecisions)
    }
    return (0..<drawable).sorted { (words[$0], $0) < (words[$1], $1) }
  }
}
