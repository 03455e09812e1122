import Foundation
import Importers
import TestSupport
import Testing
import Trajectories

/// Failures of TraceElephant: a folder with metadata and steps for each.
@Suite struct TraceElephantTests {
  private static func metadata(
    _ task: String = "t1", label: String = #","mistake_agent":"Surfer","mistake_step":"2""#, more: String = ""
  ) -> String {
    #"{"task_id":"\#(task)","task_instruction":"Find it.","system_name":"magentic-one","run_id":"run-\#(task)","#
      + #""agent_system_intro":"Two agents.","agent_configuration":{}\#(label)\#(more)}"#
  }

  private static func step(
    _ number: Int, _ agent: String, _ seen: String, _ message: String, more: String = ""
  )
    -> String
  {
    #"{"step_id":\#(number),"agent_id":0,"agent_name":"\#(agent)","input":{"messages":[{"role":"system","content":"Be "#
      + #"good."},{"role":"user","content":"\#(seen)"}]},"output":{"choices":[{"message":{\#(message)}}],"#
      + #""usage":{"completion_tokens":\#(number + 4)}}\#(more)}"#
  }

  private static let steps =
    "["
    + [
      step(1, "Orchestrator", "Find it.", #""role":"assistant","content":"Look it up.""#),
      step(
        2, "Surfer", "Look it up.",
        #""content":null,"tool_calls":[{"function":{"name":"open","arguments":"{\"b\":2,\"a\":1}"}}]"#),
      step(
        3, "Surfer", "page", #""content":"""#,
        more: #","tool_logs":[{"function":{"name":"click","arguments":"{}"},"result":"ok"}]"#),
    ].joined(separator: ",") + "]"

  private static func files(_ metadata: String = metadata(), _ steps: String = steps) -> [(
    name: String, content: [UInt8]
  )] {
    [("trace_metadata.json", Array(metadata.utf8)), ("step_records.json", Array(steps.utf8))]
  }

  @Test func stepsAreTurnsAndTheLabelIsTheAnnotation() throws {
    for files in [Self.files(), Self.files().reversed()] {
      let log = try imported("auto", files)
      #expect(log.account.format == "trace-elephant")
      #expect(
        log.actions() == [
          ["Orchestrator: Look it up."], [#"Surfer: open({"a":1,"b":2})"#], ["Surfer: click({})"],
        ])
      #expect(log.states() == ["Find it.", "Look it up.", "page"])
      #expect(log.batch.decisions.tokens == [5, 6, 7])
      #expect(log.tasks == ["magentic-one/t1"] && log.names == ["run-t1"])
      #expect(log.batch.episodes.status == [.failure])
      #expect(log.batch.episodes.annotation == [.init(agent: "Surfer", step: 1)])
      #expect(log.guessed("failure, there being a label of the mistake") == 1)
      #expect(log.read("labels whose step is another's (kept)") == 0)
    }
  }

  @Test func testsSayWhetherATaskWasSolved() throws {
    let failed =
      #","tests_status":{"FAIL_TO_PASS":{"success":["a"],"failure":["b"]},"PASS_TO_PASS":{"success":[],"#
      + #""failure":[]}}"#
    let log = try imported("auto", Self.files(Self.metadata(more: failed)))
    #expect(log.batch.episodes.status == [.failure])
    #expect(log.account.guessed.isEmpty)
    let passed = failed.replacing(#"["b"]"#, with: "[]")
    let solved = try imported("auto", Self.files(Self.metadata(label: "", more: passed)))
    #expect(solved.batch.episodes.status == [.success])
  }

  @Test func aLabelMayLackItsStepOrNameAnother() throws {
    let open = #","mistake_agent":"Surfer","mistake_step":"none""#
    let log = try imported("auto", Self.files(Self.metadata(label: open)))
    #expect(log.batch.episodes.annotation == nil)
    #expect(log.dropped("labels without a step") == 1)
    let first = #","mistake_agent":"Surfer","mistake_step":1"#
    let other = try imported("auto", Self.files(Self.metadata(label: first)))
    #expect(other.batch.episodes.annotation == [.init(agent: "Surfer", step: 0)])
    #expect(other.read("labels whose step is another's (kept)") == 1)
  }

  @Test func foldersOfFoldersAreRead() throws {
    try withTemporaryFolder { folder in
      for (family, task) in [("magentic-runs", "t2"), ("magentic-runs", "t1"), ("captain-runs", "t3")] {
        let path = "\(folder)/\(family)/\(task)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, content) in Self.files(Self.metadata(task)) {
          try Data(content).write(to: URL(filePath: "\(path)/\(name)"))
        }
      }
      for (path, names) in [
        (folder, ["run-t3", "run-t1", "run-t2"]), ("\(folder)/magentic-runs", ["run-t1", "run-t2"]),
        ("\(folder)/captain-runs/t3/", ["run-t3"]),
      ] {
        var lines: [UInt8] = []
        _ = try LogImport("auto").run([path]) { lines += $0 }
        let batch = try TraceReader.read(lines, named: "trace")
        #expect((0..<batch.episodeCount).map(batch.episodeName) == names)
      }
    }
  }

  @Test(arguments: [
    (
      metadata(label: #","mistake_agent":"Surfer","mistake_step":"9""#), steps,
      #"trace_metadata.json: field "mistake_step" is the string "9"; expected the step_id of a step, or none."#
    ),
    (
      metadata(label: ""), steps,
      #"trace_metadata.json: field "outcome" is missing for episode "run-t1"; expected what the log says of success, or "#
        + "a rule: --outcome success, failure, truncated or skip."
    ),
    (
      metadata(), "[\(step(1, "", "x", #""content":"y""#))]",
      #"trace_metadata.json: field "mistake_step" is the string "2"; expected the step_id of a step, or none."#
    ),
    (
      metadata(), steps.replacing("\"choices\"", with: "\"options\""),
      #"step_records.json: field "[0].output.choices" is missing; expected the answer of a model, with a message."#
    ),
    (
      metadata(), steps.replacing("\"step_id\":3", with: "\"step_id\":\"x\""),
      #"step_records.json: field "[2].step_id" is the string "x"; expected an integer."#
    ),
  ])
  func whatDoesNotFitIsRefused(_ metadata: String, _ steps: String, _ message: String) {
    #expect(throws: Refusal(text: message)) { try imported("trace-elephant", Self.files(metadata, steps)) }
  }

  @Test func halfAFailureIsRefused() {
    #expect(
      refusal("trace-elephant", Self.steps)
        == "log.json: the file is without the trace_metadata.json of its folder; expected both, or the folder."
    )
  }
}
