/// Values of states, as a file gives them: one JSON object, `{"state": value}` for all tasks alike, or
/// `{"task": {"state": value}}`.
///
/// The object may run over several lines. A name that stands twice in one object is an error.
package struct ValueFile: Sendable, Hashable {
  private enum Values: Hashable {
    case ofStates([ByteName: Double])
    case ofTasks([ByteName: [ByteName: Double]])
  }

  private let values: Values

  /// The value of a state of a task, in reward units; `nil` if the file gives none.
  package func value(of state: String, in task: String) -> Double? {
    switch values {
    case .ofStates(let states): states[ByteName(state)]
    case .ofTasks(let tasks): tasks[ByteName(task)]?[ByteName(state)]
    }
  }

  /// Reads a file.
  ///
  /// - Parameter path: The file, as ``TraceReader/read(_:)`` takes it.
  /// - Throws: ``ValueFileError`` for a file that cannot be read, and for the first breach of the format, states being
  ///   read in alphabetical order.
  package init(reading path: String) throws(ValueFileError) {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path, expected: ValueFileError.wholeFile)
    } catch {
      throw ValueFileError(file: error.file, found: error.found)
    }
    try self.init(bytes, named: FileBytes.name(of: path))
  }

  /// Reads the bytes of a file that errors call `name`; otherwise like ``init(reading:)``.
  package init(_ bytes: [UInt8], named name: String) throws(ValueFileError) {
    values = try JSONParser.read(bytes) { (parsed) throws(ValueFileError) in
      switch parsed {
      case .success(let tape): return try Self.values(of: tape, file: name)
      case .failure(let error):
        guard let state = error.field else { throw ValueFileError(file: name, found: error.found) }
        throw ValueFileError(file: name, state: state, found: error.found, expected: error.expected)
      }
    }
  }

  private static func values(of tape: JSONTape, file: String) throws(ValueFileError) -> Values {
    guard tape.isObject(JSONTape.root) else {
      throw ValueFileError(file: file, found: tape.value(JSONTape.root).typedSummary)
    }
    let fields = tape.sortedFields(of: JSONTape.root)
    guard let first = fields.first, tape.isObject(first.value) else {
      return .ofStates(try numbers(fields, on: tape, file: file, task: nil))
    }
    if let task = fields.repeatedName() {
      throw ValueFileError(file: file, task: task, found: Self.twice, expected: Self.once)
    }
    var tasks: [ByteName: [ByteName: Double]] = [:]
    for (task, value) in fields {
      guard tape.isObject(value) else {
        throw ValueFileError(
          file: file, task: task, found: tape.value(value).typedSummary,
          expected: "an object of values, as other tasks have")
      }
      tasks[ByteName(task)] = try numbers(tape.sortedFields(of: value), on: tape, file: file, task: task)
    }
    return .ofTasks(tasks)
  }

  private static func numbers(
    _ fields: [(name: String, value: Int)], on tape: JSONTape, file: String, task: String?
  ) throws(ValueFileError) -> [ByteName: Double] {
    if let state = fields.repeatedName() {
      throw ValueFileError(file: file, task: task, state: state, found: twice, expected: once)
    }
    var numbers: [ByteName: Double] = [:]
    numbers.reserveCapacity(fields.count)
    for (state, value) in fields {
      guard let number = tape.number(value) else {
        throw ValueFileError(
          file: file, task: task, state: state, found: tape.value(value).typedSummary, expected: "a number")
      }
      numbers[ByteName(state)] = number
    }
    return numbers
  }

  private static let twice = "given twice"
  private static let once = "a name at most once in an object"
}

/// Why a file of values cannot be read: where, what was found there, and what was expected instead.
///
/// The description is one sentence, such as `v.json: task "t0", state "A" is the string "high"; expected a number.`
package struct ValueFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, as the caller named it.
  package let file: String
  /// The task whose values are at fault; `nil` where the file tells none apart, or as a whole is at fault.
  package let task: String?
  /// The state, or the field, whose value is at fault; `nil` where it is no single one.
  package let state: String?
  /// What stands there, in words that follow "is".
  package let found: String
  /// What should stand there, in words that follow "expected".
  package let expected: String

  static let wholeFile = #"a JSON object {"state": value} or {"task": {"state": value}}"#

  init(
    file: String, task: String? = nil, state: String? = nil, found: String, expected: String = wholeFile
  ) {
    self.file = file
    self.task = task
    self.state = state
    self.found = found
    self.expected = expected
  }

  /// The error as a sentence.
  package var description: String {
    let place = [task.map { "task \"\($0)\"" }, state.map { "state \"\($0)\"" }].compactMap(\.self)
    return
      "\(file): \(place.isEmpty ? "the file" : place.joined(separator: ", ")) is \(found); expected \(expected)."
  }
}
