import Glibc

/// A reader, as libFuzzer calls it: it must refuse or take whatever bytes it gets, and be right where it takes them.
///
/// A target is a line of its program's list, and a folder of `Fuzzing/Corpus` of the same name.
package struct FuzzTarget: Sendable {
  /// Its name on the command line.
  package let name: String
  /// Whether inputs are mostly JSON, so that changes of values are worth more than those of bytes.
  let isJSON: Bool
  /// Reads one input; ends the process where something is wrong.
  let read: @Sendable ([UInt8]) -> Void

  package init(_ name: String, isJSON: Bool = false, _ read: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.isJSON = isJSON
    self.read = read
  }

  /// The target that runs. Set once, before the first input.
  nonisolated(unsafe) static var chosen: FuzzTarget?
}

/// Ends the process, saying why, if something is wrong. (A precondition says nothing in optimised code.)
package func check(_ isRight: Bool, _ words: @autoclosure () -> String) {
  if !isRight { fail(words()) }
}

/// Ends the process, saying why, so that libFuzzer keeps the input.
package func fail(_ words: String) -> Never {
  let line = Array("\(words)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  abort()
}

/// Ends the process unless an error says of which file it is, in few words.
package func checkSentence(_ words: String, names file: String = "input") {
  check(words.contains(file), "the error names no file: \(words)")
  // Longer than any error whose found values are cut.
  check(words.utf8.count < 4096, "the error is \(words.utf8.count) bytes long: \(words.prefix(400))")
}
