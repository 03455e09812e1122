import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Scenarios

struct ServiceTests {
  private func desk(_ settings: KeyValuePairs<String, String> = [:]) throws -> Service {
    try #require(try scenario("service", settings) as? Service)
  }

  private func after(
    _ state: Service.State, _ agent: AgentID, _ action: ServiceAction, in desk: Service
  ) -> [(state: Service.State, probability: Double)] {
    desk.step(state, JointAction([(agent, action)])).outcomes.map { ($0.element.state, $0.probability) }
  }

  /// Three turns are enough for a refusal alone: the request is raised, refused, and the customer gives in. It is right
  /// unless the rules allow the request of an owner.
  @Test func aRefusalByHand() throws {
    let refused = 2.0 / 3 * 0.15 / (6 + 0.1 + 6 + 0.5 + 0.15) + 1.0 / 3 * 0.15 / (6 + 1.5 + 6 + 0.5 + 0.15)
    let value = (1 - 0.6 * 0.9) * refused * 0.7
    expect(plainValue(of: try desk(["requests": "1", "horizon": "3"])), value)
    expect(try solved("service", "requests=1 horizon=3").value, value)
    expect(try solved("service", "requests=1 horizon=2").value, 0)
  }

  @Test func theDefaultIsWhatAPlainRecursionSays() throws {
    let solution = try solved("service")
    expect(solution.value, plainValue(of: try desk()), within: 1e-10)
    expect(solution.value, solution.successProbability)
    #expect((0.5...0.7).contains(solution.value))
  }

  /// Every set of allowed requests, for an owner or an impostor, as independent draws.
  @Test func customersComeWithAnyRequests() throws {
    let starts = try desk(["requests": "8"]).initialStates.outcomes
    #expect(starts.count == 512 && Set(starts.map(\.element)).count == 512)
    expect(starts.reduce(0) { $0 + $1.probability }, 1)
    let all = starts.first { $0.element.allowed == 255 && !$0.element.isOwner }
    expect(all?.probability, 0.1 * (0..<8).reduce(1.0) { product, _ in product * 0.6 })
  }

  /// A write is right for an allowed request of a verified owner, and cannot be undone; its request is gone.
  @Test(arguments: [
    (true, true, ServiceIdentity.verified, false), (true, true, .unknown, true),
    (true, false, .verified, true),
    (false, true, .verified, true), (true, false, .refuted, true),
  ])
  func writesCannotBeUndone(isAllowed: Bool, isOwner: Bool, identity: ServiceIdentity, isFlawed: Bool) throws
  {
    let desk = try desk()
    var state = Service.State(step: .write, allowed: isAllowed ? 2 : 0, isOwner: isOwner, patience: 3)
    state.focus = 1
    state.identity = identity
    state.board[1] = .allowed
    let found = after(state, Service.clerk, .commit, in: desk)
    let next = try #require(found.first?.state)
    #expect(found.count == 1 && next.step == .ask && next.isFlawed == isFlawed && next.allowed == 0)
    #expect(next.board.pending(of: 2) == [0])
    // Whatever follows, the flaw stays: the last request refused rightly.
    var last = next
    last.step = .refused
    let end = try #require(after(last, Service.customer, .accept, in: desk).first?.state)
    #expect(end.step == .closed && end.isFlawed == isFlawed)
    #expect(desk.endings(in: end).outcomes.map(\.element) == [isFlawed ? .failure : .success])
    // Holding leaves everything open.
    #expect(after(state, Service.clerk, .hold, in: desk).first?.state.isFlawed == false)
  }

  /// Read closely .03 wrong, skimmed .09, remembered .4; a vague request pulls that to one half by .4 of the way.
  @Test func recordsAreMisread() throws {
    let desk = try desk()
    let wrong = { (action: ServiceAction, isClear: Bool) -> Double? in
      let state = Service.State(step: .read, allowed: 1, isClear: isClear, patience: 1)
      return self.after(state, Service.clerk, action, in: desk).first { $0.state.board[0] == .forbidden }?
        .probability
    }
    expect(wrong(.check, true), 0.03)
    expect(wrong(.skim, true), 0.09)
    expect(wrong(.recall, true), 0.4)
    expect(wrong(.check, false), 0.03 + 0.47 * 0.4)
    expect(wrong(.recall, false), 0.44)
  }

  /// An owner always proves who it is; an impostor passes with .2. Who is annoyed too often leaves, and that is a failure.
  @Test func customersHaveAMindOfTheirOwn() throws {
    let desk = try desk()
    let proof = { (isOwner: Bool) in
      self.after(
        Service.State(step: .prove, isOwner: isOwner, patience: 2), Service.customer, .comply, in: desk)
    }
    #expect(proof(true).map(\.state.identity) == [.verified])
    expect(proof(false).first { $0.state.identity == .verified }?.probability, 1 - 0.8)
    for (agent, action) in [
      (Service.customer, ServiceAction.dodge), (Service.customer, .insist), (Service.dispatcher, .clarify),
    ] {
      let patient = try #require(after(Service.State(patience: 2), agent, action, in: desk).first?.state)
      #expect(patient.patience == 1)
      let left = try #require(after(patient, agent, action, in: desk).first?.state)
      #expect(left.step == .left && desk.endings(in: left).outcomes.map(\.element) == [.failure])
    }
  }

  /// The team never sees the customer's mind, nor the customer the desk.
  @Test func mindsAreApart() throws {
    let mdp = try solved("service").mdp
    for (agent, key) in zip(mdp.information.agent, mdp.information.key) {
      let text = mdp.symbols.keys[key]
      let isCustomer = mdp.agents[Int(agent)] == Service.customer
      #expect(text.contains("patience:") == isCustomer && text.contains("id:") == !isCustomer, "\(text)")
    }
    #expect(!Set(mdp.nodes.publicKey).contains { mdp.symbols.keys[$0].contains("impostor") })
  }

  @Test(arguments: 1...4) func drawnSettingsConform(seed: UInt64) throws {
    let settings = drawnSettings(
      [
        "requests": 1...2, "horizon": 7...13, "chats": 0...2, "allowedShare": 0.05...0.95,
        "ownerShare": 0.05...0.95, "detection": 0.05...0.95, "misreading": 0.002...0.12,
        "vagueness": 0.001...0.9,
        "cooperation": 0.05...0.95, "insistence": 0.05...0.95, "patience": 2...3,
      ], seed: seed)
    let scenario = try ScenarioCatalogue.entry(named: "service").scenario(settings)
    #expect(ConformanceChecker(episodes: 50, seed: seed).violations(of: scenario) == [], "\(settings)")
  }

  @Test func theLargeSizeIsLong() throws {
    let play = try LazyPlay("service", episodes: 12)
    #expect((35...65).contains(play.meanTurns))
    #expect((100_000...400_000).contains(play.meanTokens))
    #expect((1...11).contains(play.successes))
    #expect(play.actors.allSatisfy { $0 == ["dispatcher", "clerk", "customer"] })
  }
}
