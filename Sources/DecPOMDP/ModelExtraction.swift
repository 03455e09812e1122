import Trajectories
public import Simulation

/// A compiled scenario as a model.
///
/// A state of the model is a state of the scenario, and an agent's observation is what it sees of the next one. A
/// terminal state absorbs: nothing more is paid, and every agent observes that it is the end. The expected reward of
/// an ending is paid on the way into its state, so values are those of the scenario; the variance of an ending is not
/// kept, nor that of rewards that differ between equal next states.
public struct ModelExtraction: Sendable {
  /// The model.
  public let model: DecPOMDPModel
  /// What each agent of the scenario sees before the first turn; in the model it sees nothing then.
  public let firstObservations: [String]
  /// Whether the model is the scenario for every number of turns. If not, some states are reached only when the
  /// scenario's horizon is over, where nothing is known of them, and absorb: the model holds up to that horizon.
  public let holdsBeyondHorizon: Bool

  /// The model of a scenario that was compiled with memory `last`.
  ///
  /// - Throws: ``ModelExtractionError`` for a scenario that no model can express.
  public init(of mdp: TurnMDP) throws(ModelExtractionError) {
    guard mdp.memory == .lastObservation else {
      throw ModelExtractionError(
        place: "memory", found: "\(mdp.memory)",
        expected: "\(Memory.lastObservation): a state without memories")
    }
    let source = ExtractionSource(mdp)
    let actions = try source.actions()
    firstObservations = try source.firstObservations()
    let endings = try source.endingRewards()
    let seen = source.observations()
    holdsBeyondHorizon = !source.hasFrontier
    do throws(DecPOMDPModelError) {
      let counts = seen.names.map(\.count)
      _ = try ModelCheck.product(counts, of: "joint observation")
      let jointActions = try ModelCheck.product(actions.map(\.count), of: "joint action")
      _ = try ModelCheck.product([jointActions, mdp.nodeCount], of: "joint action and state")
      let (transitions, rewards) = source.transitions(jointActions: jointActions, endings)
      var start = [Double](repeating: 0, count: mdp.nodeCount)
      for (node, probability) in mdp.start { start[Int(node)] += probability }
      model = try DecPOMDPModel(
        agents: mdp.agents.map(\.name), discount: mdp.discount, states: source.stateNames(), actions: actions,
        observations: seen.names, start: start, transitions: transitions,
        observationRows: Self.observationRows(seen.joint, jointActions: jointActions),
        rewards: .ofOutcomes(rewards))
    } catch {
      throw ModelExtractionError(place: error.place, found: error.found, expected: error.expected)
    }
  }

  /// What is seen of a state does not depend on the joint action.
  private static func observationRows(_ joint: [Int], jointActions: Int) -> SparseRows {
    var rows = SparseRows()
    rows.reserve(rows: jointActions * joint.count, entries: jointActions * joint.count)
    for _ in 0..<jointActions {
      for column in joint {
        rows.append(column: column, value: 1)
        rows.endRow()
      }
    }
    return rows
  }
}

/// Why a scenario is no decentralised POMDP: the rule that it does not keep, and where.
public struct ModelExtractionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The state or agent.
  public let place: String
  /// What was found there.
  public let found: String
  /// What a decentralised POMDP has.
  public let expected: String

  /// The error as a sentence.
  public var description: String { "\(place): found \(found); a Dec-POMDP has \(expected)." }
}
