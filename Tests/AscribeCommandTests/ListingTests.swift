import Ascribe
import CreditMethods
import Scenarios
import TestSupport
import Testing
import Trajectories
import Simulation

/// `ascribe scenarios`, `methods` and `describe`.
@Suite struct ListingTests {
  private struct Scenarios: Decodable {
    let schema: String
    let scenarios: [Listed]
  }

  private struct Methods: Decodable {
    let schema: String
    let methods: [Card]
  }

  private struct Listed: Decodable {
    let name, summary: String
    let parameters: [Parameter]
  }

  private struct Card: Decodable {
    let id, name, source, granularity, methodology, estimand, formula, cost: String
    let needs, supplements: [String]
    let spansTasks, isCritic: Bool
    let unverified: [Unverified]
    let parameters: [Parameter]
  }

  private struct Unverified: Decodable {
    let what: String
    let setting: String?
  }

  private struct Parameter: Decodable {
    let name, accepted, help, defaultValue: String
  }

  private struct Description: Decodable {
    let scenario, summary, source, family, policy, memory, turnOrder, observability: String
    let isDeterministic: Bool
    let rewardBounds: [Double]
    let horizon, leastTurns, medianTurns, mostTurns, states, nodes, informationStates, jointActions: Int
    let discount, legalActions, entropy, value, successProbability, upperBound, aliasingGap: Double
    let varianceShares: [String: Double]
    let agents: [Agent]
    let pivotalUnits: [Pivotal]
    let parameters: [Parameter]

    struct Agent: Decodable {
      let agent: String
      let informationStates, actions: Int
    }

    struct Pivotal: Decodable {
      let agent: String
      let turn: Int
      let recoverability: Double
    }
  }

