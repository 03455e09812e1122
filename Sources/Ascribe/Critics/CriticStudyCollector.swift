import Ground
import CreditMethods
import CreditStatistics
import Critics
import Trajectories
import Simulation

/// Sums up the batches of a study of critics in their order.
package struct CriticStudyCollector: MeasureCollector {
  private let plan: StudyPlan
  private let measure: CriticMeasure
  private let scale: Double
  /// Of each critic; empty before the first batch, whose values say what a critic values.
  private var fitted: [FittedCriticCollector] = []
  private var meanReturns: [Double] = []
  private var turns = 0
  private var decisions = 0
  private var lengths = EpisodeLengths()

  init(_ plan: StudyPlan, _ measure: CriticMeasure, scale: Double) {
    self.plan = plan
    self.measure = measure
    self.scale = scale
  }

  package mutating func add(_ batch: CriticBatch) {
    if fitted.isEmpty { fitted = collectors(batch.critics.map(\.kind)) }
    for critic in fitted.indices { fitted[critic].add(batch.critics[critic], of: batch) }
    turns += batch.turn.count
    decisions += batch.decisions
    lengths += batch.lengths
    meanReturns.append(batch.meanReturn)
  }

  private func collectors(_ kinds: [TurnValues.Kind]) -> [FittedCriticCollector] {
    zip(measure.critics, kinds).map { critic, kind in
      FittedCriticCollector(
        CriticReference(kind, of: critic, measure.solution), measure.gradients, measure.solution.mdp)
    }
  }

  package func result() throws -> CriticStudyResult {
    let solution = measure.solution
    let critics = fitted.isEmpty ? collectors(measure.critics.map { _ in .state }) : fitted
    let findings = try critics.enumerated().map { index, collected in
      let critic = measure.critics[index]
      return CriticFindings(
        method: MethodSummary(plan.methods[index]), view: critic.view, seesTurn: critic.seesTurn,
        valuesActions: collected.reference.kind == .stateAndAction,
        limit: CriticLimit(collected.reference, solution, measure.gradients),
        fitted: try collected.findings(plan, scale: scale),
        card: CreditCard(index, of: plan))
    }
    return CriticStudyResult(
      scenario: ScenarioSummary(plan), plan: PlanSummary(plan), value: solution.value,
      successProbability: solution.successProbability,
      sampled: SampleSizes(
        batches: meanReturns.count, episodes: meanReturns.count * plan.episodes, turns: turns,
        decisions: decisions),
      meanReturn: try Estimate(meanReturns.map { .value($0) }, plan, within: plan.returnRange),
      choices: choices,
      gradient: measure.gradients.exact, critics: findings, lengths: lengths.summary)
  }

  private var choices: [GradientChoice] {
    let mdp = measure.solution.mdp
    let information = mdp.information
    return information.choiceAction.indices.map { choice in
      let state = Int(information.choiceInformation[choice])
      return GradientChoice(
        agent: mdp.agents[Int(information.agent[state])],
        informationState: mdp.symbols.keys[information.key[state]],
        action: mdp.symbols.actions[information.choiceAction[choice]])
    }
  }
}
