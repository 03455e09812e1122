import CreditMethods
import CreditStatistics
import Ground
package import Simulation
import Trajectories

/// The credits of some decisions of a batch, estimated by playing on from them.
///
/// Every estimate comes in two halves of independent continuations: what the halves have in common is truth, the rest is
/// noise. Agreement with credits that are known so is free of the noise's attenuation (Spearman, American Journal of
/// Psychology 15 (1904)).
package struct SampledCredits: Sendable {
  /// The decisions, ascending indices of the batch.
  package let decisions: [Int]
  /// Their credits by what they are held to, as the means of the even and of the odd continuations.
  package let halves: [ExactCredit.Kind: Halves]
  /// The policy gradient at each decision's place, over the agent's choices there, likewise in halves.
  package let gradients: PlaceGradients
  /// Continuations that were played, and their turns.
  package let continuations, turns: Int

  /// Of each decision π(a) · (Q(a) - V) for every choice a of the agent, teammates' actions kept: the gradient with respect
  /// to its logits of what it can expect there, whichever action was taken.
  package struct PlaceGradients: Sendable {
    package var first: [[Double]] = []
    package var second: [[Double]] = []
  }

  /// One number a decision.
  package struct Halves: Sendable {
    package var first: [Double] = []
    package var second: [Double] = []
    /// Intervals that hold whenever sampling stopped; empty where returns have no bounds.
    package var intervals: [Measured<ConfidenceInterval>] = []

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
    let kinds = kinds.union([.counterfactual]).intersection(Self.kinds).sorted { $0.rawValue < $1.rawValue }
    let replay = Replay(of: rollouts, noise: .common, seed: seed, purpose: .truth)
    decisions = Self.draw(plan.decisions, of: drawable, replay.draws)
    var halves = [Halves](repeating: Halves(), count: kinds.count)
    var gradients = PlaceGradients()
    var (played, turns) = (0, 0)
    var place = DecisionPlaces(rollouts.batch)
    for decision in decisions {
      var branches = Branches(of: decision, at: place.next(decision), replay, kinds, plan, confidence)
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

  /// The smallest of random words, one a decision: a sample without replacement that depends on no order.
  private static func draw(_ count: Int, of drawable: Int, _ draws: PhiloxStream) -> [Int] {
    guard count < drawable else { return Array(0..<drawable) }
    let words = (0..<drawable).map {
      draws.word(episode: UInt64($0), turn: 0, draw: PhiloxStream.choiceOfDecisions)
    }
    return Array((0..<drawable).sorted { (words[$0], $0) < (words[$1], $1) }.prefix(count)).sorted()
  }
}

/// Where ascending decisions of a batch stand.
struct DecisionPlaces {
  private let batch: TrajectoryBatch
  private var episode = 0
  private var turn = 0

  init(_ batch: TrajectoryBatch) { self.batch = batch }

  /// The episode, the turn of the batch, the turn of the episode and the place among those that act.
  mutating func next(_ decision: Int) -> (episode: Int, index: Int, turn: Int, slot: Int) {
    while batch.decisions(of: turn).upperBound <= decision { turn += 1 }
    while batch.turns(of: episode).upperBound <= turn { episode += 1 }
    return (
      episode, turn, turn - batch.turns(of: episode).lowerBound,
      decision - batch.decisions(of: turn).lowerBound
    )
  }
}

/// The alternatives of one decision, played on.
private struct Branches {
  private let replay: Replay
  private let episode, turn, slot: Int
  /// Of each alternative its joint action and its probability under the policy.
  private let rows: [Int]
  private let probability: [Double]
  /// The alternative that was taken, and the one that stands for doing nothing.
  private let taken, idle: Int
  /// Whether others act at the same time, so that a draw of all is another comparison than one of the agent.
  private let hasTeammates: Bool
  private let kinds: [ExactCredit.Kind]
  private let continuations: Int
  private let precision: Double?

  private var sums: [(first: Double, second: Double)]
  /// Of each alternative the sums of its returns.
  private var values: [(first: Double, second: Double)]
  private var sequences: [BoundedMeanSequence?]
  private var returns: [Double]
  private(set) var played = 0
  private(set) var turns = 0
  private var count = 0

  init(
    of decision: Int, at place: (episode: Int, index: Int, turn: Int, slot: Int), _ replay: Replay,
    _ kinds: [ExactCredit.Kind], _ plan: SampledTruthPlan, _ confidence: Double
  ) {
    let rollouts = replay.rollouts
    let (mdp, node) = (rollouts.mdp, Int(rollouts.node[place.index]))
    let slots = mdp.nodes.slots(of: node)
    let acting = slots.lowerBound + place.slot
    let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[acting]))
    self.replay = replay
    (episode, turn, slot) = (place.episode, place.turn, place.slot)
    rows = choices.indices.map {
      rollouts.row(ofTurn: place.index, replacing: place.slot, by: $0 - choices.startIndex)
    }
    probability = choices.map { rollouts.policy.probability[$0] }
    taken = Int(rollouts.choice[decision]) - choices.lowerBound
    idle = Int(mdp.nodes.slotDefault[acting])
    hasTeammates = slots.count > 1
    self.kinds = kinds
    continuations = plan.continuations
    precision = plan.precision
    sums = [(first: Double, second: Double)](repeating: (0, 0), count: kinds.count)
    values = [(first: Double, second: Double)](repeating: (0, 0), count: rows.count)
    returns = [Double](repeating: 0, count: rows.count + 1)
    let width = plan.returnBounds.map { $0.upperBound - $0.lowerBound } ?? 0
    sequences = kinds.map { _ in
      width > 0 ? BoundedMeanSequence(bounds: -width...width, confidence: confidence) : nil
    }
  }

  /// Plays continuations until all are played or the credits are known well enough. Looks come in pairs of continuations,
  /// so that the halves have as many.
  mutating func play() {
    while count < continuations {
      playNext()
      playNext()
      if count.isMultiple(of: 16), isKnown { return }
    }
  }

  private var isKnown: Bool {
    guard let precision else { return false }
    return sequences.allSatisfy { ($0?.interval.optional?.width ?? .infinity) <= 2 * precision }
  }

  private mutating func playNext() {
    for alternative in rows.indices {
      let value = value(ofRow: rows[alternative])
      returns[alternative] = value
      if count.isMultiple(of: 2) {
        values[alternative].first += value
      } else {
        values[alternative].second += value
      }
    }
    if hasTeammates, kinds.contains(.advantage) { returns[rows.count] = value(ofRow: nil) }
    for (place, kind) in kinds.enumerated() {
      let difference = returns[taken] - reference(kind)
      if count.isMultiple(of: 2) { sums[place].first += difference } else { sums[place].second += difference }
      // Rounding may carry a difference past its bounds.
      if let bounds = sequences[place]?.bounds {
        sequences[place]?.add(min(max(difference, bounds.lowerBound), bounds.upperBound))
      }
    }
    count += 1
  }

  private mutating func value(ofRow row: Int?) -> Double {
    let finish = replay.play(
      episode: episode, turn: turn, row: row, slot: slot, alternative: 0, continuation: count)
    played += 1
    turns += Int(finish.turns)
    return finish.return
  }

  /// What a kind of credit compares the decision with.
  private func reference(_ kind: ExactCredit.Kind) -> Double {
    switch kind {
    case .advantage where hasTeammates: returns[rows.count]
    case .difference: returns[idle]
    case .uniform: returns[..<rows.count].reduce(0, +) / Double(rows.count)
    default: zip(probability, returns).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  func append(_ kind: Int, to halves: inout SampledCredits.Halves) {
    let half = Double(count / 2)
    halves.first.append(sums[kind].first / half)
    halves.second.append(sums[kind].second / half)
    if let sequence = sequences[kind] { halves.intervals.append(sequence.interval) }
  }

  func append(to gradients: inout SampledCredits.PlaceGradients) {
    let half = Double(count / 2)
    let gradient = { (value: ((first: Double, second: Double)) -> Double) in
      let means = values.map { value($0) / half }
      let mean = zip(probability, means).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(probability, means).map { $0 * ($1 - mean) }
    }
    gradients.first.append(gradient { $0.first })
    gradients.second.append(gradient { $0.second })
  }
}
