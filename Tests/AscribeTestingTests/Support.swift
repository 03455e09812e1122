import Ascribe
import AscribeTesting
import CreditMethods
import Ground
import Scenarios
import Testing
import Trajectories
import Simulation

/// The comments of the issues that an expectation records, in order; at least one.
func issues(_ expectation: () throws -> Void) rethrows -> [String] {
  let found = Locked<[String]>([])
  try withKnownIssue {
    try expectation()
  } matching: { issue in
    found.withLock { $0 += issue.comments.map(\.rawValue) }
    return issue.error == nil
  }
  return found.withLock { $0 }
}

/// A method of the catalogue, as on the command line.
func method(_ call: String) throws -> CatalogueMethod {
  CatalogueMethod(request: try MethodRequest(Call(call)))
}

/// A request, and one that does something to its credits.
struct CatalogueMethod: Attributing {
  let request: MethodRequest
  /// What becomes of the credits of a batch.
  var change: @Sendable ([Double], TrajectoryBatch) -> [Double] = { credits, _ in credits }

  init(request: MethodRequest) { self.request = request }

  func changed(_ change: @escaping @Sendable ([Double], TrajectoryBatch) -> [Double]) -> CatalogueMethod {
    var method = self
    method.change = change
    return method
  }

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    Attribution(credits: change(try request.attribute(batch, in: context).credits, batch))
  }
}

func card(_ id: String) -> MethodCard {
  MethodCard(
    id: id, name: id, source: "", granularity: .turn, methodology: .exact, estimand: "", formula: "",
    needs: [.trajectories], cost: "")
}

/// Episodes of a built-in scenario under the uniform policy.
func simulated(_ scenario: String = "or", groups: Int = 3, groupSize: Int = 1) throws -> Rollouts {
  let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: scenario).scenario())
  return try Rollouts.simulate(
    Rollouts.Plan(groups: groups, groupSize: groupSize, seed: 1), on: mdp, policy: .uniform(on: mdp))
}
