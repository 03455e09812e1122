import Importers
import Testing
import Trajectories

/// Langfuse and LangSmith.
@Suite struct TracingServiceTests {
  private static func observation(
    _ id: String, _ type: String, in parent: String?, at second: Int, _ name: String, input: String = "null",
    output: String = "null", level: String = "DEFAULT"
  ) -> String {
    #"{"id":"\#(id)","traceId":"tr1","startTime":"2026-01-01T00:00:0\#(second).000Z","parentObservationId":"#
      + (parent.map { "\"\($0)\"" } ?? "null")
      + #","type":"\#(type)","name":"\#(name)","level":"\#(level)","input":\#(input),"output":\#(output),"#
      + #""metadata":{"task":"sum"},"usageDetails":{"output":4}}"#
  }

  private static let observations = [
    observation("o4", "TOOL", in: "o2", at: 4, "add", level: "ERROR"),
    observation(
      "o3", "GENERATION", in: "o2", at: 3, "m", input: #"[{"role":"user","content":"add"}]"#,
      output:
        #"{"role":"assistant","tool_calls":[{"function":{"name":"add","arguments":"{\"y\":1,\"x\":2}"}}]}"#),
    observation("o2", "AGENT", in: "o1", at: 2, "adder"),
    observation(
      "o5", "GENERATION", in: "o1", at: 5, "m", input: #"[{"role":"assistant","content":"x"}]"#,
      output: #""done""#),
    observation("o1", "AGENT", in: nil, at: 1, "planner"),
  ]

  private static func score(_ name: String, _ value: String, subject: String, type: String = "NUMERIC")
    -> String
  {
    #"{"id":"s","name":"\#(name)","dataType":"\#(type)","value":\#(value),"subject":\#(subject)}"#
  }

  private static let trace = #"{"kind":"trace","id":"tr1"}"#
  private static let scores = [
    score("correct", "1.0", subject: trace), score("tone", #""kind""#, subject: trace, type: "CATEGORICAL"),
    score("step", "0.5", subject: #"{"kind":"observation","id":"o3","traceId":"tr1"}"#),
  ]

  private static func files(_ observations: [String], _ scores: [String]) -> [(
    name: String, content: [UInt8]
  )] {
    [
      ("o.jsonl", Array(observations.joined(separator: "\n").utf8)),
      ("s.jsonl", Array(scores.joined(separator: "\n").utf8)),
    ]
  }

  @Test(arguments: [false, true]) func observationsAndScoresBecomeAnEpisode(_ snake: Bool) throws {
    let spelled = Self.observations.map {
      snake
        ? $0.replacing("traceId", with: "trace_id").replacing(
          "parentObservationId", with: "parent_observation_id"
        )
        .replacing("startTime", with: "start_time").replacing("usageDetails", with: "usage_details") : $0
    }
    let log = try imported("auto", Self.files(spelled, Self.scores))
    #expect(log.account.format == "langfuse")
    #expect(log.actions() == [["adder: add({\"x\":2,\"y\":1})"], ["planner: done"]])
    #expect(log.states() == ["add", "start"])
    #expect(log.tasks == ["sum"])
    #expect(log.batch.episodes.status == [.success])
    #expect(log.batch.decisions.valid == [false, true])
    #expect(log.batch.decisions.judge?[0] == 0.5)
    #expect(log.batch.decisions.tokens == [4, 4])
    #expect(log.dropped("scores that are no number (tone)") == 1)
  }

  @Test func scoresWithoutTheirTracesAreRefused() {
    let error = #expect(throws: Refusal.self) {
      try imported("langfuse", [Self.files(Self.observations, Self.scores)[1]])
    }
    #expect(error?.text.contains("scores of traces that the log does not have") == true)
  }

  @Test func contradictoryAndManifoldScoresAreRefused() {
    let again = Self.scores + [Self.score("correct", "0.0", subject: Self.trace)]
    #expect(
      throws: Refusal(
        text:
          #"s.jsonl:4: the line is a second result correct of "tr1", 0.0 after 1.0; expected one result of a name."#
      )
    ) {
      try imported("langfuse", Self.files(Self.observations, again))
    }
    let other = Self.scores + [Self.score("speed", "0.0", subject: Self.trace)]
    #expect(throws: Refusal.self) { try imported("langfuse", Self.files(Self.observations, other)) }
    #expect(throws: Never.self) {
      let log = try imported("langfuse", Self.files(Self.observations, other), score: "speed")
      #expect(log.batch.episodes.status == [.failure])
    }
    #expect(
      throws: Refusal(
        text:
          #"s.jsonl: field "--score" is "sped"; expected the name of a score of traces: correct, speed. Did you mean "speed"?"#
      )
    ) {
      try imported("langfuse", Self.files(Self.observations, other), score: "sped")
    }
  }

  private static func run(
    _ id: String, _ type: String, in parent: String?, order: String, _ name: String, more: String = ""
  ) -> String {
    #"{"id":"\#(id)","trace_id":"r1","run_type":"\#(type)","name":"\#(name)","dotted_order":"\#(order)","#
      + #""parent_run_id":\#(parent.map { "\"\($0)\"" } ?? "null")\#(more)}"#
  }

  @Test func runsAreOrderedByDottedOrder() throws {
    let runs = [
      Self.run(
        "m2", "llm", in: "r1", order: "1.5", "model",
        more: #","inputs":{"messages":[[{"id":["x","HumanMessage"],"kwargs":{"content":"q2"}}]]},"#
          + #""outputs":{"generations":[[{"message":{"id":["AIMessage"],"kwargs":{"content":"end"}}}]]},"completion_tokens":3"#
      ),
      Self.run("t", "tool", in: "c2", order: "1.2.3", "add", more: #","error":"ValueError""#),
      Self.run(
        "m1", "llm", in: "c2", order: "1.2.1", "model",
        more: #","inputs":{"messages":[{"role":"user","content":"q1"}]},"outputs":{"choices":[{"message":"#
          + #"{"role":"assistant","content":"one"}}],"usage_metadata":{"output_tokens":5}}"#),
      Self.run("c2", "chain", in: "r1", order: "1.2", "adder"),
      Self.run(
        "r1", "chain", in: nil, order: "1", "planner",
        more: #","reference_example_id":"ex","feedback_stats":{"ok":{"n":1,"avg":0.0}}"#),
    ]
    let log = try imported("auto", runs.joined(separator: "\n"), name: "runs.jsonl")
    #expect(log.account.format == "langsmith")
    #expect(log.actions() == [["adder: one"], ["planner: end"]])
    #expect(log.states() == ["q1", "q2"])
    #expect(log.batch.decisions.tokens == [5, 3])
    #expect(log.batch.decisions.valid == [false, true])
    #expect(log.tasks == ["ex"])
    #expect(log.batch.episodes.status == [.failure])
  }
}
