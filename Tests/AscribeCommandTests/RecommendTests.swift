import Ascribe
import Foundation
import TestSupport
import Testing

/// `ascribe recommend`.
@Suite struct RecommendTests {
  private struct Answer: Decodable {
    let schema, subject, leaf: String
    let task: TaskMetadata
    let candidates: [Candidate]

    struct Candidate: Decodable {
      let method: Named
      let lacks: [String]?
    }

    struct Named: Decodable {
      let name: String
      let id: String?
    }
  }

  @Test func aScenarioATraceAndAFileAreAnswered() throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "trace.jsonl")
      try place.write(#"{"agents": 1, "medianTurns": 60}"#, to: "task.json")
      let cases = [
        ("memory", "agentic, short, no auxiliary model", "memory"), ("coupling", "multi-agent", "coupling"),
        ("--trace trace.jsonl", "agentic, short, no auxiliary model", "trace.jsonl"),
        ("--trace trace.jsonl --auxiliary-model", "agentic, short, auxiliary model allowed", "trace.jsonl"),
        ("--metadata task.json", "agentic, long", "task.json"),
        ("--metadata task.json --turns 3", "agentic, short, no auxiliary model", "task.json"),
        ("--setting reasoning --tokens 9000", "reasoning, long chain of thought", "the task"),
      ]
      for (line, leaf, subject) in cases {
        let json = try place.ascribe("recommend \(line) --json")
        expectSuccess(json)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(json.output.utf8))
        #expect(answer.schema == "ascribe.recommendation/1")
        #expect(answer.leaf == leaf && answer.subject == subject)
        let text = try place.ascribe("recommend \(line)")
        expectSuccess(text)
        try place.write(json.output, to: "result.json")
        #expect(try place.ascribe("show result.json").output == text.output)
      }
    }
  }

  /// What a method lacks is said of a scenario and of a trace, and not of what was written down by hand.
  @Test func whatIsMissingIsNamed() throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "trace.jsonl")
      func lacks(_ line: String, _ id: String) throws -> [String]? {
        let json = try place.ascribe("recommend \(line) --json")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(json.output.utf8))
        return answer.candidates.first { $0.method.id == id }?.lacks
      }
      #expect(try lacks("coupling", "mappa") == ["judge's labels"])
      #expect(try lacks("coupling", "sharp") == [])
      #expect(try lacks("--trace trace.jsonl", "carl") == ["replay"])
      #expect(try lacks("--agents 1 --turns 5", "carl") == nil)
    }
  }

  /// The same bytes for any number of threads.
  @Test func threadsDoNotMatter() throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "trace.jsonl")
      let line = "recommend --trace trace.jsonl --seed 3 --json"
      #expect(try place.ascribe("\(line) --threads 1").output == place.ascribe("\(line) --threads 3").output)
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "trace.jsonl")
      try place.write(#"{"agnets": 1}"#, to: "bad.json")
      let refused: [(String, String)] = [
        ("recommend memory --trace trace.jsonl", "SCENARIO and --trace each say what the task is: give one."),
        ("recommend --agents 1 --policy uniform", "--policy is for a scenario, and none is named."),
        ("recommend --metadata bad.json", #"bad.json: there is no field "agnets". Did you mean "agents"?"#),
        (
          "recommend --metadata none.json",
          "none.json: the file is missing; expected metadata of a task, a JSON object."
        ),
        ("recommend memory --verifier-error 2", "--verifier-error is 2.0; accepted: a number in 0...1."),
        ("recommend --agents 0", "--agents is 0; accepted: a whole number of at least 1."),
        ("recommend --parametrisations 3", "--parametrisations is for --audit."),
        (
          "recommend memory --audit",
          "SCENARIO says something of one task, and --audit is of families of tasks."
        ),
        (
          "recommend --audit --agents 2",
          "--agents says something of one task, and --audit is of families of tasks."
        ),
        (
          "recommend --audit --parametrisations 1",
          "--parametrisations is 1; accepted: a whole number in 2...10000."
        ),
        (
          "recommend --audit --family F7",
          #"--family is "F7"; accepted: "F1, F2", "F3", "F3, F6", "F4", "F5", "F6"."#
        ),
        ("recommend memry", #"There is no scenario "memry". Did you mean "memory"?"#),
        (
          "recommend",
          #"The decision tree asks "What is the setting?", and setting is not known; --setting says it: reasoning, agentic, multi-agent."#
        ),
      ]
      for (line, message) in refused {
        try expectRefusal(of: line.split(separator: " ").map(String.init), in: place, message)
      }
    }
  }
}
