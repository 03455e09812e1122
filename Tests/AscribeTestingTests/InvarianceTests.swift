import AscribeTesting
import CreditMethods
import Testing
import Trajectories
import Simulation

/// Invariances hold for methods that have them, and a method that reads what it should not fails.
@Suite struct InvarianceTests {
  /// Episodes of two agents, with shared starts.
  private func batch() throws -> TrajectoryBatch { try simulated("coupling", groups: 4, groupSize: 4).batch }

  @Test(arguments: ["grpo", "gigpo", "graphgpo", "hca_return", "symmetric"])
  func methodsOfTheLibraryAreInvariant(call: String) throws {
    try expectInvariant(method(call), on: batch())
    try expectInvariant(method(call), on: try simulated("or", groups: 4, groupSize: 8).batch)
  }

  @Test func unitsOfRewards() throws {
    let batch = try batch()
    try expectInvariant(
      method("rloo(reward=score)"), on: batch, under: [.unitOfRewards(factor: 4), .otherTasks])
    try expectInvariant(
      method("grpo(reward=score,eps=0)"), on: batch, under: [.standardisedRewards(factor: 4)])
    let found = try issues {
      try expectInvariant(
        method("rloo(reward=score)"), on: batch, under: [.standardisedRewards(factor: 4)])
    }
    #expect(found.count == 1)
    #expect(
      found[0].contains("credits differ when rewards are 4.0 times as large, where credits should stay:"))
    #expect(found[0].hasSuffix("  all are the expected ones times 4.0"))
  }

  /// Each of these looks at one thing that says nothing.
  @Test func methodsThatReadTooMuchAreFound() throws {
    let batch = try batch()
    let plain = try method("rloo")
    let wrong: [(Invariance, CatalogueMethod)] = [
      (.orderOfEpisodes, plain.changed { credits, _ in credits.enumerated().map { $1 * Double($0 + 1) } }),
      (
        .names,
        plain.changed { credits, batch in
          zip(credits, batch.decisions.agent).map {
            $0 * ($1 == batch.symbols.agents.symbol(of: "planner") ? 2 : 1)
          }
        }
      ),
      (
        .names,
        plain.changed { credits, batch in
          let first = batch.symbols.actions.names.min()
          return zip(credits, batch.decisions.action).map {
            $0 + (batch.symbols.actions[$1] == first ? 1e-6 : 0)
          }
        }
      ),
      (
        .otherTasks,
        plain.changed { credits, batch in credits.map { $0 * Double(batch.symbols.tasks.count) } }
      ),
    ]
    for (way, method) in wrong {
      let found = try issues { try expectInvariant(method, on: batch, under: [way]) }
      #expect(found.count == 1)
      #expect(found.first?.contains("credits differ when \(way):") == true)
    }
    let together = try simulated("or", groups: 4, groupSize: 4).batch
    let firstOfTurn = plain.changed { credits, batch in
      var credits = credits
      for turn in 0..<batch.turnCount { credits[batch.decisions(of: turn).lowerBound] += 1 }
      return credits
    }
    #expect(try issues { try expectInvariant(firstOfTurn, on: together, under: [.orderOfAgents]) }.count == 1)
  }

  @Test func replayingMethodsCannotBeAsked() throws {
    let rollouts = try simulated()
    let found = try issues {
      try expectInvariant(
        method("c3"), on: rollouts.batch, in: AttributionContext(simulation: rollouts))
    }
    #expect(
      found == ["a method that replays its episodes cannot be asked about the same trace told in another way"]
    )
  }

  @Test func seedsOfMethodsThatDrawNothing() throws {
    let rollouts = try simulated(groups: 4)
    try expectDeterministic(method("rloo"), on: rollouts.batch, seeds: [1, 2])
    let found = try issues {
      try expectDeterministic(
        method("c3"), on: rollouts.batch, in: AttributionContext(simulation: rollouts, seed: 4), seeds: [5])
    }
    #expect(found.count == 1)
    #expect(found.first?.contains("credits differ with seed 5 from those with seed 4:") == true)
  }
}
