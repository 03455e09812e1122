import Glibc

/// Feeds one reader of a program with libFuzzer: `PROGRAM NAME [OPTION OF LIBFUZZER...] [CORPUS...]`. Without a name, the names.
///
/// One program has many targets, so that its modules are built and linked once; libFuzzer counts what is reached by the one that
/// runs.
package func runFuzzer(on targets: [FuzzTarget]) -> Never {
  let arguments = CommandLine.arguments
  guard arguments.count > 1, let target = targets.first(where: { $0.name == arguments[1] }) else {
    print(targets.map(\.name).joined(separator: "\n"))
    exit(arguments.count > 1 ? 2 : 0)
  }
  FuzzTarget.chosen = target
  // libFuzzer takes what stands after the program's name for its own.
  var words: [UnsafeMutablePointer<CChar>?] =
    ([arguments[0]] + arguments.dropFirst(2)).map { strdup($0) } + [nil]
  var count = CInt(words.count - 1)
  let code = words.withUnsafeMutableBufferPointer { words in
    var first = words.baseAddress
    return runLibFuzzer(&count, &first) { data, size in
      FuzzTarget.chosen?.read(Array(UnsafeBufferPointer(start: data, count: size)))
      return 0
    }
  }
  exit(code)
}

/// The loop of libFuzzer (compiler-rt).
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ read: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
