public import CreditStatistics
public import Ground
import Simulation

/// How a method's credits order actions beside the exact action values, in the terms of QVal (arXiv 2606.32034, section 2 and its
/// program): a dense signal is Q-aligned if it is an increasing function of Q.
///
/// A point is a state at its turn with an agent that acts there and an action of its own. Its Q is the exact expected return
/// of the action, the teammates acting by their policies; its score is the mean credit of the decisions there in one batch.
/// Numbers are means over batches.
public struct QAlignment: Sendable, Hashable, Codable {
  /// Spearman's correlation of scores and Q over all points of a batch. Credits that leave the value of the state out are held
  /// down by it, however well they tell actions apart.
  public let acrossPoints: Estimate
  /// Mean over states, in which actions with different Q were taken, of Spearman's correlation within the state; a state in
  /// which all scores are equal counts as 0.
  public let withinStates: Estimate
  /// Share of points, of those whose exact credit that the method is held to is not 0, whose score has its sign. QVal
  /// counts the others too, at which nothing but an exact 0 could agree.
  public let signAgreement: Estimate
  /// The binomial test of signs with a batch as the trial: whether more than half of a batch's points agree as often as fewer.
  /// Points of one batch are not independent, which the test over points that QVal makes takes them to be.
  public let signTest: Measured<HypothesisTest>
}

/// What one batch gives.
struct BatchQAlignment: Sendable, Codable {
  let acrossPoints, withinStates, signAgreement: Measured<Double>
}

extension QAlignment {
  /// The alignment over several batches.
  init(_ batches: [BatchQAlignment], _ plan: StudyPlan) throws(GSLError) {
    acrossPoints = try Estimate(batches.map(\.acrossPoints), plan, within: -1...1, shown: .rare)
    withinStates = try Estimate(batches.map(\.withinStates), plan, within: -1...1, shown: .rare)
    signAgreement = try Estimate(batches.map(\.signAgreement), plan, within: 0...1, shown: .sparse)
    signTest = HypothesisTest.sign(
      differences: batches.compactMap { $0.signAgreement.optional.map { $0 - 0.5 } })
  }
}

/// The points of a batch with their exact values.
struct ActionValuePoints {
  /// The point of each decision.
  private let point: [Int32]
  /// Q of each point; those of one state stand together.
  private let value: [Double]
  /// The points of each state.
  private let states: [Range<Int>]

  init(_ rollouts: Rollouts, _ truth: ExactTruth) {
    let (information, nodes) = (rollouts.mdp.information, rollouts.mdp.nodes)
    // They ascend by state, so that the points of one stand together.
    let groups = SituationGroups(rollouts, .cell)
    var (value, states): ([Double], [Range<Int>]) = ([], [])
    var own: [Double] = []
    for (point, situation) in groups.situation.enumerated() {
      let isSameState =
        point > 0 && groups.situation[point - 1] == situation
        && groups.agent[point - 1] == groups.agent[point]
      let choice = Int(groups.choice[point])
      let known = Int(information.choiceInformation[choice])
      if !isSameState {
        states.append(point..<point)
        let (turn, node) = Int(situation).quotientAndRemainder(dividingBy: rollouts.mdp.nodeCount)
        let slots = nodes.slots(of: node)
        let slot = slots.first { Int(nodes.slotInformation[$0]) == known } ?? slots.lowerBound
        own = truth.solution.ownActionValues(
          ofSlot: slot - slots.lowerBound, in: truth.solution.cells.index(turn: turn, node: node))
      }
      value.append(own[choice - information.choices(of: known).lowerBound])
      states[states.count - 1] = states[states.count - 1].lowerBound..<point + 1
    }
    point = groups.group
    self.value = withoutRounding(value, tolerance: 1e-12 * truth.scale)
    self.states = states
  }

  /// How credits go together with the values, and their signs with those of the exact credits.
  func alignment(of credits: [Double], against exact: [Double]) -> BatchQAlignment {
    let scores = means(of: credits)
    let signs = means(of: exact)
    var within = RunningMoments()
    for state in states {
      let values = value[state]
      guard let first = values.first, values.contains(where: { $0 != first }) else { continue }
      switch Association.spearman(Array(scores[state]), Array(values)) {
      case .value(let correlation): within.add(correlation)
      case .undefined: within.add(0)
      }
    }
    return BatchQAlignment(
      acrossPoints: Association.spearman(scores, value),
      withinStates: within.count > 0 ? within.mean : .undefined(.noUnits),
      signAgreement: Association.signAgreement(of: scores, with: signs, tolerance: 0).map(\.share))
  }

  /// The mean of credits at each point; those that differ by rounding are equal.
  private func means(of credits: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: value.count)
    var counts = [Double](repeating: 0, count: value.count)
    for (decision, credit) in credits.enumerated() {
      sums[Int(point[decision])] += credit
      counts[Int(point[decision])] += 1
    }
    let largest = credits.reduce(0) { max($0, abs($1)) }
    return withoutRounding(zip(sums, counts).map(/), tolerance: 1e-12 * largest)
  }
}
