import ArgumentParser
import Ascribe
import Foundation
import Simulation

/// How many episodes are simulated, from which seed, on how many threads.
struct BatchOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Episodes of a batch.", transform: wholeNumber)
  var episodes = 128

  @Option(
    parsing: .unconditional, help: "Batches; they are the units of every interval and test.",
    transform: wholeNumber)
  var batches = 20

  @Option(
    name: .customLong("fit-episodes"), parsing: .unconditional,
    help:
      "Episodes a batch that are simulated beside it, for critics to be fitted to (default: 2048; 0 with --budget).",
    transform: wholeNumber)
  var fitEpisodes: Int?

  @OptionGroup var draws: DrawOptions

  /// What methods are to be run on.
  ///
  /// - Throws: ``UsageError`` for a number that is not accepted, `MethodError` for a method that is asked for twice.
  func plan(
    _ methods: [MethodRequest], on simulator: any Simulator, named names: ScenarioNames, groupSize: Int
  ) throws -> StudyPlan {
    do {
      var plan = try StudyPlan(
        simulator: simulator, methods: methods, episodes: episodes, groupSize: groupSize,
        batches: batches, fitEpisodes: fitEpisodes ?? 2048, seed: draws.seed,
        threads: draws.threadCount)
      plan.names = names
      return plan
    } catch let error as StudyError {
      // The plan's numbers have the names of the options.
      throw UsageError(description: "--\(error)")
    }
  }

  /// The number of threads that was asked for; all cores if none was, and one where several processes share them.
  static func threads(_ asked: Int?) -> Int {
    if asked == nil, Team.current != nil { return 1 }
    return asked ?? min(ProcessInfo.processInfo.activeProcessorCount, StudyPlan.mostThreads)
  }
}
