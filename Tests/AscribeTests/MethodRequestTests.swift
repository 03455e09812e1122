import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

@Suite struct MethodRequestTests {
  private func request(_ text: String, defaults: String = "") throws -> MethodRequest {
    let settings = pairs(defaults).map { Call.Setting(name: $0.name, value: $0.value) }
    return try MethodRequest(Call(text), defaults: settings)
  }

  private func message(_ text: String) -> String {
    do {
      _ = try request(text)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test func everyMethodOfTheCatalogueHasItsOwnIdentifier() {
    let ids = MethodCatalogue.builtIn.ids
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(message(id) == "accepted")
      #expect(!id.contains { $0.isUppercase || $0.isWhitespace })
    }
  }

  @Test func unknownMethodsAreSuggested() {
    #expect(message("c33") == "There is no method \"c33\". Did you mean \"c3\"?")
    #expect(message("VinePPO") == "There is no method \"VinePPO\". Did you mean \"vineppo\"?")
    #expect(
      message("agent lightning")
        == "There is no method \"agent lightning\". The survey's Agent Lightning is \"identical\".")
    #expect(
      message("Agent Lightening")
        == "There is no method \"Agent Lightening\". Did you mean the survey's \"Agent Lightning\"? It is \"identical\"."
    )
    #expect(
      message("PilotR")
        == "There is no method \"PilotR\". Did you mean the survey's \"PilotRL\"? It is no credit operator: a curriculum of "
        + "reward weights; within a stage its credit is grpo.")
    #expect(message("gigop") == "There is no method \"gigop\". Did you mean \"gigpo\"?")
    let ids = MethodCatalogue.builtIn.ids.joined(separator: ", ")
    #expect(message("unheard-of") == "There is no method \"unheard-of\". Accepted: \(ids).")
  }

  @Test func settingsAreChecked() {
    #expect(
      message("c3(alternative=3)")
        == "method \"c3\" has no parameter \"alternative\". Did you mean \"alternatives\"?")
    #expect(
      message("c3(alternatives=0)")
        == "method \"c3\": parameter \"alternatives\" is \"0\"; accepted: a whole number in 1...4096.")
    #expect(
      message("c3(baseline=mean)")
        == "method \"c3\": parameter \"baseline\" is \"mean\"; accepted: leaveOneOut or fullMean or value.")
    #expect(
      message("c3(alternatives=2,alternatives=3)")
        == "method \"c3\": parameter \"alternatives\" is given twice.")
    #expect(
      message("aristocrat(x=1)")
        == "method \"aristocrat\" has no parameter \"x\". Accepted: continuations, noise.")
    #expect(
      message("pinto(lambda=1.5)")
        == "method \"pinto\": parameter \"lambda\" is \"1.5\"; accepted: a number in 0...1.")
  }

  @Test func theLabelIsWhatTheUserWrote() throws {
    let request = try request(" c3 ( alternatives = 16 )")
    #expect(request.label == "c3(alternatives=16)")
    #expect(request.fileName == "c3-alternatives-16")
    #expect(request.card.id == "c3")
    #expect(request.parameters.integer("alternatives") == 16)
    #expect(request.parameters.integer("continuations") == 1)
  }

  /// Calls of methods that differ have files that differ.
  @Test func fileNamesTellCallsApart() throws {
    #expect(try request("gigpo(gamma=0.9,weightStep=2)").fileName == "gigpo-gamma-0.9-weightStep-2")
    #expect(try request("gigpo(eps=1e-6)").fileName == "gigpo-eps-1e-6")
    #expect(try request("gigpo(eps=1e6)").fileName == "gigpo-eps-1e6")
  }

  /// Defaults step in where the user says nothing and the method has such a parameter.
  @Test func defaultsOfAScenario() throws {
    #expect(try request("grpo", defaults: "reward=trace").parameters.text("reward") == "trace")
    #expect(try request("grpo(reward=score)", defaults: "reward=trace").parameters.text("reward") == "score")
    #expect(try request("grpo", defaults: "reward=trace").label == "grpo")
    #expect(try request("coma", defaults: "reward=trace").parameters["reward"] == nil)
    #expect(throws: ParameterError.self) { try request("grpo", defaults: "reward=nothing") }
  }

  /// Where success alone pays, methods read the outcome; where turns pay, or an ending pays something else, rewards.
  @Test(arguments: [
    ("single", []), ("or", []), ("luck", []), ("dec-tiger", ["trace"]), ("two-step", ["trace"]),
  ])
  func rewardSettingsSuitTheScenario(name: String, values: [String]) throws {
    #expect(try compiled(name).rewardSettings == values.map { Call.Setting(name: "reward", value: $0) })
  }

  @Test func creditsAreARecordOfTheMethod() throws {
    let request = try request("c3(alternatives=2)")
    let credits = request.credits(Attribution(credits: [1, 2]))
    #expect(credits.method == "c3")
    #expect(credits.values == [1, 2])
    #expect(credits.parameters == request.parameters)
  }

  @Test func attributionErrorsPassThrough() throws {
    let request = try request("c3")
    #expect(throws: AttributionError.self) {
      try request.attribute(TrajectoryBatch(), in: AttributionContext())
    }
  }
}
