import Foundation
import Testing
import TestSupport
import Trajectories

@Suite struct ValueFileTests {
  private func read(_ text: String) throws -> ValueFile { try ValueFile(Array(text.utf8), named: "v.json") }

  @Test func valuesOfStatesHoldForAllTasks() throws {
    let file = try read(#"{"A": 1.5, "B": -2, "": 3e0}"#)
    #expect(file.value(of: "A", in: "t0") == 1.5)
    #expect(file.value(of: "B", in: "t1") == -2)
    #expect(file.value(of: "", in: "t1") == 3)
    #expect(file.value(of: "a", in: "t0") == nil)
  }

  @Test func valuesOfTasksStayApart() throws {
    let file = try read(#"{"t0": {"A": 1, "t0": 7}, "t1": {"A": 2}, "t2": {}}"#)
    #expect(["t0", "t1", "t2", "t3"].map { file.value(of: "A", in: $0) } == [1, 2, nil, nil])
    #expect(file.value(of: "t0", in: "t0") == 7)
  }

  @Test func statesAreToldApartByTheirBytes() throws {
    let file = try read("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    #expect(["\u{E9}", "e\u{301}"].map { file.value(of: $0, in: "t0") } == [1, 2])
  }

  @Test(arguments: ["\u{FEFF}{\n  \"A\": 1,\r\n\t\"B\": 2\n}\n", "{\"A\":1,\"B\":2}"])
  func blanksDoNotMatter(text: String) throws {
    let file = try read(text)
    #expect(["A", "B"].map { file.value(of: $0, in: "t0") } == [1, 2])
  }

  @Test func nothingIsGiven() throws {
    #expect(try read("{}").value(of: "A", in: "t0") == nil)
  }

  @Test(arguments: [
    (#"{"A": "high"}"#, #"v.json: state "A" is the string "high"; expected a number."#),
    (#"{"A": true}"#, #"v.json: state "A" is the boolean true; expected a number."#),
    (#"{"A": null, "B": 1}"#, #"v.json: state "A" is null; expected a number."#),
    (#"{"B": 1, "C": {"A": 1}}"#, #"v.json: state "C" is the object {"A":1}; expected a number."#),
    (
      #"{"t0": {"A": 1}, "t1": {"B": [2]}}"#,
      #"v.json: task "t1", state "B" is the array [2]; expected a number."#
    ),
    (
      #"{"t0": {"A": 1}, "t1": 2}"#,
      #"v.json: task "t1" is the integer 2; expected an object of values, as other tasks have."#
    ),
    (#"{"A": 1e999}"#, #"v.json: state "A" is 1e999; expected a number that a Double can hold."#),
    (
      #"{"A": 1, "B": 2, "A": 1}"#,
      #"v.json: state "A" is given twice; expected a name at most once in an object."#
    ),
    (
      #"{"t": {"A": 1}, "t": {"B": 1}}"#,
      #"v.json: task "t" is given twice; expected a name at most once in an object."#
    ),
    (
      #"{"t": {"A": 1, "A": 1}}"#,
      #"v.json: task "t", state "A" is given twice; expected a name at most once in an object."#
    ),
    (
      #"{"A": 1,}"#,
      #"v.json: the file is not JSON (a comma before "}" at byte 9); expected a JSON object {"state": value} or "#
        + #"{"task": {"state": value}}."#
    ),
    (#"{"A": NaN}"#, #"v.json: state "A" is NaN; expected a JSON value."#),
    (
      "[1]",
      #"v.json: the file is the array [1]; expected a JSON object {"state": value} or {"task": {"state": value}}."#
    ),
    (
      #"{"A": 1} {"A": 2}"#,
      #"v.json: the file is more than one JSON value (the second begins at byte 10); expected a JSON object "#
        + #"{"state": value} or {"task": {"state": value}}."#
    ),
    (
      "{\"A\n\": 1}",
      #"v.json: the file is not JSON (an unescaped control character at byte 4); expected a JSON object "#
        + #"{"state": value} or {"task": {"state": value}}."#
    ),
  ])
  func refused(text: String, sentence: String) {
    let error = #expect(throws: ValueFileError.self) { try read(text) }
    #expect(error?.description == sentence)
  }

  @Test func theEmptyFileIsRefused() {
    #expect(throws: ValueFileError.self) { try read("") }
    #expect(throws: ValueFileError.self) { try read("\n \n") }
  }

  @Test func readsAFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/v.json"
      try #"{"A": 4}"#.write(toFile: path, atomically: false, encoding: .utf8)
      #expect(try ValueFile(reading: path).value(of: "A", in: "t0") == 4)
      let folderError = #expect(throws: ValueFileError.self) { try ValueFile(reading: folder) }
      #expect(folderError?.found == "a folder")
      let missing = #expect(throws: ValueFileError.self) { try ValueFile(reading: "\(folder)/none.json") }
      #expect(
        missing?.description
          == "\(folder)/none.json: the file is missing; expected a JSON object {\"state\": value} or "
          + "{\"task\": {\"state\": value}}.")
    }
  }

  @Test func aParameterTakesAWordOrAPath() throws {
    let source = ParameterSpecification.file("values", or: ["trace"], "Where values come from.")
    #expect(source.accepted == "trace or the path of a file")
    #expect(try ParameterValues(for: [source], of: "m").text("values") == "trace")
    #expect(try ParameterValues([("values", "./trace")], for: [source], of: "m").text("values") == "./trace")
    #expect(throws: ParameterError.self) { try ParameterValues([("values", "")], for: [source], of: "m") }
  }
}
