import CreditStatistics
import Simulation
import Trajectories

/// The alternatives of one decision, played on.
struct DecisionBranches {
  private let replay: Replay
  private let episode, turn, slot: Int
  private let alternatives: DecisionAlternatives
  private let kinds: [ExactCredit.Kind]
  /// Number of the first continuation, and how many there are at most.
  private let first, continuations: Int
  private let precision: Double?

  /// Sums of the even continuations' returns and of the odd ones': of each alternative, and last of a draw by the policy of all
  /// agents. Every credit is a linear function of them.
  private var sums: [[Double]]
  /// The returns of the continuation that is played.
  private var returns: [Double]
  private var sequences: [BoundedMeanSequence?]
  private(set) var played = 0
  private(set) var turns = 0
  /// Continuations of each alternative.
  private(set) var count = 0

  init(
    of decision: Int, at place: (episode: Int, index: Int, turn: Int, slot: Int), _ replay: Replay,
    _ kinds: [ExactCredit.Kind], _ plan: SampledTruthPlan, _ confidence: Double, from first: Int = 0
  ) {
    alternatives = DecisionAlternatives(to: decision, at: place, of: replay.rollouts)
    self.replay = replay
    (episode, turn, slot) = (place.episode, place.turn, place.slot)
    self.kinds = kinds
    self.first = first
    continuations = plan.continuations
    precision = plan.precision
    returns = [Double](repeating: 0, count: alternatives.rows.count + 1)
    sums = [returns, returns]
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
    for (place, row) in alternatives.rows.enumerated() { returns[place] = value(ofRow: row) }
    if alternatives.needsDraw(for: kinds) { returns[returns.count - 1] = value(ofRow: nil) }
    for place in returns.indices { sums[count % 2][place] += returns[place] }
    for (place, kind) in kinds.enumerated() {
      // Rounding may carry a difference past its bounds.
      if let bounds = sequences[place]?.bounds {
        let credit = alternatives.credit(kind, from: returns)
        sequences[place]?.add(min(max(credit, bounds.lowerBound), bounds.upperBound))
      }
    }
    count += 1
  }

  private mutating func value(ofRow row: Int?) -> Double {
    let finish = replay.play(
      episode: episode, turn: turn, row: row, slot: slot, alternative: 0, continuation: first + count)
    played += 1
    turns += Int(finish.turns)
    return finish.return
  }

  /// Mean returns of the even continuations, and of the odd ones.
  private var means: [[Double]] { sums.map { $0.map { $0 / Double(count / 2) } } }

  func append(_ kind: Int, to halves: inout SampledCredits.Halves) {
    let means = means
    halves.first.append(alternatives.credit(kinds[kind], from: means[0]))
    halves.second.append(alternatives.credit(kinds[kind], from: means[1]))
    if let sequence = sequences[kind] { halves.intervals.append(sequence.interval) }
  }

  func append(to gradients: inout SampledCredits.PlaceGradients) {
    let found = means.map { means in
      let mean = alternatives.policyMean(of: means)
      return zip(alternatives.probability, means).map { $0 * ($1 - mean) }
    }
    gradients.first.append(found[0])
    gradients.second.append(found[1])
  }
}
