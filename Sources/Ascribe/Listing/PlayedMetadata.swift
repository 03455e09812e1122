public import CreditStatistics
public import Ground
import Simulation

/// What episodes of a scenario show of it, for one that is too large to be solved.
public struct PlayedMetadata: Sendable, Hashable, Codable {
  /// Independent episodes that were played.
  public let episodes: Int
  /// Turns of an episode: fewest, median and most of those that were played; their mean.
  public let leastTurns, medianTurns, mostTurns: Int
  /// Mean turns and decisions of an episode.
  public let meanTurns, meanDecisions: Double
  /// Mean tokens of an episode; absent where the scenario declares none.
  public let tokens: Double?
  /// Means over decisions: legal actions, and entropy in nats.
  public let legalActions, entropy: Double
  /// Share of the episodes that succeed, with Clopper and Pearson's interval.
  public let success: Measured<ConfidenceInterval>
  /// Mean return of an episode, with Student's t interval.
  public let meanReturn: Measured<ConfidenceInterval>
  /// States, and states by their public keys, that were met.
  public let statesMet, publicStatesMet: Int

  /// Episodes that are played for a description.
  public static let usualEpisodes = 200

  /// Plays a scenario.
  ///
  /// - Parameters:
  ///   - simulator: What plays it.
  ///   - episodes: How many episodes, at least 2.
  ///   - seed: Seed of every draw.
  ///   - threads: Most threads; the result does not depend on it.
  ///   - confidence: That of the intervals.
  /// - Throws: What the simulator meets.
  public init(
    playing simulator: some Simulator, episodes: Int = usualEpisodes, seed: UInt64 = 0, threads: Int = 1,
    confidence: Double = 0.95
  ) throws {
    let rollouts = try simulator.play(
      Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed), threads: threads)
    let batch = rollouts.batch
    self.episodes = batch.episodeCount
    let turns = (0..<batch.episodeCount).map { batch.turns(of: $0).count }.sorted()
    leastTurns = turns.first ?? 0
    mostTurns = turns.last ?? 0
    medianTurns = turns.isEmpty ? 0 : turns[turns.count / 2]
    let count = Double(max(1, batch.episodeCount))
    meanTurns = Double(batch.turnCount) / count
    meanDecisions = Double(batch.decisionCount) / count
    tokens = batch.decisions.tokens.map { $0.reduce(0) { $0 + Double($1) } / count }
    let information = rollouts.mdp.information
    var (actions, entropy) = (0.0, 0.0)
    for choice in rollouts.choice {
      for other in information.choices(of: Int(information.choiceInformation[Int(choice)])) {
        actions += 1
        let probability = rollouts.policy.probability[other]
        if probability > 0 { entropy -= probability * rollouts.policy.logProbability[other] }
      }
    }
    legalActions = actions / Double(max(1, batch.decisionCount))
    self.entropy = entropy / Double(max(1, batch.decisionCount))
    success = ConfidenceInterval.clopperPearson(
      successes: batch.episodes.status.count { $0 == .success }, trials: batch.episodeCount,
      confidence: confidence)
    let returns = rollouts.returns
    meanReturn = try .studentT(
      ofUnits: (0..<batch.episodeCount).map { returns[batch.turns(of: $0).lowerBound] },
      confidence: confidence)
    statesMet = Set(rollouts.node).count
    publicStatesMet = Set(batch.turns.state).count
  }
}
