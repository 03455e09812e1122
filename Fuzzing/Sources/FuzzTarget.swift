import Glibc

/// A reader, as libFuzzer calls it: it must refuse or take whatever bytes it gets, and be right where it takes them.
///
/// A target is a line of ``all``, and a folder of `Fuzzing/Corpus` of the same name.
struct FuzzTarget: Sendable {
  /// Its name on the command line.
  let name: String
  /// Whether inputs are mostly JSON, so that changes of values are worth more than those of bytes.
  let isJSON: Bool
  /// Reads one input; ends the process where something is wrong.
  let read: @Sendable ([UInt8]) -> Void

  init(_ name: String, isJSON: Bool = false, _ read: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.isJSON = isJSON
    self.read = read
  }

  /// All targets.
  static let all = [
    FuzzTarget("traces", isJSON: true, readTrace),
    FuzzTarget("credits", isJSON: true, readCredits),
    FuzzTarget("hindsight", isJSON: true, readHindsight),
    FuzzTarget("values", isJSON: true, readValues),
    FuzzTarget("policies", isJSON: true, readPolicy),
    FuzzTarget("gzip", readGzip),
    FuzzTarget("dpomdp", readProblem),
    FuzzTarget("calls", readCall),
    FuzzTarget("state-keys", readStateKey),
    FuzzTarget("configuration", readConfiguration),
    FuzzTarget("plans", readPlan),
    FuzzTarget("results", isJSON: true, readResult),
    FuzzTarget("logs", isJSON: true, readLog),
    FuzzTarget("mappings", isJSON: true, readMapping),
  ]

  /// The target of a name.
  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

  /// The target that runs. Set once, before the first input.
  nonisolated(unsafe) static var chosen: FuzzTarget?
}

/// Ends the process, saying why, if something is wrong. (A precondition says nothing in optimised code.)
func check(_ isRight: Bool, _ words: @autoclosure () -> String) {
  if !isRight { fail(words()) }
}

/// Ends the process, saying why, so that libFuzzer keeps the input.
func fail(_ words: String) -> Never {
  let line = Array("\(words)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  abort()
}

/// Ends the process unless an error says of which file it is, in few words.
func checkSentence(_ words: String, names file: String = "input") {
  check(words.contains(file), "the error names no file: \(words)")
  // Longer than any error whose found values are cut.
  check(words.utf8.count < 4096, "the error is \(words.utf8.count) bytes long: \(words.prefix(400))")
}
