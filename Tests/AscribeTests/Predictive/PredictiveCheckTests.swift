import CreditMethods
import Ground
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

/// What the model of recorded episodes predicts of them: a true model is rejected no more often than is said, and false ones are.
@Suite struct PredictiveCheckTests {
  private func paths(_ batch: TrajectoryBatch) -> RecordedPaths {
    var paths = RecordedPaths()
    paths.add(batch, AttributionContext().states(of: batch, by: .state), counting: nil)
    return paths
  }

  private func prediction(_ memory: ModelEpisodes.Memory, _ count: Int, seed: UInt64) throws
    -> TraceResult.Prediction
  {
    let batch = try ModelEpisodes(memory: memory).batch(of: count, seed: seed)
    return TraceResult.Prediction(paths(batch), seed: seed, threads: 2)
  }

  private func pValue(_ kind: TraceResult.Prediction.Kind, _ found: TraceResult.Prediction) throws -> Double {
    let check = try #require(found.checks.first { $0.kind == kind })
    return try #require(check.pValue.optional)
  }

  /// Of 300 sets of episodes of a true model, each check rejects at most 5% at 5% on average: 15, and more than 40 with a probability
  /// below 10^-7 (the binomial distribution's tail); all together likewise. Few episodes and many are looked at alike.
  @Test(.tags(.slow), .whereSlowTestsRun) func aTrueModelIsKept() throws {
    var rejections = [TraceResult.Prediction.Kind: Int]()
    var any = 0
    for seed in 0..<UInt64(300) {
      let batch = try ModelEpisodes(memory: .none).batch(of: seed % 2 == 0 ? 8 : 24, seed: seed)
      let check = try #require(
        PredictiveCheck(
          paths(batch), others: 39, stream: PhiloxStream(seed: seed, resample: .rejoining), threads: 2))
      for (kind, pValue) in zip(TraceResult.Prediction.Kind.allCases, check.pValues) where pValue <= 0.05 {
        rejections[kind, default: 0] += 1
      }
      // Bonferroni's bound, which Holm's least p-value is.
      if (check.pValues.min() ?? 1) * 4 <= 0.05 { any += 1 }
    }
    for kind in TraceResult.Prediction.Kind.allCases {
      #expect(rejections[kind, default: 0] <= 40, "\(kind)")
    }
    #expect(any <= 40)
  }

  /// Second order in three ways, each found by the check that is about it: with 199 other sets the least p-value is 1/200, two-sided 2/200.
  @Test func falseModelsAreRejected() throws {
    let hidden = try prediction(.hidden, 60, seed: 1)
    #expect(hidden.isRejected)
    #expect(try pValue(.success, hidden) == 0.01)
    #expect(try pValue(.order, hidden) <= 0.01)
    let clock = try prediction(.clock, 60, seed: 2)
    #expect(clock.isRejected)
    #expect(try pValue(.length, clock) == 0.01)
    let lengths = try #require(clock.checks.first { $0.kind == .length })
    #expect(lengths.recorded == 0 && lengths.predicted > 0.5)
    let habit = try prediction(.habit, 60, seed: 3)
    #expect(habit.isRejected)
    #expect(try pValue(.order, habit) == 0.005)
    #expect(try pValue(.length, habit) > 0.01)
  }

  /// Joining anew leaves starts, and outcomes of states and joint actions, as they are, and loses no turn.
  @Test func countsStay() throws {
    let batch = try ModelEpisodes(memory: .none).batch(of: 20, seed: 5)
    let paths = paths(batch)
    func counts(_ joined: RejoinedEpisodes) -> [[Int32]: Int] {
      var counts: [[Int32]: Int] = [:]
      for (episode, first) in joined.first.enumerated() {
        counts[[-9, Int32(episode), paths.state[Int(first)]], default: 0] += 1
        var place = first
        while place >= 0 {
          let next = joined.next[Int(place)]
          #expect(joined.episode[Int(place)] == Int32(episode))
          if next >= 0 { #expect(joined.previous[Int(next)] == place) }
          // What ended an episode stays with its last turn.
          counts[[paths.row[Int(place)], next < 0 ? -1 - place : paths.state[Int(next)]], default: 0] += 1
          place = next
        }
      }
      return counts
    }
    let recorded = RejoinedEpisodes(paths)
    var other = recorded
    other.walk(500, PhiloxStream(seed: 1, resample: .rejoining), number: 0)
    #expect(other.next != recorded.next)
    #expect(counts(other) == counts(recorded))
    #expect(recorded.exchangeable == batch.turnCount)
  }

  /// Two episodes S a, M x, won; S b, M y, lost: by hand.
  @Test func statisticsByHand() throws {
    let lines = [("a", "x", "success"), ("b", "y", "failure")].enumerated().map {
      #"{"schema":"ascribe.trace/1","task":"t","episode":"\#($0)","outcome":{"status":"\#($1.2)"},"turns":["#
        + #"{"state":"S","decisions":[{"agent":"p","action":"\#($1.0)"}]},"#
        + #"{"state":"M","decisions":[{"agent":"p","action":"\#($1.1)"}]}],"final":"end"}"# + "\n"
    }
    let batch = try TraceReader.read(Array(lines.joined().utf8), named: "trace")
    let paths = paths(batch)
    let found = PredictiveSummary(paths)(RejoinedEpisodes(paths))
    // Every length is 2; two of four turns belong to a success, and every action tells which.
    #expect(found.length == 0)
    #expect(abs(found.success - 0.5) <= 1e-12)
    // a leads to the win and b to the loss: one bit for each of two pairs.
    #expect(abs(found.twoSteps - 1) <= 1e-12)
    // What came before tells x from y in M: one bit in two of four turns.
    #expect(abs(found.order - 0.5) <= 1e-12)
  }

  /// Episodes without a common state are not judged.
  @Test func nothingInCommon() throws {
    let batch = try trace([
      traceLine("e0", "success", [("X", ["p"])]), traceLine("e1", "failure", [("Y", ["p"])]),
    ])
    let found = TraceResult.Prediction(paths(batch), seed: 0, threads: 1)
    #expect(found.checks.isEmpty && !found.isRejected && found.turns == 2)
  }

  /// The same for any number of threads, and for batches of whole tasks.
  @Test func threadsDoNotShow() throws {
    let batch = try ModelEpisodes(memory: .hidden).batch(of: 12, seed: 7)
    let one = TraceResult.Prediction(paths(batch), seed: 3, threads: 1)
    #expect(one == TraceResult.Prediction(paths(batch), seed: 3, threads: 4))
    #expect(one != TraceResult.Prediction(paths(batch), seed: 4, threads: 1))
  }

  /// The trust of a method with intervals holds it, that of others does not.
  @Test func methodsWithIntervalsAreChecked() throws {
    let requests = try ["posterior(draws=20)", "grpo"].map { try MethodRequest($0) }
    let batch = try ModelEpisodes(memory: .hidden).batch(of: 40, seed: 8)
    let context = AttributionContext(isPart: true)
    let attributions = try requests.map { try $0.attribute(batch, in: context) }
    var trust = CreditTrust(in: requests)
    trust.add(batch, attributions: attributions, in: context)
    var collector = TraceCollector(on: requests)
    try collector.add(batch, attributions: attributions, in: context)
    let found = trust.summed(collector, seed: 0, threads: 1)
    let prediction = try #require(found[0].prediction)
    #expect(prediction.isRejected && prediction.checkedTurns == batch.turnCount)
    #expect(found[1].prediction == nil)
  }
}
