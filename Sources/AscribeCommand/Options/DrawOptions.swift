import ArgumentParser
import Ascribe
import Foundation

/// Which seed is drawn from, on how many threads.
struct DrawOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Seed of every draw.", transform: wholeNumber)
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: "Most threads; the output does not depend on it. All cores if not given.", transform: wholeNumber)
  var threads: Int?

  /// The number of threads that was asked for; all cores if none was.
  var threadCount: Int { BatchOptions.threads(threads) }
}
