import CreditMethods
import Ground
import Simulation
import Trajectories

extension MethodCatalogue {
  /// Controls of studies of learning: the exact credit, also spoilt by stated noise or bias, and one that teaches nothing.
  public static let controls = MethodCatalogue(checked: [
    MethodEntry(ExactControl.self), MethodEntry(ShuffledControl.self),
  ])

  /// The controls where there is no exact solution: ``controls`` in which `shuffled` permutes returns.
  static let sampledControls = MethodCatalogue(checked: [
    MethodEntry(ExactControl.self), MethodEntry(ShuffledReturns.self),
  ])

  /// The catalogue with the controls that it does not have a method of the name of.
  package var withControls: MethodCatalogue { with(Self.controls) }

  /// The same where there is no exact solution.
  package var withSampledControls: MethodCatalogue { with(Self.sampledControls) }

  private func with(_ controls: MethodCatalogue) -> MethodCatalogue {
    let taken = Set(ids)
    return MethodCatalogue(checked: entries + controls.entries.filter { !taken.contains($0.card.id) })
  }
}

/// The exact counterfactual credit, with noise or bias of a stated size.
struct ExactControl: CreditMethod {
  static let card = MethodCard(
    id: "exact", name: "exact counterfactual credit",
    source: "a control; Foerster et al. 2018, equation 4, for the credit",
    granularity: .multiAgent, methodology: .exact,
    estimand: "the exact counterfactual credit itself, spoilt by noise and bias of stated size",
    exactCredit: .counterfactual,
    formula:
      "A + rms(A) (noise z_decision + bias z_choice), z normal; z_choice is one number a choice of the tables for all batches of a run",
    needs: [.trajectories, .exactSolution], cost: "no continuations, one exact solution of the scenario")

  @Parameter("standard deviation of noise, in root mean squares of the batch's exact credits", in: 0...1000)
  private var noise = 0.0
  @Parameter(
    "standard deviation of a bias by information state and action, in root mean squares of the batch's exact credits",
    in: 0...1000)
  private var bias = 0.0

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rollouts = try context.simulation(of: batch, for: Self.card)
    let solution = try context.solution(for: Self.card, everyAction: false)
    var credits = solution.counterfactualCredits(of: rollouts)
    if noise > 0 || bias > 0 {
      let size = (credits.reduce(0) { $0 + $1 * $1 } / Double(max(1, credits.count))).squareRoot()
      let own = PhiloxStream(seed: context.seed, purpose: .training, lane: rollouts.plan?.batch ?? 0)
      let run = (rollouts.plan?.batch ?? 0) / UInt32(TrainingPlan.mostUpdates)
      let lasting = PhiloxStream(seed: context.seed, purpose: .training, lane: run)
      for decision in credits.indices {
        if noise > 0 {
          credits[decision] += noise * size * own.normal(episode: 2, turn: UInt64(decision))
        }
        if bias > 0 {
          credits[decision] +=
            bias * size * lasting.normal(episode: 3, turn: UInt64(rollouts.choice[decision]))
        }
      }
    }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }
}

/// The exact credits of a batch less their mean in another order, which say nothing of the decisions that they are given to.
///
/// Over all orders the gradient of a batch has the mean 0. With the mean of the credits left in it would not: the mean of a batch
/// knows how its episodes went.
struct ShuffledControl: CreditMethod {
  static let card = MethodCard(
    id: "shuffled", name: "exact credits in random order", source: "a control", granularity: .multiAgent,
    methodology: .exact, estimand: "nothing: credits of the right sizes on the wrong decisions",
    exactCredit: .counterfactual,
    formula: "a permutation of the batch's exact counterfactual credits less their mean",
    needs: [.trajectories, .exactSolution], cost: "no continuations, one exact solution of the scenario")

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rollouts = try context.simulation(of: batch, for: Self.card)
    let solution = try context.solution(for: Self.card, everyAction: false)
    return try Attribution(
      finite: solution.counterfactualCredits(of: rollouts).shuffled(
        seed: context.seed, batch: rollouts.plan?.batch ?? 0), of: batch, method: Self.card.id)
  }
}

/// The control that stands for ``ShuffledControl`` where no credit is exact: the returns of a batch less their mean in another
/// order, which say nothing of the decisions that they are given to.
struct ShuffledReturns: CreditMethod {
  static let card = MethodCard(
    id: "shuffled", name: "returns in random order", source: "a control", granularity: .multiAgent,
    methodology: .monteCarlo,
    estimand: "nothing: the returns of episodes on decisions of others", exactCredit: .counterfactual,
    formula: "a permutation of the returns of the batch's decisions' episodes less their mean",
    needs: [.trajectories], cost: "no continuations")

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rollouts = try context.simulation(of: batch, for: Self.card)
    let returns = rollouts.episodeReturns
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode) {
        for decision in batch.decisions(of: turn) { credits[decision] = returns[episode] }
      }
    }
    return try Attribution(
      finite: credits.shuffled(seed: context.seed, batch: rollouts.plan?.batch ?? 0), of: batch,
      method: Self.card.id)
  }
}

extension [Double] {
  /// Credits of a batch in random order, less their mean.
  fileprivate func shuffled(seed: UInt64, batch: UInt32) -> [Double] {
    let draws = PhiloxStream(seed: seed, purpose: .training, lane: batch)
    let order = PhiloxStream.order(of: count) { draws.block(episode: 4, turn: UInt64($0), draw: 0) }
    let mean = reduce(0, +) / Double(Swift.max(1, count))
    return order.map { self[$0] - mean }
  }
}
