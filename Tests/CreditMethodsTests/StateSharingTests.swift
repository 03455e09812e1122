import CreditMethods
import Dispatch
import Synchronization
import Testing
import TestSupport
import Trajectories

/// Methods on one context number the states of a batch and search its graph once.
@Suite struct StateSharingTests {
  private static let methods: [any CreditMethod.Type] = [
    GRPO.self, RLOO.self, DrGRPO.self, GiGPO.self, HGPO.self, GraphGPO.self, GraphDistance.self, G2PO.self,
    GEPO.self, RewardFlow.self, TIGPO.self, GraphPO.self, HCAPO.self, HCAReturn.self, HCAState.self,
    COCOA.self,
    CCA.self, RUDDER.self, SyntheticReturns.self, PotentialShaping.self, GAE.self, TemporalDifference.self,
    NStep.self, MonteCarlo.self, LambdaReturn.self,
  ]

  private func credits(
    _ method: any CreditMethod.Type, _ batch: TrajectoryBatch, _ settings: String = "",
    in context: AttributionContext = AttributionContext()
  ) throws -> [Double] {
    let parameters = try ParameterValues(
      pairs(settings).filter { setting in method.fullCard.parameters.contains { $0.name == setting.name } },
      for: method.fullCard.parameters, of: method.card.id)
    return try method.init(parameters).attribute(batch, in: context).credits
  }

  @Test func methodsAndDiagnosticsNumberStatesOnce() throws {
    let batch = try workedTrace(.e1)
    let context = AttributionContext()
    for method in Self.methods { _ = try credits(method, batch, in: context) }
    #expect(context.statesMade == 1)
    let found = try credits(GraphGPO.self, batch, in: context)
    #expect(TraceSummary(of: batch, in: context) == TraceSummary(of: batch))
    #expect(GraphDiagnostics(of: batch, in: context) == GraphDiagnostics(of: batch))
    #expect(ZeroCredits(of: found, in: batch, in: context) == ZeroCredits(of: found, in: batch))
    #expect(context.statesMade == 1)
    _ = try credits(GiGPO.self, batch, "key=observation", in: context)
    _ = try credits(GraphGPO.self, batch, "key=observation", in: context)
    _ = try credits(GiGPO.self, batch, in: context)
    #expect(context.statesMade == 2)
  }

  /// Each graph, grouping and distance is one piece of memory for all that ask.
  @Test func partsAreMadeOnce() throws {
    let states = AttributionContext().states(of: try workedTrace(.e1), by: .state)
    let address = { (numbers: [UInt32]) in numbers.withUnsafeBufferPointer { $0.baseAddress } }
    #expect(address(states.graph.successor) == address(states.graph.successor))
    #expect(address(states.graphWithoutSinks.successor) == address(states.graphWithoutSinks.successor))
    #expect(address(states.turnsByNode.group) == address(states.nodes.turn))
    #expect(
      address(states.decisionContexts.choices.group) == address(states.decisionContexts.choices.group))
  }

  @Test(arguments: UInt64(0)..<20) func sharingChangesNoCredit(seed: UInt64) throws {
    let batch = makeBatch(randomDrafts(seed: seed))
    let context = AttributionContext(threads: 4)
    for method in Self.methods {
      for key in ["state", "privileged", "observation"] {
        let alone = try credits(method, batch, "key=\(key)")
        let shared = try credits(method, batch, "key=\(key)", in: context)
        #expect(shared.map(\.bitPattern) == alone.map(\.bitPattern), "\(method.card.id), key \(key)")
      }
    }
  }

  /// A context that was used with one batch judges another one, and a changed copy, as a new context does.
  @Test func anotherBatchIsNotTakenForTheFirst() throws {
    let context = AttributionContext()
    let first = makeBatch(workedDrafts(.e1))
    var changed = first
    changed.episodes.status[0] = .failure
    for batch in [first, changed, makeBatch(workedDrafts(.e2)), first] {
      for method in Self.methods {
        #expect(try credits(method, batch, in: context) == credits(method, batch), "\(method.card.id)")
      }
    }
    // Each of the four took the place of the one before.
    #expect(context.statesMade == 4)
  }

  @Test func threadsThatAskAtOnceShareToo() throws {
    let batch = makeBatch(randomDrafts(seed: 5))
    let context = AttributionContext()
    let expected = context.states(of: batch, by: .privileged)
    let different = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 16) { index in
      let states = context.states(of: batch, by: index.isMultiple(of: 2) ? .privileged : .state)
      _ = states.distancesToSuccess
      if index.isMultiple(of: 2), states !== expected { different.add(1, ordering: .relaxed) }
    }
    #expect(different.load(ordering: .relaxed) == 0)
    #expect(context.statesMade == 2)
  }

  /// Means do not change when every episode of a task is there a thousand times: one group of 4,000 episodes has the
  /// credits of E1's four, to the rounding of sums over 12,000 turns. (HGPO, HCAPO and G2PO divide by deviations; with
  /// `ddof=0` these do not change either.)
  @Test func largeGroupHasTheCreditsOfItsPattern() throws {
    let drafts = workedDrafts(.e1)
    let copies = 1000
    let large = makeBatch(
      (0..<copies).flatMap { copy in
        drafts.map { draft in
          var copied = draft
          copied.name += "-\(copy)"
          return copied
        }
      })
    let context = AttributionContext()
    let settings = "norm=mean ddof=0"
    for method in Self.methods where ![RLOO.card.id, SyntheticReturns.card.id].contains(method.card.id) {
      let one = try credits(method, makeBatch(drafts), settings)
      let many = try credits(method, large, settings, in: context)
      expectEqual(
        many, (0..<copies).flatMap { _ in one }, within: 1e-8, "\(method.card.id)")
    }
    #expect(context.statesMade == 1)
  }
}
