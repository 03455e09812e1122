import Ground
import CreditMethods
import CreditStatistics
import Critics
import Trajectories
import Simulation

/// Sums up the batches of a study of critics in their order.
struct CriticStudyCollector {
  private let plan: StudyPlan
  private let solution: ExactSolution
  private let critics: [any TurnCritic]
  private let references: [CriticReference]
  private let gradients: GradientReference
  private let scale: Double
  private var fitted: [FittedCriticCollector]
  private var meanReturns: [Double] = []
  private var turns = 0
  private var decisions = 0

  /// - Parameter kinds: What each critic values.
  init(
    _ plan: StudyPlan, _ solution: ExactSolution, _ critics: [any TurnCritic], kinds: [TurnValues.Kind]
  ) {
    self.plan = plan
    self.solution = solution
    self.critics = critics
    let gradients = GradientReference(solution)
    self.gradients = gradients
    references = zip(critics, kinds).map { CriticReference($1, of: $0, solution) }
    fitted = references.map { FittedCriticCollector($0, gradients, plan.mdp) }
    scale = solution.cells.actionValue.reduce(0) { max($0, abs($1)) }
  }

  mutating func add(
    _ values: [TurnValues], _ attributions: [Attribution], returns: [Double], of rollouts: Rollouts
  ) {
    let batch = rollouts.batch
    for critic in fitted.indices {
      fitted[critic].add(values[critic], attributions[critic], returns: returns, of: rollouts)
    }
    turns += batch.turnCount
    decisions += batch.decisionCount
    meanReturns.append(
      (0..<batch.episodeCount).reduce(0) { $0 + returns[batch.turns(of: $1).lowerBound] }
        / Double(batch.episodeCount))
  }

  func result() throws(GSLError) -> CriticStudyResult {
    var found: [CriticFindings] = []
    for index in critics.indices {
      found.append(
        CriticFindings(
          request: plan.methods[index], view: critics[index].view, seesTurn: critics[index].seesTurn,
          valuesActions: references[index].kind == .stateAndAction,
          limit: CriticLimit(references[index], solution, gradients),
          fitted: try fitted[index].findings(plan, scale: scale)))
    }
    return CriticStudyResult(
      value: solution.value, successProbability: solution.successProbability,
      sampled: SampleSizes(
        batches: plan.batches, episodes: plan.batches * plan.episodes, turns: turns, decisions: decisions),
      meanReturn: try Estimate(meanReturns.map { .value($0) }, plan),
      choices: choices, gradient: gradients.exact, critics: found)
  }

  private var choices: [GradientChoice] {
    let information = plan.mdp.information
    return information.choiceAction.indices.map { choice in
      let state = Int(information.choiceInformation[choice])
      return GradientChoice(
        agent: plan.mdp.agents[Int(information.agent[state])],
        informationState: plan.mdp.symbols.keys[information.key[state]],
        action: plan.mdp.symbols.actions[information.choiceAction[choice]])
    }
  }
}
