import Ground
import Simulation

/// One batch of a run: what it cost, and the update that its credits make.
struct TrainingBatch {
  /// The discounted number of an episode's decisions in each information state.
  let occupancy: [Double]
  /// Turns that the batch takes from the budget, and those that were simulated beside its episodes.
  let cost, extra: Double
  /// How long its episodes are.
  let lengths: EpisodeLengths
  private let rollouts: Rollouts
  private let credits: [Double]
  private let visits: GradientVisits

  /// - Parameters:
  ///   - judged: The episodes, with the credits of the arm's method.
  ///   - memory: The episodes that the method was fitted to beside them, to which these are added.
  init(_ judged: JudgedBatch, _ plan: TrainingPlan, _ memory: inout CriticMemory) {
    let attribution = judged.attributions[0]
    rollouts = judged.rollouts
    lengths = EpisodeLengths(of: rollouts.batch)
    credits = plan.shaping.shaped(attribution.credits)
    visits = GradientVisits(rollouts)
    occupancy = visits.occupancy()
    // What is remembered was paid for when it was simulated.
    let turns = attribution.replayedTurns + attribution.fittedTurns - memory.turns
    memory.remember(rollouts.batch, judged.fitting)
    extra = Double(turns) + plan.restorePrice * Double(attribution.replays)
    cost = Double(rollouts.batch.turnCount) + (plan.equality == .turns ? extra : 0)
  }

  /// Moves the parameters.
  ///
  /// - Parameters:
  ///   - policy: The policy that played the batch.
  ///   - draws: What a proximal update draws from.
  /// - Returns: Whether all policies on the way are finite.
  func move(_ updater: inout Updater, under policy: TabularPolicy, draws: PhiloxStream) -> Bool {
    guard updater.rule.kind != .ppo else { return updater.move(on: rollouts, credits, draws: draws) }
    var gradient = [Double](repeating: 0, count: policy.probability.count)
    visits.gradient(of: credits).add(to: &gradient)
    updater.move(along: gradient, under: policy, weights: occupancy)
    return true
  }
}
