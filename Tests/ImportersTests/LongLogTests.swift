import Importers
import Testing
import Trajectories

/// Logs that are long in one way.
@Suite struct LongLogTests {
  /// The bytes before the first record are looked at once: once a line, a million lines would take hours.
  @Test func blankLinesBeforeTheFirstRecord() throws {
    let rows = #"{"task":"t","episode":"e","agent":"a","state":"s","action":"x","score":1}"# + "\n"
    let log = String(repeating: "\n", count: 1_000_000) + rows
    #expect(try imported("auto", log, outcome: "score>=0.5,failure").names == ["e"])
  }

  /// A call is the nearest agent's, however far above it that one is, and whatever stands between.
  @Test func callsDeepWithinAgents() throws {
    let count = 10_000
    let answer = #"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"x\"}]}]"#
    let spans = (0..<count).map { number in
      let isAgent = number.isMultiple(of: 4) && number <= count / 2
      let kind = number == count - 1 ? "chat" : isAgent ? "invoke_agent" : "execute_tool"
      return #"{"traceId":"t","spanId":"s\#(number)","parentSpanId":"s\#(number - 1)","name":"s","#
        + #""startTimeUnixNano":"\#(number)","attributes":["#
        + #"{"key":"gen_ai.operation.name","value":{"stringValue":"\#(kind)"}},"#
        + #"{"key":"gen_ai.agent.name","value":{"stringValue":"a\#(number)"}},"#
        + #"{"key":"gen_ai.output.messages","value":{"stringValue":"\#(answer)"}}]}"#
    }
    let log = #"{"resourceSpans":[{"scopeSpans":[{"spans":["# + spans.joined(separator: ",") + "]}]}]}"
    let found = try imported("otel", log, outcome: "success")
    #expect(found.actions() == [["a\(count / 2): x"]])
  }

  /// The same of a sample of Inspect AI, whose branches have all one name.
  @Test func callsDeepWithinSpans() throws {
    let count = 2_000
    let answer = #""output":{"choices":[{"message":{"role":"assistant","content":"x"}}]}}"#
    let events = (0..<count).flatMap { number in
      let type = number.isMultiple(of: 3) ? "agent" : "solver"
      return [
        #"{"event":"span_begin","id":"s\#(number)","parent_id":"s\#(number - 1)","type":"\#(type)","name":"a\#(number)"}"#,
        #"{"event":"model","span_id":"s\#(number)","input":[{"role":"user","content":"u"}],"# + answer,
        #"{"event":"span_begin","id":"b\#(number)","type":"branch","name":"retry"}"#,
        #"{"event":"branch","span_id":"b\#(number)"}"#,
        #"{"event":"model","span_id":"b\#(number)","input":[{"role":"user","content":"u"}],"role":"b","#
          + answer,
      ]
    }
    let log =
      #"{"version":2,"eval":{"task":"t"},"samples":[{"id":"s","epoch":1,"input":"q","messages":[],"#
      + #""scores":{"i":{"value":"C"}},"events":["# + events.joined(separator: ",") + "]}]}"
    let found = try imported("inspect", log, outcome: "score>=0.5,failure")
    #expect(found.actions() == (0..<count).map { ["a\($0 / 3 * 3): x"] })
    #expect(found.names == ["s/1", "s/1/retry"] + (2...count).map { "s/1/retry-\($0)" })
  }

  /// Attempts of a rollout, of which the highest counts.
  @Test func attempts() throws {
    let events = (0..<20_000).map { number in
      #"{"event_type":"model_request","rollout_id":"r","attempt_id":"\#(number)","timestamp":1,"data":{"model":"p","#
        + #""request":{"messages":[]},"response":{"choices":[{"message":{"content":"x\#(number)"}}]}}}"#
    }
    let found = try imported("agent-lightning", events.joined(separator: "\n"), outcome: "success")
    #expect(found.actions() == [["p: x19999"]])
    #expect(found.dropped("model calls of attempts before the last") == 19_999)
  }

  /// Many agents in one turn, and each episode with an agent of its own.
  @Test(arguments: [0, 1]) func agents(ofEpisodes step: Int) throws {
    let count = 20_000
    let rows = (0..<count).map { number in
      #"{"task":"t","episode":"e\#(number * step)","turn":0,"agent":"a\#(number)","state":"s","action":"x","score":1}"#
    }
    let log = rows.joined(separator: "\n")
    let found = try imported("rows", log, outcome: "score>=0.5,failure")
    #expect(found.account.decisions == count && found.account.agents.count == count)
    #expect(found.batch.episodeCount == (step == 0 ? 1 : count))
  }
}
