import Testing
import Simulation
import TestSupport

@testable import DecPOMDP

/// Random models: against plain enumeration of all histories, and there and back through files.
@Suite struct ModelPropertyTests {
  @Test(arguments: RandomModels.Rewards.allCases)
  func valuesAreThoseOfAllHistories(rewards: RandomModels.Rewards) throws {
    for seed in 0..<12 {
      let model = try RandomModels.model(seed: seed, rewards: rewards)
      let policy = RandomModels.policy(on: model, seed: seed + 1000)
      for horizon in 1...2 {
        let plain = PlainValue(model: model, policy: policy, horizon: horizon).value
        #expect(try abs(model.value(of: policy, horizon: horizon) - plain) < 1e-12, "seed \(seed)")
      }
    }
  }

  @Test(arguments: RandomModels.Rewards.allCases)
  func filesReadBackToTheSameModel(rewards: RandomModels.Rewards) throws {
    for seed in 0..<30 {
      let model = try RandomModels.model(seed: seed, rewards: rewards)
      let file = try DPOMDPFile(model.fileBytes(comments: ["seed \(seed)"]), named: "f", notes: true)
      #expect(file.model == model, "seed \(seed)")
      #expect(file.notes.isEmpty)
    }
  }

  @Test(arguments: RandomModels.Rewards.allCases)
  func extractedScenariosKeepTheirValues(rewards: RandomModels.Rewards) throws {
    for seed in 0..<8 {
      let model = try RandomModels.model(seed: seed, rewards: rewards)
      let mdp = try TurnMDP(compiling: DecPOMDPScenario(model, horizon: 3))
      let extraction = try ModelExtraction(of: mdp)
      for horizon in 1...3 {
        let difference =
          try extraction.model.value(of: .uniform(on: extraction.model), horizon: horizon)
          - model.value(of: .uniform(on: model), horizon: horizon)
        #expect(abs(difference) < 1e-12, "seed \(seed)")
      }
      let file = try DPOMDPFile(extraction.model.fileBytes(), named: "f")
      #expect(file.model == extraction.model.withFileNames())
    }
  }

  @Test func namesThatNoFileCanCarryAreReplaced() throws {
    let model = try Drafts.coins().renamed(
      agents: ["0", "1"], states: ["tiger|left", "tiger:left"], actions: [["T", "1st"], ["0", "1", "2"]],
      observations: [["", "é"].map { "\($0)x" }, ["uniform"]])
    let written = model.withFileNames()
    #expect(written.agents == ["n0", "n1"])
    #expect(written.states == ["tiger_left", "tiger_left-2"])
    #expect(written.actions == [["T_", "n1st"], ["0", "1", "2"]])
    #expect(written.observations == [["x", "n_x"], ["uniform_"]])
    #expect(try DPOMDPFile(model.fileBytes(), named: "f").model == written)
  }
}

/// The value by summing over all sequences of states, joint actions and joint observations.
private struct PlainValue {
  let model: DecPOMDPModel
  let policy: MemorylessPolicy
  let horizon: Int

  var value: Double {
    model.start.indices.reduce(0) { $0 + model.start[$1] * value(turn: 0, state: $1, seen: nil) }
  }

  private func value(turn: Int, state: Int, seen: Int?) -> Double {
    guard turn < horizon else { return 0 }
    let own = seen.map { model.ownObservations(of: $0) }
    var sum = 0.0
    for jointAction in 0..<model.jointActionCount {
      let actions = model.ownActions(of: jointAction)
      let probability = model.agents.indices.reduce(1.0) {
        $0 * policy.probabilities[$1][own.map { [agent = $1] in $0[agent] + 1 } ?? 0][actions[$1]]
      }
      let row = model.row(jointAction, state)
      for entry in model.transitions[row] {
        let next = Int(model.transitions.columns[entry])
        for (place, observation) in model.observationRows[model.row(jointAction, next)].enumerated() {
          let after = value(
            turn: turn + 1, state: next, seen: Int(model.observationRows.columns[observation]))
          sum +=
            probability * model.transitions.values[entry] * model.observationRows.values[observation]
            * (model.reward(row: row, entry: entry, place: place) + model.discount * after)
        }
      }
    }
    return sum
  }
}
