import Ground
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A replay's result as one record: everything that repeats it, and everything that it found.
///
/// A quantity that is undefined is the object `{"undefined": reason}` in place of a number; an exact answer that is not
/// known is left out.
public struct ReplayRecord: Encodable, Sendable {
  let schema = "ascribe.replay/1"
  let version = AscribeVersion.current
  let scenario, policy, memory: String
  let trace: String?
  let seed: UInt64
  let episode, agent, taken, noise, tier: String
  let turn, continuations, simulatedTurns: Int
  let confidence: Double
  let contrast: ContrastRecord
  let factual, counterfactual: Branch
  let difference: Difference
  let alternatives: [Alternative]
  let noiseFloor: [Floor]

  struct Branch: Encodable {
    let action: String
    let meanReturn, standardDeviation, lower, upper: StudyRecord.Number
    let exactReturn, exactSuccess: Double?
    let successes, failures, truncations: Int
    /// Least, quartiles and largest.
    let quantiles: [Double]
    let path: Path
  }

  struct Path: Encodable {
    let steps: [Step]
    let final, status: String
    let `return`: Double
  }

  struct Step: Encodable {
    let turn: Int
    let state: String
    let decisions: [Decision]
    let reward: Double
  }

  struct Decision: Encodable { let agent, action: String }

  struct Difference: Encodable {
    let mean, standardError, lower, upper: StudyRecord.Number
    let exact: Double?
  }

  struct Alternative: Encodable {
    let action: String
    let probability: Double
    let meanReturn: StudyRecord.Number
    let exactReturn, exactSuccess: Double?
  }

  struct Floor: Encodable {
    let restored: String
    let meanReturn, spread: StudyRecord.Number
    let exactReturn: Double?
    let difference: Difference
    let disagreement, unreached, substitutions: Double
  }

  /// Records a replay.
  ///
  /// - Parameters:
  ///   - result: What it found.
  ///   - plan: What was asked.
  ///   - scenario, policy: What the user asked for.
  ///   - trace: The file that the episode was read from; `nil` for a simulated one.
  public init(_ result: ReplayResult, of plan: ReplayPlan, scenario: String, policy: String, trace: String?) {
    self.scenario = scenario
    self.policy = policy
    self.trace = trace
    memory = plan.rollouts.mdp.memory.description
    seed = plan.seed
    episode = result.episode
    agent = plan.agent.name
    taken = result.taken
    noise = plan.noise.rawValue
    tier = plan.contrast.tier.rawValue
    turn = plan.turn
    continuations = plan.continuations
    simulatedTurns = result.simulatedTurns
    confidence = plan.confidence
    contrast = ContrastRecord(plan.contrast)
    factual = Branch(result.factual)
    counterfactual = Branch(result.counterfactual)
    difference = Difference(result.contrast)
    alternatives = result.alternatives.map(Alternative.init)
    noiseFloor = result.floors.map(Floor.init)
  }
}

extension ReplayRecord.Branch {
  init(_ branch: ReplayResult.Branch) {
    let outcomes = branch.outcomes
    action = branch.label
    meanReturn = StudyRecord.Number(measured: outcomes.mean)
    standardDeviation = StudyRecord.Number(measured: outcomes.standardDeviation)
    lower = StudyRecord.Number(measured: outcomes.interval.map(\.lower))
    upper = StudyRecord.Number(measured: outcomes.interval.map(\.upper))
    exactReturn = branch.exact?.return
    exactSuccess = branch.exact?.success
    successes = outcomes.successes
    failures = outcomes.failures
    truncations = outcomes.truncations
    quantiles = [0, 0.25, 0.5, 0.75, 1].map { outcomes.returns.quantile($0) }
    path = ReplayRecord.Path(
      steps: branch.path.steps.map { step in
        ReplayRecord.Step(
          turn: step.turn, state: step.state,
          decisions: step.decisions.map { ReplayRecord.Decision(agent: $0.agent.name, action: $0.action) },
          reward: step.reward)
      }, final: branch.path.final, status: branch.path.status.description, return: branch.path.return)
  }
}

extension ReplayRecord.Difference {
  init(_ difference: ReplayResult.Difference) {
    mean = StudyRecord.Number(measured: difference.mean)
    standardError = StudyRecord.Number(measured: difference.standardError)
    lower = StudyRecord.Number(measured: difference.interval.map(\.lower))
    upper = StudyRecord.Number(measured: difference.interval.map(\.upper))
    exact = difference.exact
  }
}

extension ReplayRecord.Alternative {
  init(_ alternative: ReplayResult.Alternative) {
    action = alternative.action
    probability = alternative.probability
    meanReturn = StudyRecord.Number(measured: alternative.meanReturn)
    exactReturn = alternative.exact?.return
    exactSuccess = alternative.exact?.success
  }
}

extension ReplayRecord.Floor {
  init(_ floor: ReplayResult.NoiseFloor) {
    restored = floor.grade.rawValue
    meanReturn = StudyRecord.Number(measured: floor.meanReturn)
    spread = StudyRecord.Number(measured: floor.spread)
    exactReturn = floor.exact
    difference = ReplayRecord.Difference(floor.difference)
    disagreement = floor.disagreement
    unreached = floor.unreached
    substitutions = floor.substitutions
  }
}
