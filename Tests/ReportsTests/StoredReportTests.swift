import Ascribe
import CreditMethods
import Foundation
import Reports
import Scenarios
import Simulation
import TestSupport
import Testing
import Trajectories

/// A result that was written and read back has the same report as the one that was found.
@Suite("Reports of stored results")
struct StoredReportTests {
  private func text(_ document: Document) -> String { TextRenderer(breaksWords: false).render(document) }

  /// The report of a result, which is that of the result read back, to the byte.
  private func report<Result: ReportedResult>(
    _ result: Result, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let data = try JSONEncoder().encode(ResultFile(result))
    let read = try JSONDecoder().decode(ResultFile<Result>.self, from: data)
    #expect(read.header.schema == Result.schema, sourceLocation: sourceLocation)
    #expect(read.result.document == result.document, sourceLocation: sourceLocation)
    return text(read.result.document)
  }

  @Test("exact: the unit that matters most, then all of them")
  func exact() throws {
    let found = try report(
      ExactResult(try solved("single"), scenario: "single", policy: "default", title: "single: one fork"))
    #expect(found.hasPrefix("single: one fork\npolicy default, memory last, "))
    // The two ways of the fork differ by .8 and are taken alike: half of it is the root mean square.
    #expect(
      found.contains(
        "\n> The decision of solver at turn 3 matters most. (root mean square of the exact credit 0.400)\n"))
  }

  @Test("exact: units that matter alike are counted, and where none matters it is said")
  func ties() throws {
    let tiger = try report(ExactResult(try solved("dec-tiger"), scenario: "t", policy: "default"))
    #expect(tiger.contains("> No single decision matters most: 6 units of an agent and a turn matter alike."))
    let luck = try report(ExactResult(try solved("luck"), scenario: "l", policy: "default"))
    #expect(luck.contains("> No decision matters: "))
  }

  @Test("exact: as many decisions as were asked for")
  func top() throws {
    let solution = try solved("dec-tiger")
    let rows = try [1, 5].map { top in
      let result = ExactResult(solution, scenario: "t", policy: "p", view: ResultView(top: top))
      return try report(result).split(separator: "\n").count { $0.contains("  open-") }
    }
    #expect(rows == [1, 5])
  }

  @Test("value")
  func value() throws {
    let found = try report(
      ValueResult(scenario: "s", policy: "p", memory: "last", horizon: 3, discount: 0.5, value: -1.5))
    #expect(found == "s\npolicy p, memory last, horizon 3, discount 0.5\nvalue -1.500000\n")
  }

  @Test("solve: the policy as a tree")
  func solve() throws {
    let mdp = try TurnMDP(
      compiling: try ScenarioCatalogue.entry(named: "recycling-robots").scenario([("horizon", "2")]))
    let compared = ValueResult(
      scenario: "r", policy: "default", memory: "last", horizon: 2, discount: 0.9, value: 2.5976)
    let found = try report(
      SolveResult(try OptimalPolicy(of: mdp), against: compared, title: "r: robots"))
    #expect(found.contains("\npolicy default, memory last: value 2.597600, regret 4.202400\n"))
    #expect(
      found.contains(
        "\nOptimal policy\nrobot-0\n  high: search-large\n    high: search-small\n    low: recharge\nrobot-1\n"
      ))
  }

  @Test("replay: the difference first")
  func replay() throws {
    let solution = try solved("single")
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 1, groupSize: 4, seed: 3), on: solution.mdp, policy: solution.policy)
    var plan = try ReplayPlan(
      of: rollouts, episode: 0, turn: 3, agent: "solver", action: "right", continuations: 50, seed: 1)
    plan.names = ScenarioNames(label: "single", title: "single: a fork")
    let found = try report(try ReplayStudy(plan, solution).run())
    #expect(found.hasPrefix("single: a fork\n"))
    #expect(found.contains("\n> Factual less counterfactual return: "))
    // Without an exact solution there are no exact numbers, and no reason is made up for them.
    let unsolved = try report(try ReplayStudy(plan, nil).run())
    #expect(!unsolved.contains("undefined"))
  }

  @Test("methods and scenarios")
  func listings() throws {
    let methods = try report(try MethodListing(.builtIn))
    #expect(methods.split(separator: "\n").count == MethodCatalogue.builtIn.entries.count + 1)
    for entry in MethodCatalogue.builtIn.entries {
      let found = try report(MethodDescription(try MethodRequest(entry)))
      #expect(found.contains(entry.card.formula))
    }
    let scenarios = try report(ScenarioListing(ScenarioCatalogue.builtIn))
    #expect(scenarios.hasSuffix("\n\nascribe describe SCENARIO explains one, with its parameters.\n"))
  }

  @Test("describe: a unit without success has its reason", arguments: ["and", "luck", "relay"])
  func describe(name: String) throws {
    let entry = try ScenarioCatalogue.entry(named: name)
    let solution = try solved(name)
    let metadata = ScenarioMetadata(facts: try entry.scenario([]).facts, solution)
    let found = try report(
      ScenarioDescription(
        metadata, of: solution.mdp, scenario: name, policy: "default", parameters: entry.parameters, notes: []
      ))
    #expect(found.contains("\nNo notes.\n"))
    #expect(found.contains("No unit is pivotal") == metadata.pivotalUnits.isEmpty)
  }

  @Test("compare: agreement and differences in one sentence")
  func compare() throws {
    let file = { (name: String, credits: [Double]) in
      CreditsFile(
        name, header: CreditsHeader(method: "m", parameters: ParameterValues()),
        records: credits.enumerated().map {
          CreditRecord(episode: "e\u{1B}", turn: $0, agent: "a", credit: $1)
        })
    }
    let same = try report(try CreditsComparison(file("x", [1, 2]), file("y", [1, 2])))
    #expect(same.contains("\n> All 2 credits agree. (largest difference 0, within 0 and 0 of the second)\n"))
    let other = try report(try CreditsComparison(file("x", [1, 2]), file("y", [1, 2.5])))
    #expect(
      other.contains("\n> 1 of 2 credits differ. (largest difference 0.5, within 0 and 0 of the second)\n"))
    #expect(other.contains(#"e\u{1B}"#) && !other.contains("\u{1B}"))
  }

  @Test("attribute: views side by side, zeros, and the comparison")
  func attribute() throws {
    let line = { (episode: String, status: String) in
      #"{"schema":"ascribe.trace/1","task":"t","episode":"\#(episode)","outcome":{"status":"\#(status)"},"#
        + #""turns":[{"state":"A","decisions":[{"agent":"p","action":"x"}]}],"final":"Z"}"# + "\n"
    }
    let batch = try TraceReader.read(
      Array((line("a", "success") + line("b", "failure")).utf8), named: "trace")
    let requests = try ["grpo", "gigpo(key=observation)"].map { try MethodRequest($0) }
    var collector = TraceCollector(on: requests)
    try collector.add(
      batch, attributions: try requests.map { try $0.attribute(batch, in: AttributionContext()) })
    let found = try report(TraceResult(collector, seed: 0, files: ["o/a", "o/b"], notes: ["a note"]))
    #expect(found.hasPrefix("trace "))
    #expect(found.contains("  key=state reward=outcome  key=observation reward=outcome\n"))
    #expect(found.contains("\nall     grpo    gigpo(key=observation) "))
    #expect(found.hasSuffix("\nnote: a note\n\nWritten: o/a, o/b\n"))
  }
}
