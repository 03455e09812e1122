import Testing
import TestSupport
import Trajectories

@Suite struct HindsightReaderTests {
  private let entry =
    #"{"schema":"ascribe.hindsight/1","task":"t0","state":"A","agent":"planner","action":"go-b","probability":0.5}"#

  private func read(_ lines: [String]) throws(TraceError) -> [HindsightRecord] {
    try HindsightReader.read(Array(lines.joined(separator: "\n").utf8), named: "h.jsonl")
  }

  private func message(_ lines: [String]) throws -> String {
    try "\(#require(throws: TraceError.self) { try read(lines) })"
  }

  @Test func entriesInTheOrderOfTheFile() throws {
    let first = HindsightRecord(task: "t0", state: "A", agent: "planner", action: "go-b", probability: 0.5)
    let second = HindsightRecord(task: "t0", state: "A", agent: "planner", action: "go-c", probability: 1)
    #expect(
      try read([
        entry,
        entry.replacing("go-b", with: "go-c").replacing("0.5", with: "1").replacing("}", with: ",\"x\":2}"),
      ]) == [first, second])
  }

  @Test func readsAFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/h.jsonl"
      try AtomicFile.write(Array(entry.utf8), to: path)
      #expect(try HindsightReader.read(path).count == 1)
      let missing = try #require(throws: TraceError.self) { try HindsightReader.read("\(folder)/none") }
      #expect(
        "\(missing)"
          == "\(folder)/none: the file is missing; expected a file of ascribe.hindsight/1 records.")
    }
  }

  @Test func errorsNameTheEntry() throws {
    #expect(try message([]) == "h.jsonl: the file is empty; expected at least one entry.")
    #expect(
      try message([entry, entry.replacing("0.5", with: "1.5")])
        == "h.jsonl:2: field \"probability\" is 1.5; expected a number in 0...1.")
    #expect(
      try message([entry.replacing("0.5", with: "\"half\"")])
        == "h.jsonl:1: field \"probability\" is the string \"half\"; expected a number in 0...1.")
    #expect(
      try message([entry.replacing(",\"probability\":0.5", with: "")])
        == "h.jsonl:1: field \"probability\" is missing; expected a number in 0...1.")
    #expect(
      try message([entry.replacing("\"agent\":\"planner\",", with: "")])
        == "h.jsonl:1: field \"agent\" is missing; expected a string.")
    #expect(
      try message([entry.replacing("hindsight/1", with: "trace/1")])
        == "h.jsonl:1: field \"schema\" is \"ascribe.trace/1\"; expected \"ascribe.hindsight/1\".")
    #expect(
      try message([entry, entry.replacing("go-b", with: "go-c"), entry])
        == "h.jsonl:3: field \"action\" is \"go-b\", as on line 1 for the same task, state and agent; expected one "
        + "entry for each.")
  }

  @Test(arguments: ["schema", "task", "state", "agent", "action", "probability"])
  func aNameGivenTwiceIsRefused(_ field: String) throws {
    #expect(
      try message([entry, entry.replacing("{", with: "{\"\(field)\":1,")])
        == "h.jsonl:2: field \"\(field)\" is given twice; expected a name at most once in an object.")
  }
}
