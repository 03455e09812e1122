import Ground
import Testing
import Trajectories

@testable import Ascribe

/// Intervals that are not shown, because they would not hold what they say.
@Suite struct ShownIntervalTests {
  private func tally(abstaining: Bool) -> BlameTally {
    let failure = FailedEpisode(
      episode: 0, turn: [0, 1], agent: [0, 1], regret: [[1, 0], [1, 0]],
      decisive: DecisiveKey.all.map { _ in [0] })
    var tally = BlameTally()
    tally.add(
      BlameRanking(credits: abstaining ? [0, 0] : [-1, 0]), on: failure, DecisiveKey.all[0], .usual)
    return tally
  }

  @Test(arguments: [(4, false), (5, true), (7, true), (8, false)])
  func abstentionsNeedClustersOfEitherKind(_ abstaining: Int, _ isShown: Bool) {
    let draws = ClusterResamples(clusters: 12, resamples: 50, confidence: 0.95, seed: 0)
    let estimate = draws.estimate(.abstention, (0..<12).map { tally(abstaining: $0 < abstaining) })
    #expect(estimate.mean == .value(Double(abstaining) / 12))
    #expect((estimate.interval.optional != nil) == isShown)
    if !isShown { #expect(estimate.interval == .undefined(.tooFew(found: 4, needed: 5))) }
  }

  /// Clusters that do not tell two apart say nothing of where their ranking turns round.
  @Test func turningPointsNeedClustersThatTell() throws {
    let draws = ClusterResamples(clusters: 12, resamples: 50, confidence: 0.95, seed: 0)
    let leads = (1...12).map { Double($0) }
    let few = draws.interval(ofRatio: [0, 0, 0] + leads.dropFirst(3), over: leads.map { 2 * $0 + 1 })
    #expect(few == .undefined(.tooFew(found: 9, needed: 10)))
    let enough = draws.interval(ofRatio: [0, 0] + leads.dropFirst(2), over: leads.map { 2 * $0 + 1 })
    #expect(try #require(enough.optional).contains(75.0 / 168))
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
