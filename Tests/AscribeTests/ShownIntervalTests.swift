import Ground
import Testing
import Trajectories

@testable import Ascribe

/// Intervals that are not shown, because they would not hold what they say.
@Suite struct ShownIntervalTests {
  /// Episodes of one cluster, in all of which somebody who is guilty is blamed, or nobody is.
  private func tally(abstaining: Bool, episodes: Int = 10) -> BlameTally {
    let failure = FailedEpisode(
      episode: 0, turn: [0, 1], agent: [0, 1], regret: [[1, 0], [1, 0]],
      decisive: DecisiveKey.all.map { _ in [0] })
    var tally = BlameTally()
    for _ in 0..<episodes {
      tally.add(
        BlameRanking(credits: abstaining ? [0, 0] : [-1, 0]), on: failure, DecisiveKey.all[0], .usual)
    }
    return tally
  }

  /// Who abstains does so in a whole cluster: where that is rare, twelve clusters of ten episodes say what twelve episodes would,
  /// also if they say nothing but one thing.
  @Test(arguments: [0, 1, 4, 8, 12])
  func fewClustersThatDifferCountAsClusters(_ abstaining: Int) throws {
    let draws = ClusterResamples(clusters: 12, resamples: 50, confidence: 0.95, seed: 0)
    let estimate = draws.estimate(.abstention, (0..<12).map { tally(abstaining: $0 < abstaining) })
    let share = Double(abstaining) / 12
    #expect(estimate.mean == .value(share))
    let interval = try #require(estimate.interval.optional)
    // Wilson's ends by hand, of 12 (z / t)² episodes over the design effect; t has 11 degrees of freedom.
    let (z, t) = (1.959963984540054, 2.200985160082949)
    let effect = (1...11).contains(abstaining) ? 12.0 / 11 : 1
    let size = 12 / effect * (z / t) * (z / t)
    let center = (share + z * z / (2 * size)) / (1 + z * z / size)
    let spread = (share * (1 - share) / size + z * z / (4 * size * size)).squareRoot()
    let margin = z / (1 + z * z / size) * spread
    #expect(abs(interval.lower - max(0, center - margin)) < 1e-11)
    #expect(abs(interval.upper - min(1, center + margin)) < 1e-11)
  }

  /// Clusters of unequal size are weighed as in the mean.
  @Test func fewClustersThatDifferHoldTheMeanOfAllEpisodes() throws {
    let draws = ClusterResamples(clusters: 12, resamples: 50, confidence: 0.95, seed: 0)
    let estimate = draws.estimate(
      .abstention, (0..<12).map { tally(abstaining: $0 == 0, episodes: $0 == 0 ? 89 : 1) })
    #expect(estimate.mean == .value(0.89))
    let interval = try #require(estimate.interval.optional)
    #expect(interval.contains(0.89))
    #expect(abs(interval.estimate - 0.89) < 1e-12)
  }

  /// Clusters that do not tell two apart say nothing of where their ranking turns round.
  @Test func turningPointsNeedClustersThatTell() throws {
    let draws = ClusterResamples(clusters: 12, resamples: 50, confidence: 0.95, seed: 0)
    let leads = (1...12).map { Double($0) }
    let few = draws.interval(ofRatio: [0, 0, 0] + leads.dropFirst(3), over: leads.map { 2 * $0 + 1 })
    #expect(few == .undefined(.tooFew(found: 9, needed: 10)))
    let enough = draws.interval(ofRatio: [0, 0] + leads.dropFirst(2), over: leads.map { 2 * $0 + 1 })
    #expect(try #require(enough.optional).contains(75.0 / 168))
    // Where nearly all have one ratio, the few others decide.
    let equal = draws.interval(ofRatio: leads, over: leads.map { $0 < 5 ? 3 * $0 : 2 * $0 })
    #expect(equal == .undefined(.tooFew(found: 4, needed: 10)))
  }

  /// A lead that is one and the same but in four clusters rests on these.
  @Test func leadsNeedClustersThatDiffer() throws {
    let draws = ClusterResamples(clusters: 12, resamples: 50, confidence: 0.95, seed: 0)
    let none = (0..<12).map { _ in tally(abstaining: true) }
    let few = draws.difference((0..<12).map { tally(abstaining: $0 < 4) }, none)
    #expect(few.mean == .value(1.0 / 3))
    #expect(few.interval == .undefined(.tooFew(found: 4, needed: 5)))
    let enough = draws.difference((0..<12).map { tally(abstaining: $0 < 5) }, none)
    #expect(try #require(enough.interval.optional).contains(7.0 / 24))
  }

  /// A task whose credits cancel but for rounding tells nothing.
  @Test func meansOfAgentsNeedTasksThatTell() {
    let telling: [(sum: Double, count: Int)] = (1...19).map { (Double($0), 4) }
    let mute: [(sum: Double, count: Int)] = [(1e-16, 4), (0, 4), (-1e-15, 8)]
    let few = TraceResult.Trust.AgentMean(of: "a", tasks: telling + mute)
    #expect(few.tasks == 22)
    #expect(few.mean.interval == .undefined(.tooFew(found: 19, needed: 20)))
    let enough = TraceResult.Trust.AgentMean(of: "a", tasks: telling + mute + [(-2, 4)])
    #expect(enough.mean.interval.optional != nil)
  }
}
