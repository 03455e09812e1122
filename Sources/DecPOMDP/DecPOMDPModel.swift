/// A decentralised partially observable Markov decision process with a team reward: the field's standard problem.
///
/// All agents act in every turn. A joint action in a state leads to a next state, and there each agent receives an
/// observation of its own; the first turn's actions are chosen before any observation. Nothing ends an episode but the
/// horizon, which is not part of the model.
///
/// Joint actions and joint observations are numbered from 0 with the last agent fastest, states from 0 in their order.
///
/// Source: Oliehoek and Amato, A Concise Introduction to Decentralized POMDPs, 2016, definition 2.
public struct DecPOMDPModel: Sendable, Hashable {
  /// Names of the agents.
  public let agents: [String]
  /// Per-turn discount in `0...1`, dimensionless.
  public let discount: Double
  /// Names of the states.
  public let states: [String]
  /// Names of each agent's actions.
  public let actions: [[String]]
  /// Names of each agent's observations.
  public let observations: [[String]]
  /// Probability that an episode starts in a state, by state.
  public let start: [Double]

  /// P(s' | s, a): row joint action · number of states + state, column next state.
  package let transitions: SparseRows
  /// P(o | a, s'): row joint action · number of states + next state, column joint observation.
  package let observationRows: SparseRows
  /// E[reward | s, a], at joint action · number of states + state.
  package let expectedRewards: [Double]
  /// Rewards that depend on more than state and joint action; `nil` where none does, and ``expectedRewards`` are the
  /// rewards themselves.
  package let outcomeRewards: OutcomeRewards?

  /// Number of joint actions.
  public let jointActionCount: Int
  /// Number of joint observations.
  public let jointObservationCount: Int
  /// Number of states.
  public var stateCount: Int { states.count }

  /// A model from its parts.
  ///
  /// Rows of probabilities whose sum is not 1 within rounding are divided by it.
  ///
  /// - Throws: ``DecPOMDPModelError`` for parts that do not go together.
  package init(
    agents: [String], discount: Double, states: [String], actions: [[String]], observations: [[String]],
    start: [Double], transitions: SparseRows, observationRows: SparseRows, rewards: ModelRewards
  ) throws(DecPOMDPModelError) {
    jointActionCount = try ModelCheck.header(
      agents: agents, discount: discount, states: states, lists: actions, of: "action")
    jointObservationCount = try ModelCheck.header(
      agents: agents, discount: discount, states: states, lists: observations, of: "observation")
    let rowCount = try ModelCheck.product([jointActionCount, states.count], of: "joint action and state")
    self.agents = agents
    self.discount = discount
    self.states = states
    self.actions = actions
    self.observations = observations
    self.start = try ModelCheck.start(start, stateCount: states.count)
    self.transitions = try ModelCheck.rows(
      transitions, count: rowCount, columns: states.count, of: "transitions")
    self.observationRows = try ModelCheck.rows(
      observationRows, count: rowCount, columns: jointObservationCount, of: "observations")
    (expectedRewards, outcomeRewards) = try ModelCheck.rewards(
      rewards, transitions: self.transitions, observationRows: self.observationRows, stateCount: states.count)
  }

  /// The same model with another discount.
  ///
  /// - Throws: ``DecPOMDPModelError`` for a discount outside `0...1`.
  public func discounted(by discount: Double) throws(DecPOMDPModelError) -> DecPOMDPModel {
    try DecPOMDPModel(
      agents: agents, discount: discount, states: states, actions: actions, observations: observations,
      start: start, transitions: transitions, observationRows: observationRows,
      rewards: outcomeRewards.map { .ofOutcomes($0) } ?? .ofTurns(expectedRewards))
  }

  /// The same model with other names, one for each that it has, distinct and not empty.
  func renamed(agents: [String], states: [String], actions: [[String]], observations: [[String]])
    -> DecPOMDPModel
  {
    DecPOMDPModel(self, agents: agents, states: states, actions: actions, observations: observations)
  }

  private init(
    _ model: DecPOMDPModel, agents: [String], states: [String], actions: [[String]], observations: [[String]]
  ) {
    self.agents = agents
    self.states = states
    self.actions = actions
    self.observations = observations
    discount = model.discount
    start = model.start
    transitions = model.transitions
    observationRows = model.observationRows
    expectedRewards = model.expectedRewards
    outcomeRewards = model.outcomeRewards
    jointActionCount = model.jointActionCount
    jointObservationCount = model.jointObservationCount
  }

  /// The row of a joint action and a state: of the transitions and rewards with the state before, of the
  /// observations with the state after.
  package func row(_ jointAction: Int, _ state: Int) -> Int { jointAction * states.count + state }

  /// The reward of an outcome.
  ///
  /// - Parameters:
  ///   - row: The joint action and the state before.
  ///   - entry: The transition entry of that row.
  ///   - place: The place of the joint observation in the observation row of the joint action and next state.
  package func reward(row: Int, entry: Int, place: Int) -> Double {
    guard let outcomeRewards else { return expectedRewards[row] }
    let range = outcomeRewards[entry]
    return outcomeRewards.values[range.count == 1 ? range.lowerBound : range.lowerBound + place]
  }

  /// The least and the largest reward of any outcome.
  var rewardBounds: ClosedRange<Double>? {
    let rewards = outcomeRewards?.values ?? expectedRewards
    guard let least = rewards.min(), let most = rewards.max() else { return nil }
    return least...most
  }

  /// Index of each agent's own action in a joint action.
  package func ownActions(of jointAction: Int) -> [Int] { Self.digits(of: jointAction, actions.map(\.count)) }

  /// Index of each agent's own observation in a joint observation.
  package func ownObservations(of jointObservation: Int) -> [Int] {
    Self.digits(of: jointObservation, observations.map(\.count))
  }

  private static func digits(of number: Int, _ counts: [Int]) -> [Int] {
    var rest = number
    var digits = [Int](repeating: 0, count: counts.count)
    for place in counts.indices.reversed() {
      digits[place] = rest % counts[place]
      rest /= counts[place]
    }
    return digits
  }
}

/// Why parts are no model.
public struct DecPOMDPModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The part.
  public let place: String
  /// What was found there.
  public let found: String
  /// What is accepted.
  public let expected: String

  /// The error as a sentence.
  public var description: String { "\(place): found \(found); expected \(expected)." }
}
