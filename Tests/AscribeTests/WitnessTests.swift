import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// Two worlds that no record of public states tells apart, and whose exact contrasts have opposite signs: whoever reads
/// records alone must give the same credits in both.
@Suite struct WitnessTests {
  /// Episodes as a trace without privileged states shows them.
  private func record(_ name: String) throws -> TrajectoryBatch {
    let solution = try solved(name)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 8, groupSize: 8, seed: 11), on: solution.mdp, policy: solution.policy)
    return try TraceReader.read(Array(text(rollouts.batch).utf8), named: "witness")
  }

  private func text(_ batch: TrajectoryBatch) -> String {
    var bytes: [UInt8] = []
    TraceWriter.append(batch, to: &bytes)
    return String(decoding: bytes, as: UTF8.self).replacing(/"privileged":"[^"]*",/, with: "")
  }

  @Test func theRecordsAreTheSameBytes() throws {
    let texts = try ["witness-plus", "witness-minus"].map { try text(record($0)) }
    #expect(!texts[0].isEmpty)
    #expect(!texts[0].contains("privileged"))
    #expect(texts[0] == texts[1])
  }

  private static let traceOnly = MethodCatalogue.builtIn.cards.filter { card in
    card.needs.allSatisfy { $0 == .trajectories || $0 == .logProbabilities }
  }.map(\.id)

  @Test func thereAreMethodsOfTheRecordAlone() { #expect(Self.traceOnly.count > 20) }

  @Test(arguments: traceOnly) func methodsOfTheRecordAloneCannotTellThemApart(id: String) throws {
    let request = try MethodRequest(Call(id))
    #expect(request.tier == .predictive)
    let credits = try ["witness-plus", "witness-minus"].map { name in
      let batch = try record(name)
      return try request.attribute(batch, in: AttributionContext(seed: 2)).credits
    }
    #expect(credits[0].map(\.bitPattern) == credits[1].map(\.bitPattern))
  }
}
