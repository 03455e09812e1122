import CreditMethods
import Testing
import TestSupport
import Trajectories

@Suite struct DiagnosticsTests {
  /// E1 by hand: from the sink back, C is 1 turn away, A and B are 2 (A by e2's go-c, B by e0's go-c), D is 3 (back to A).
  /// e1 goes A-B (2 to 2), B-B, B-E: never nearer (E is unreachable). e3 goes A-D (2 to 3), D-A (3 to 2, nearer), A-C
  /// (2 to 1, nearer), C-D: 2 of 7 steps of failures. e0 goes A-B (2 to 2: idle), B-C, C-sink; e2 never idles: 1 of 5.
  @Test func stepsOfE1() throws {
    let diagnostics = GraphDiagnostics(of: try workedTrace(.e1))
    #expect(diagnostics.unreachableStates == 0)
    #expect(diagnostics.stepsInFailures == 7)
    #expect(diagnostics.nearerStepsInFailures == 2)
    #expect(diagnostics.stepsInSuccesses == 5)
    #expect(diagnostics.idleStepsInSuccesses == 1)
  }

  /// Without its successes no state of E1 leads anywhere, and no step counts.
  @Test func withoutSuccessEveryStateIsUnreachable() throws {
    let line =
      #"{"schema":"ascribe.trace/1","task":"t","episode":"e","outcome":{"status":"failure"},"turns":[{"state":"A","decisions":[{"agent":"x","action":"a"}]},{"state":"B","decisions":[{"agent":"x","action":"b"}]}],"final":"A"}"#
    let diagnostics = GraphDiagnostics(of: try TraceReader.read(Array(line.utf8), named: "trace"))
    #expect(diagnostics.unreachableStates == 2)
    #expect(diagnostics.stepsInFailures == 0)
    #expect(diagnostics.stepsInSuccesses == 0)
  }

  /// GraphGPO's graph term on E1 is 0 at D alone, where a single turn starts.
  @Test func zerosOfE1() throws {
    let batch = try workedTrace(.e1)
    let parameters = try ParameterValues(
      [("weightEpisode", "0")], for: GraphGPO.fullCard.parameters, of: "graphgpo")
    let credits = try GraphGPO(parameters).attribute(batch, in: AttributionContext()).credits
    let zeros = ZeroCredits(of: credits, in: batch)
    #expect(zeros.count == 1)
    #expect(zeros.inSingletonStates == 1)
    #expect(zeros.unexplained == 0)
    #expect(ZeroCredits(of: credits, in: batch, reward: .trace).inGroupsWithoutVariance == 0)
    let nothing = [Double](repeating: 0, count: batch.decisionCount)
    #expect(ZeroCredits(of: nothing, in: batch).unexplained == 11)
  }

  /// Tasks may be read apart: what was counted adds up exactly, whatever the key and the rewards.
  @Test func partsAddUpToTheWhole() throws {
    for seed in UInt64(0)..<60 {
      let drafts = randomDrafts(seed: seed)
      let key = StateKey.allCases[Int(seed % 3)]
      let reward = RewardConvention.allCases[Int(seed / 3 % 3)]
      let parameters = try ParameterValues(
        [("key", key.rawValue), ("reward", reward.rawValue), ("weightEpisode", "0")],
        for: GraphGPO.fullCard.parameters, of: "graphgpo")
      let measure = { (drafts: [EpisodeDraft]) in
        let batch = makeBatch(drafts)
        let credits = try GraphGPO(parameters).attribute(batch, in: AttributionContext()).credits
        return (
          TraceSummary(of: batch, by: key, reward: reward), GraphDiagnostics(of: batch, by: key),
          ZeroCredits(of: credits, in: batch, by: key, reward: reward)
        )
      }
      var sum = (TraceSummary(), GraphDiagnostics(), ZeroCredits())
      for task in ["t0", "t1", "t2", "t3"] {
        let part = try measure(drafts.filter { $0.task == task })
        sum.0 += part.0
        sum.1 += part.1
        sum.2 += part.2
      }
      let whole = try measure(drafts)
      #expect(sum.0 == whole.0, "seed \(seed)")
      #expect(sum.1 == whole.1, "seed \(seed)")
      #expect(sum.2 == whole.2, "seed \(seed)")
    }
  }

  @Test func sharesOfSteps() throws {
    let diagnostics = GraphDiagnostics(of: try workedTrace(.e1))
    #expect(diagnostics.nearerShareOfFailures == 2.0 / 7)
    #expect(diagnostics.idleShareOfSuccesses == 1.0 / 5)
    #expect(GraphDiagnostics().nearerShareOfFailures == nil)
    #expect(GraphDiagnostics().idleShareOfSuccesses == nil)
  }
}
