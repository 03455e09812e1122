import Scenarios
import Testing
import Trajectories
import Simulation

struct ScenarioCatalogueTests {
  @Test func namesAreDistinctWords() {
    let names = ScenarioCatalogue.builtIn.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.allSatisfy { $0 == "-" || ($0.isASCII && $0.isLetter && $0.isLowercase) }, "\(name)")
    }
    let tasks = [
      "single", "chain", "repair", "decoy", "luck", "memory", "or", "and", "coupling", "typed",
      "witness-plus",
      "witness-minus",
    ]
    let published = [
      "dec-tiger", "broadcast-channel", "recycling-robots", "meeting-grid", "box-pushing", "two-step",
    ]
    let families = ["proof", "repair-shop", "service", "household", "shop", "web", "research", "swarm"]
    #expect(names == ["relay"] + families + published + tasks)
  }

  @Test(arguments: ScenarioCatalogue.builtIn.map(\.name))
  func parametersAreDocumentedAndDistinct(name: String) throws {
    let entry = try ScenarioCatalogue.entry(named: name)
    #expect(Set(entry.parameters.map(\.name)).count == entry.parameters.count)
    for parameter in entry.parameters {
      #expect(parameter.name.first?.isLowercase == true)
      #expect(parameter.name.allSatisfy { $0.isASCII && $0.isLetter })
      #expect(parameter.help.hasSuffix("."))
    }
  }

  @Test(arguments: ScenarioCatalogue.builtIn.map(\.name))
  func everyFactIsDeclared(name: String) throws {
    let entry = try ScenarioCatalogue.entry(named: name)
    let facts = try entry.scenario().facts
    #expect(facts.summary == entry.summary && !entry.summary.isEmpty)
    #expect(!facts.source.isEmpty && !facts.family.isEmpty)
    #expect(facts.turnOrder != nil && facts.isDeterministic != nil && facts.observability != nil)
    #expect(facts.rewardBounds != nil && facts.pivotalUnits != nil)
  }

  @Test func anUnknownNameSuggestsTheNearest() {
    let error = #expect(throws: ScenarioError.self) { try ScenarioCatalogue.entry(named: "witness-pluss") }
    #expect(error?.description == "There is no scenario \"witness-pluss\". Did you mean \"witness-plus\"?")
    let far = #expect(throws: ScenarioError.self) { try [ScenarioEntry]().entry(named: "relay") }
    #expect(far?.description == "There is no scenario \"relay\".")
  }

  @Test func aScenarioWithoutParametersIsAnEntry() throws {
    let minus = try scenario("witness-minus")
    func entry(_ scenario: some Scenario) -> ScenarioEntry { ScenarioEntry("mine", scenario) }
    let entry = entry(minus)
    #expect(entry.summary == minus.facts.summary)
    #expect(entry.parameters.isEmpty)
    #expect(try entry.scenario().horizon == 1)
    let error = #expect(throws: ParameterError.self) { try entry.scenario([(name: "turns", value: "3")]) }
    #expect(error?.description == "scenario \"mine\" has no parameter \"turns\"; it takes none.")
  }

  @Test func parameterErrorsSayWhatIsAccepted() {
    let message = { (name: String, settings: KeyValuePairs<String, String>) -> String in
      do {
        _ = try scenario(name, settings)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message("single", ["turn": "3"])
        == "scenario \"single\" has no parameter \"turn\". Did you mean \"turns\"?")
    #expect(
      message("single", ["rightProbability": "1"])
        == "scenario \"single\": parameter \"rightProbability\" is \"1\"; accepted: a number in 0.001...0.999."
    )
    #expect(
      message("single", ["turns": "3"])
        == "parameter \"fork\": found 3; expected a turn from 0 to 2, with the other parameters as given.")
    #expect(
      message("repair", ["repairTurn": "1"])
        == "parameter \"repairTurn\": found 1; expected a turn from 2 to 4, with the other parameters as given."
    )
    #expect(
      message("repair", ["fork": "4"]).hasPrefix("parameter \"fork\": found 4; expected a turn from 0 to 3,"))
    #expect(
      message("luck", ["turns": "1"])
        == "parameter \"chanceTurn\": found 1; expected a turn from 0 to 0, with the other parameters as given."
    )
    #expect(
      message("relay", ["components": "5"])
        == "scenario \"relay\": parameter \"components\" is \"5\"; accepted: a whole number in 2...4.")
  }
}
