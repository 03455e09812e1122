/// The tests of new packages.
extension PackageTemplate {
  /// Conformance, an exact credit by hand, agreement of a method, and what the package's own method and critic claim.
  var tests: String {
    """
    import Ascribe
    import AscribeTesting
    import \(name.type)
    import Testing

    @Suite struct \(name.type)Tests {
      @Test func theScenarioIsWhatItDeclares() { expectConforms(\(name.type)()) }

    \(isSimultaneous ? Self.simultaneousCredit : Self.turnTakingCredit)
      /// Replays of the very situation are right on average, whatever the scenario.
      @Test func c3AgreesWithTheExactCredit() throws {
        let experiment = try CreditExperiment(\(name.type)(), sampling: Sampling(episodes: 32, seed: 1))
        try expectAgreement(
          of: MethodRequest("c3(alternatives=8,continuations=16)"), in: experiment, atLeast: 0.6, margin: 0.3)
      }
    \(hasMethod ? Self.methodTest : "")\(hasCritic ? criticTest : "")
      /// Sixteen groups of four episodes, and what methods may use of them.
      private func simulated() throws -> (Rollouts, AttributionContext) {
        let mdp = try TurnMDP(compiling: \(name.type)())
        let policy = TabularPolicy.behaviour(of: mdp)
        let rollouts = try Rollouts.simulate(
          Rollouts.Plan(groups: 16, groupSize: 4, seed: 1), on: mdp, policy: policy)
        let solution = try ExactSolution(of: mdp, under: policy)
        return (rollouts, AttributionContext(simulation: rollouts, solution: solution, seed: 1))
      }
    }

    """
  }

  private static let turnTakingCredit = """
      /// By hand: behind the held door the prize is found by (.9 + 0) / 2 = .45 under a runner who guesses, behind the
      /// other one by (.5 + 0) / 2 = .25; the mean is .35, so holding the right door has the credit .1.
      @Test func theScoutsCredit() throws {
        let (rollouts, context) = try simulated()
        let batch = rollouts.batch
        let exact = try MethodRequest("coma").attribute(batch, in: context).credits
        let observation = try #require(batch.decisions.observation)
        var checked = 0
        for decision in 0..<batch.decisionCount {
          let seen = batch.symbols.keys[observation[decision]]
          guard seen.hasPrefix("prize ") else { continue }
          let isRight = seen == "prize \\(batch.symbols.actions[batch.decisions.action[decision]])"
          #expect(abs(exact[decision] - (isRight ? 0.1 : -0.1)) < 1e-12)
          checked += 1
        }
        #expect(checked == batch.episodeCount)
      }

    """

  private static let simultaneousCredit = """
      /// By hand, in the last turn with a heavy crate: beside one who lifts, lifting too makes .8 of .1, with the mean .45;
      /// beside one who rests it makes .1 of 0, with the mean .05.
      @Test func theCreditOfTheLastLift() throws {
        let (rollouts, context) = try simulated()
        let batch = rollouts.batch
        let exact = try MethodRequest("coma").attribute(batch, in: context).credits
        let observation = try #require(batch.decisions.observation)
        func lifts(_ decision: Int) -> Bool { batch.symbols.actions[batch.decisions.action[decision]] == "lift" }
        var checked = 0
        for episode in 0..<batch.episodeCount where batch.turns(of: episode).count == 2 {
          let pair = Array(batch.decisions(of: batch.turns(of: episode).upperBound - 1))
          let isHeavy = pair.contains { batch.symbols.keys[observation[$0]] == "heavy" }
          guard isHeavy else { continue }
          for (one, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            let size = lifts(other) ? 0.35 : 0.05
            #expect(abs(exact[one] - (lifts(one) ? size : -size)) < 1e-12)
            checked += 1
          }
        }
        #expect(checked > 0)
      }

    """

  private static let methodTest = """

      /// A method that credits the last decision alone does not care about the order of episodes or about names.
      @Test func theMethodIsInvariant() throws {
        let (rollouts, context) = try simulated()
        let method = LastDecision()
        try expectInvariant(
          method, on: rollouts.batch, under: [.orderOfEpisodes, .orderOfAgents, .names, .otherTasks])
        try expectDeterministic(method, on: rollouts.batch, in: context, seeds: [7])
      }

      @Test func theMethodScalesWithItsWeight() throws {
        let (rollouts, context) = try simulated()
        let plain = try LastDecision().attribute(rollouts.batch, in: context).credits
        let doubled = try LastDecision(settings: "weight=2").attribute(rollouts.batch, in: context).credits
        expectCredits(doubled, equal: plain.map { 2 * $0 }, of: rollouts.batch)
        #expect(throws: ParameterError.self) { try LastDecision(settings: "weight=11") }
      }

    """

  private var criticTest: String {
    """

      /// A critic that sees what the acting agents know, and no more, is not biased given that.
      @Test func theCriticIsHeldAgainstExactValues() throws {
        let mdp = try TurnMDP(compiling: \(name.type)())
        let catalogue = try MethodCatalogue.builtIn + [MethodEntry(VisitMeans.self)]
        let plan = try StudyPlan(
          mdp: mdp, policy: .behaviour(of: mdp),
          methods: [try MethodRequest(critic: Call("visit-means"), in: catalogue, on: mdp)], episodes: 512,
          groupSize: 1, batches: 4, seed: 1, threads: 2)
        let found = try CriticStudy(plan, accepting: catalogue).run()
        let critic = try #require(found.critics.first)
        #expect(critic.limit.biases.allSatisfy { $0.meanAbsolute < 1e-12 })
      }

    """
  }
}