  @Test func scenariosAreListedInTheCataloguesOrder() throws {
    try Workplace.use { place in
      let text = try place.ascribe("scenarios")
      expectSuccess(text)
      let rows = text.output.split(separator: "\n").dropFirst().dropLast()
      let names = rows.map { row in String(row.prefix { $0 != " " }) }
      #expect(names == ScenarioCatalogue.builtIn.map(\.name))
      #expect(text.output.hasSuffix("\nascribe describe SCENARIO explains one, with its parameters.\n"))
      let json = try place.ascribe("scenarios --json")
      expectSuccess(json)
      let listing = try decode(Scenarios.self, from: json.output)
      #expect(listing.schema == "ascribe.scenarios/1")
      let listed = listing.scenarios
      #expect(listed.map(\.name) == ScenarioCatalogue.builtIn.map(\.name))
      #expect(
        listed.map { $0.parameters.map(\.name) }
          == ScenarioCatalogue.builtIn.map { $0.parameters.map(\.name) })
      #expect(listed.allSatisfy { !$0.summary.isEmpty && text.output.contains($0.summary) })
    }
  }

  @Test func methodsAreListedInTheCataloguesOrder() throws {
    try Workplace.use { place in
      let text = try place.ascribe("methods")
      expectSuccess(text)
      let ids = text.output.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != " " }) }
      #expect(ids == MethodCatalogue.builtIn.ids)
      let json = try place.ascribe("methods --json")
      expectSuccess(json)
      let listing = try decode(Methods.self, from: json.output)
      #expect(listing.schema == "ascribe.methods/1")
      let cards = listing.methods
      #expect(cards.map(\.id) == ids)
      // The mark stands where all of a method is at stake, not a single setting of it.
      let marked = text.output.split(separator: "\n").filter { $0.hasSuffix("  UNVERIFIED") }
      #expect(
        marked.map { String($0.prefix { $0 != " " }) }
          == [
            "gepo", "tigpo", "graphpo", "sharp", "int", "scar", "dop", "shaq", "lica", "turn_ppo", "agentprm",
            "red", "treg", "acpo", "hicra", "finepo", "sepo", "mt_grpo", "tarl", "stepagent", "aslr", "sorl",
            "aem", "t2po", "gvpo", "posterior", "ecpo", "m_grpo", "mappa", "llm_mca", "qllm",
            "counterfactual_shapley", "liir",
          ])
      #expect(cards.filter { $0.supplements == ["history"] }.map(\.id) == ["tigpo"])
      #expect(cards.filter { $0.supplements == ["hindsight"] }.map(\.id) == ["hcapo"])
    }
  }

  @Test(.tags(.slow), .whereSlowTestsRun, arguments: MethodCatalogue.builtIn.ids)
  func aMethodIsExplained(id: String) throws {
    try Workplace.use { place in
      let text = try place.ascribe(["methods", id])
      expectSuccess(text)
      let json = try place.ascribe(["methods", id, "--json"])
      expectSuccess(json)
      let card = try decode(Card.self, from: json.output)
      #expect(card.id == id)
      let told = [
        card.name, card.source, card.granularity, card.methodology, card.estimand, card.formula, card.cost,
        card.needs.joined(separator: ", "),
      ]
      for fact in told {
        #expect(!fact.isEmpty)
        #expect(text.output.contains("  \(fact)\n"))
      }
      for supplement in card.supplements {
        #expect(says(text.output, "makes use of", "\(supplement) (--\(supplement) FILE)"))
      }
      #expect(
        says(text.output, "tasks", "one fit to all tasks: a trace is held in memory whole") == card.spansTasks
      )
      #expect(card.isCritic == MethodCatalogue.builtIn.critics.contains { $0.card.id == id })
      #expect(
        says(text.output, "critic", "`ascribe critics` holds its values of turns against exact ones")
          == card.isCritic)
      for unverified in card.unverified {
        let setting = unverified.setting.map { "with \($0): " } ?? ""
        #expect(says(text.output, "UNVERIFIED", "\(setting)\(unverified.what)"))
      }
      for parameter in card.parameters {
        #expect(parameter.name.wholeMatch(of: /[a-z][A-Za-z0-9]*/) != nil)
        #expect(text.output.contains("\n\(parameter.name) "))
        #expect(text.output.contains(parameter.accepted))
        #expect(text.output.contains("  \(parameter.help)\n"))
      }
    }
  }

  /// Whether a line has a name, two blanks or more, and a text.
  private func says(_ output: String, _ name: String, _ text: String) -> Bool {
    output.split(separator: "\n").contains { line in
      guard line.hasPrefix(name + "  ") else { return false }
      return line.dropFirst(name.count).drop { $0 == " " } == text
    }
  }

  /// Two agents do or skip with probability 1/2 each, and both must do: value 1/4, entropy ln 2, and nothing saves an
  /// episode in which one skips.
  @Test func aScenarioIsDescribed() throws {
    try Workplace.use { place in
      let json = try place.ascribe("describe and --json")
      expectSuccess(json)
      let and = try decode(Description.self, from: json.output)
      #expect(and.scenario == "and")
      #expect(and.family == "bifurcation")
      #expect(and.turnOrder == "simultaneous")
      #expect(and.isDeterministic)
      #expect(and.rewardBounds == [0, 1])
      #expect([and.horizon, and.leastTurns, and.medianTurns, and.mostTurns] == [1, 1, 1, 1])
      #expect(
        [and.states, and.nodes, and.informationStates, and.jointActions] == [3, 3, 2, 4])
      expectEqual(and.value, 0.25, within: 1e-15)
      expectEqual(and.successProbability, 0.25, within: 1e-15)
      expectEqual(and.upperBound, 1, within: 0)
      expectEqual(and.legalActions, 2, within: 0)
      expectEqual(and.entropy, 0.693147180559945, within: 1e-14)
      expectEqual(and.varianceShares["decisions"], 1, within: 1e-14)
      #expect(and.agents.map(\.agent) == ["agent-0", "agent-1"])
      #expect(and.pivotalUnits.map(\.agent) == ["agent-0", "agent-1"])
      #expect(and.pivotalUnits.map(\.recoverability) == [0, 0])
      #expect(and.parameters.map(\.name) == ["agents", "doProbability"])

      let text = try place.ascribe("describe and")
      expectSuccess(text)
      for line in [
        "reward of a turn  0 to 1", "discount          1", "policy, memory    default, last",
        "value             0.250000; success 0.250000; at most 1.000000 if agents saw everything",
        "pivotal units     2 of 2",
      ] {
        #expect(text.output.contains("\n\(line)\n"))
      }
    }
  }

  @Test func aDescriptionFollowsTheSettings() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "describe single(turns=20,fork=10) --policy uniform --memory last:2 --json")
      expectSuccess(call)
      let single = try decode(Description.self, from: call.output)
      #expect(single.scenario == "single(turns=20,fork=10)")
      #expect(single.policy == "uniform")
      #expect(single.memory == "last:2")
      #expect(single.horizon == 20)
      #expect(single.pivotalUnits.map(\.turn) == [10])
    }
  }
}
