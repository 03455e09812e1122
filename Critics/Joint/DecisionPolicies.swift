import CreditMethods
import Trajectories
import Simulation

/// The policy of every decision of a batch: contexts are pairs of agent and observation.
struct DecisionPolicies {
  /// Context of each decision.
  let context: [UInt32]
  /// Number of contexts.
  var count: Int { start.count - 1 }
  /// First choice of each context, and the number of choices.
  private let start: [Int32]
  /// Action of each choice, and its probability.
  private let action: [UInt32]
  private let probability: [Double]

  /// The choices of a context that have a positive probability.
  func choices(of context: Int) -> [(action: UInt32, probability: Double)] {
    (Int(start[context])..<Int(start[context + 1])).map { (action[$0], probability[$0]) }
  }

  /// The policies of a batch: those of the simulation where there is one, and otherwise how often each action was taken
  /// among the decisions of its context.
  ///
  /// - Parameters:
  ///   - batch: The decisions.
  ///   - simulation: The simulation that the batch begins with; its symbols are the batch's first.
  /// - Complexity: O(decisions + symbols + information states).
  init(of batch: TrajectoryBatch, simulation: Rollouts?) {
    let contexts = Grouping(
      Grouping(batch.decisions.agent, count: batch.symbols.agents.count)
        .split(by: batch.ownObservations, symbolCount: batch.symbols.keys.count))
    var start: [Int32] = [0]
    var action: [UInt32] = []
    var probability: [Double] = []
    let known = simulation.map { Self.informationStates(of: $0.mdp) } ?? [:]
    let observations = batch.ownObservations
    let choices = Grouping(
      contexts.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count))
    let choicesOfContext = Self.parts(choices, of: contexts)
    for context in 0..<contexts.count {
      let first = Int(contexts[context][contexts[context].startIndex])
      let key = Self.key(agent: batch.decisions.agent[first], observation: observations[first])
      if let simulation, let state = known[key] {
        for choice in simulation.mdp.information.choices(of: state)
        where simulation.policy.probability[choice] > 0 {
          action.append(simulation.mdp.information.choiceAction[choice])
          probability.append(simulation.policy.probability[choice])
        }
      } else {
        for choice in choicesOfContext[context] {
          let decisions = choices[choice]
          action.append(batch.decisions.action[Int(decisions[decisions.startIndex])])
          probability.append(Double(decisions.count) / Double(contexts.size(of: context)))
        }
      }
      start.append(Int32(action.count))
    }
    context = contexts.group
    self.start = start
    self.action = action
    self.probability = probability
  }

  /// The parts of each group of a coarser division.
  private static func parts(_ parts: Grouping, of groups: Grouping) -> [[Int]] {
    var result = [[Int]](repeating: [], count: groups.count)
    for part in 0..<parts.count {
      if let first = parts[part].first { result[Int(groups.group[Int(first)])].append(part) }
    }
    return result
  }

  /// Information states by agent and key.
  private static func informationStates(of mdp: TurnMDP) -> [UInt64: Int] {
    var states: [UInt64: Int] = [:]
    for state in mdp.information.agent.indices {
      let key = key(
        agent: UInt32(mdp.information.agent[state]), observation: mdp.information.key[state])
      if states[key] == nil { states[key] = state }
    }
    return states
  }

  private static func key(agent: UInt32, observation: UInt32) -> UInt64 {
    UInt64(agent) << 32 | UInt64(observation)
  }
}
