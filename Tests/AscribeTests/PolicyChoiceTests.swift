import Ascribe
import Foundation
import Testing
import TestSupport
import Trajectories
import Simulation

@Suite struct PolicyChoiceTests {
  /// The policy of a file's text on a scenario.
  private func policy(_ text: String, on mdp: TurnMDP) throws -> TabularPolicy {
    try withFile(text) { try PolicyChoice("table:\($0)").policy(on: mdp) }
  }

  /// The sentence with which a file of this text is refused, without the path before it.
  private func refusal(_ text: String, _ scenario: String = "or", _ settings: String = "agents=1") throws
    -> String
  {
    let mdp = try compiled(scenario, settings)
    return try withFile(text) { path in
      let choice = try PolicyChoice("table:\(path)")
      do throws(PolicyChoiceError) {
        _ = try choice.policy(on: mdp)
        return "accepted"
      } catch {
        #expect(error.description.hasPrefix("\(path): "))
        return String(error.description.dropFirst(path.count + 2))
      }
    }
  }

  /// A file with this object of agents.
  private func file(_ agents: String, values: String = "probabilities", more: String = "") -> String {
    #"{"schema":"ascribe.policy/1","values":"\#(values)","agents":\#(agents)\#(more)}"#
  }

  @Test func namesOfPolicies() throws {
    #expect(try PolicyChoice("default") == .scenarioDefault)
    #expect(try PolicyChoice("uniform") == .uniform)
    #expect(try PolicyChoice("table:a b.json") == .table(path: "a b.json"))
    for text in ["default", "uniform", "table:x"] { #expect(try PolicyChoice(text).description == text) }
  }

  @Test(arguments: [
    ("unifrom", "There is no policy \"unifrom\". Did you mean \"uniform\"?"),
    ("greedy", "There is no policy \"greedy\". Accepted: default, uniform, fixed:ACTION, table:FILE."),
    ("table:", "There is no policy \"table:\". Accepted: default, uniform, fixed:ACTION, table:FILE."),
  ])
  func otherNamesAreRefused(text: String, message: String) throws {
    let error = try #require(throws: PolicyChoiceError.self) { try PolicyChoice(text) }
    #expect(error.description == message)
  }

  @Test func namedPoliciesOfAScenario() throws {
    let mdp = try compiled("decoy")
    #expect(
      try PolicyChoice.scenarioDefault.policy(on: mdp).probability
        == TabularPolicy.behaviour(of: mdp).probability)
    #expect(
      try PolicyChoice.uniform.policy(on: mdp).probability == TabularPolicy.uniform(on: mdp).probability)
    #expect(TabularPolicy.behaviour(of: mdp).probability != TabularPolicy.uniform(on: mdp).probability)
  }

  @Test func probabilities() throws {
    let mdp = try compiled("or", "agents=1")
    let read = try policy(file(#"{"agent-0":{"start":{"do":0.3,"skip":0.7}}}"#), on: mdp)
    #expect(near(read.probability, [0.3, 0.7]))
  }

  /// Logits 0 and log 3 up to a constant: 1/4 and 3/4.
  @Test func logits() throws {
    let mdp = try compiled("or", "agents=1")
    let read = try policy(
      file(#"{"agent-0":{"start":{"do":100,"skip":101.09861228866811}}}"#, values: "logits"), on: mdp)
    #expect(near(read.probability, [0.25, 0.75]))
  }

  @Test func whatIsNotListedIsLeftToAnotherPolicy() throws {
    let mdp = try compiled("or", "doProbability=0.9")
    let table = #"{"agent-0":{"start":{"do":0.3,"skip":0.7}}}"#
    let uniform = try policy(file(table, more: #","otherwise":"uniform""#), on: mdp)
    #expect(near(uniform.probability, [0.3, 0.7, 0.5, 0.5]))
    let scenario = try policy(file(table, more: #","otherwise":"default""#), on: mdp)
    #expect(near(scenario.probability, [0.3, 0.7, 0.9, 0.1]))
    #expect(try policy(file("{}", more: #","otherwise":"default""#), on: mdp).probability[2] == 0.9)
    #expect(
      try refusal(file(table, more: #","otherwise":null"#), "or", "")
        == "agent \"agent-1\", information state \"start\": no number for action \"do\"; every legal action needs one."
    )
  }

  /// Both values of the hidden bit look like "task", and share what stands there.
  @Test func informationStatesOfOneLabelShareTheirEntry() throws {
    let mdp = try compiled("witness-plus")
    let read = try policy(file(#"{"solver":{"task":{"act-0":0.25,"act-1":0.75}}}"#), on: mdp)
    #expect(near(read.probability, [0.25, 0.75, 0.25, 0.75]))
  }

  @Test(arguments: [
    ("{", "the file is incomplete JSON (its brackets are not all closed); expected one JSON object."),
    ("", "the file is not JSON (nothing stands there); expected one JSON object."),
    ("[]", "the file is the array []; expected one JSON object."),
    ("3", "the file is the integer 3; expected one JSON object."),
    ("{}", "field \"schema\" is missing; expected \"ascribe.policy/1\"."),
    (#"{"schema":1}"#, "field \"schema\" is the integer 1; expected \"ascribe.policy/1\"."),
    (
      #"{"schema":"ascribe.trace/1"}"#,
      "field \"schema\" is \"ascribe.trace/1\"; expected \"ascribe.policy/1\"."
    ),
    (#"{"schema":"ascribe.policy/1","values":"logits"}"#, "field \"agents\" is missing; expected an object."),
    (
      #"{"schema":"ascribe.policy/1","agents":{}}"#,
      "field \"values\" is missing; expected \"probabilities\" or \"logits\"."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":null,"agents":{}}"#,
      "field \"values\" is null; expected \"probabilities\" or \"logits\"."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"weights","agents":{}}"#,
      "field \"values\" is \"weights\"; expected \"probabilities\" or \"logits\"."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{},"otherwise":"greedy"}"#,
      "field \"otherwise\" is \"greedy\"; expected \"uniform\" or \"default\"."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":[]}"#,
      "field \"agents\" is the array []; expected an object."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{"agent-0":{"start":[]}}}"#,
      "field \"agents.agent-0.start\" is the array []; expected an object."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{"agent-0":{"start":{"do":"1"}}}}"#,
      "field \"agents.agent-0.start.do\" is the string \"1\"; expected a number."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{"agent-0":{"start":{"do":null}}}}"#,
      "field \"agents.agent-0.start.do\" is null; expected a number."
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{},}"#,
      #"the file is not JSON (a comma before "}" at byte 60); expected one JSON object."#
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","values":"logits","agents":{}}"#,
      #"field "values" is given twice; expected a name at most once in an object."#
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{"agent-0":{},"agent-0":{}}}"#,
      #"field "agents.agent-0" is given twice; expected a name at most once in an object."#
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{"agent-0":{"start":{"do":1,"do":1}}}}"#,
      #"field "agents.agent-0.start.do" is given twice; expected a name at most once in an object."#
    ),
    (
      #"{"schema":"ascribe.policy/1","values":"logits","agents":{"agent-0":{"start":{"do":NaN}}}}"#,
      #"field "do" is NaN; expected a JSON value."#
    ),
  ])
  func filesOfAnotherFormAreRefused(text: String, message: String) throws {
    #expect(try refusal(text) == message)
  }

  @Test(arguments: [
    (#"{"agent-O":{}}"#, "\"agent-O\" is no agent. Did you mean \"agent-0\"?"),
    (
      #"{"agent-0":{"strat":{}}}"#,
      "\"strat\" is no information state of agent \"agent-0\". Did you mean \"start\"?"
    ),
    (
      #"{"agent-0":{"start":{"doo":1}}}"#,
      "\"doo\" is no action of agent \"agent-0\" in \"start\". Did you mean \"do\"?"
    ),
    (
      #"{"agent-0":{"start":{"do":1}}}"#,
      "agent \"agent-0\", information state \"start\": no number for action \"skip\"; every legal action needs one."
    ),
    (
      #"{"agent-0":{"start":{"do":-0.5,"skip":1.5}}}"#,
      "agent \"agent-0\", information state \"start\", action \"do\": found -0.5; accepted: a finite number, and at least 0 for a probability."
    ),
    (
      #"{"agent-0":{"start":{"do":0.5,"skip":0.25}}}"#,
      "agent \"agent-0\", information state \"start\": probabilities sum to 0.75; expected 1 within 1e-9."
    ),
  ])
  func tablesMustFitTheScenario(agents: String, message: String) throws {
    #expect(try refusal(file(agents)) == message)
  }

  @Test func aFileThatIsNotThere() throws {
    let choice = try PolicyChoice("table:/nowhere/policy.json")
    let mdp = try compiled("or")
    let error = try #require(throws: PolicyChoiceError.self) { try choice.policy(on: mdp) }
    #expect(
      error.description
        == "/nowhere/policy.json: the file is missing; expected a policy file (ascribe.policy/1).")
  }
}
