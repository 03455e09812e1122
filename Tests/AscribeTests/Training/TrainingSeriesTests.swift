import Foundation
import Ground
import Simulation
import TestSupport
import Testing

@testable import Ascribe

/// Studies of learning on several scenarios.
@Suite struct TrainingSeriesTests {
  private static let worlds = ["single", "coupling"]

  private func series(
    _ worlds: [String] = worlds, methods: String = "exact,grpo,shuffled", starts: Int = 5, threads: Int = 1,
    seed: UInt64 = 3, optima: [Double?] = [], grid: [Double] = []
  ) throws -> TrainingSeries {
    try TrainingSeries(
      worlds.enumerated().map { place, world in
        let plan = try trainingPlan(
          world, methods: methods, updates: 8, starts: starts, seeds: 2, threads: threads, seed: seed
        ) {
          $0.checks = 1
          $0.grid = grid
        }
        let optimum = optima.indices.contains(place) ? optima[place] : nil
        return try Training(plan, optimum: optimum.map { TrainingOptimum($0, .optimal) })
      })
  }

  /// The mean of the middle half, a quarter cut on either side.
  private func middle(_ numbers: [Double]) -> Double {
    let (sorted, cut) = (numbers.sorted(), numbers.count / 4)
    let kept = sorted[cut..<sorted.count - cut]
    return kept.reduce(0, +) / Double(kept.count)
  }

  /// Scores from the curves alone: each start's return is 0, the optimum 1; of one scenario it is given, of the other the best
  /// that any run came to.
  @Test func scoresFollowFromRuns() throws {
    let series = try series(optima: [1.5, nil])
    var curves: [[TrainingCurve]] = [[], []]
    let result = try series.run(keep: { curves[$0].append($1) })
    #expect(result.summed == [0, 1] && result.flaw == nil && result.tables.count == 1)
    let best = curves[1].flatMap(\.value).max() ?? 0
    #expect(result.scenarios[1].optimum == TrainingOptimum(best, .bestKnown))
    for (place, arm) in result.tables[0].arms.enumerated() {
      var (areas, finals): ([[Double]], [Double]) = ([], [])
      for (scenario, optimum) in [1.5, best].enumerated() {
        let budget = Double(series.trainings[scenario].plan.budget)
        let own = curves[scenario].filter { $0.arm == place }
        let score = { (value: Double, curve: TrainingCurve) in
          (value - curve.value[0]) / (optimum - curve.value[0])
        }
        func units(_ number: (TrainingCurve) -> Double) -> [Double] {
          (0..<5).map { start in
            let runs = own.filter { $0.start == start }.map(number)
            return runs.reduce(0, +) / Double(runs.count)
          }
        }
        areas.append(units { score($0.area(budget: budget), $0) })
        finals += units { score($0.value(at: budget), $0) }
      }
      for (found, expected) in zip(arm.scores, areas) { expectEqual(found, expected, within: 1e-12) }
      expectEqual(
        [arm.area.mean, arm.final.mean].compactMap(\.optional),
        [middle(areas.flatMap(\.self)), middle(finals)],
        within: 1e-12)
      let interval = try #require(arm.area.interval.optional)
      #expect(interval.lower < interval.estimate && interval.estimate < interval.upper)
      #expect(arm.area.batches == 10)
    }
    // Of all pairs of a run of either on the same scenario, the share that the first wins.
    let arms = result.tables[0].arms
    let pair = try #require(result.tables[0].pairs.first { $0.first == "exact" && $0.second == "shuffled" })
    let wins = zip(arms[0].scores, arms[2].scores).map { one, other in
      one.reduce(0.0) { sum, score in
        sum + other.reduce(0.0) { $0 + (score > $1 ? 1 : score == $1 ? 0.5 : 0) }
      }
        / Double(one.count * other.count)
    }
    expectEqual([try #require(pair.improvement.mean.optional)], [(wins[0] + wins[1]) / 2], within: 1e-12)
    #expect(result.tables[0].pairs.count == 3)
  }

  /// On one scenario there is what a study of it finds, whatever others there are.
  @Test func everyScenarioIsAStudyOfItsOwn() throws {
    let series = try series()
    let result = try series.run()
    for (place, training) in series.trainings.enumerated() {
      #expect(try training.run() == result.scenarios[place])
    }
  }

  /// Where no decision matters there is no way to the optimum that could be gone.
  @Test func whereNothingIsLearnedIsLeftOut() throws {
    let result = try series(["single", "luck"], methods: "exact,grpo").run()
    #expect(result.summed == [0] && result.tables[0].arms.allSatisfy { $0.scores.count == 1 })
    let nothing = try series(["luck"], methods: "exact,grpo").run()
    #expect(nothing.summed.isEmpty && nothing.flaw == nil)
    #expect(nothing.tables[0].arms.isEmpty || nothing.tables[0].arms[0].area.mean.optional == nil)
    #expect(throws: TrainingError.noScenario) { try TrainingSeries([]) }
  }

  /// Starts are units of all scenarios together.
  @Test func plansOfASeriesAreAlike() throws {
    let trainings = try [5, 4].flatMap { try series(["single"], starts: $0).trainings }
    #expect(throws: TrainingError.plansDiffer(scenario: 1)) { try TrainingSeries(trainings) }
  }

  @Test func resultsAreReadBack() throws {
    let result = try series(methods: "exact,grpo", grid: [0.1, 1]).run()
    #expect(result.tables.map(\.isTuned) == [false, true])
    let text = try json(ResultFile(result))
    let read = try JSONDecoder().decode(ResultFile<TrainingSeriesResult>.self, from: Data(text.utf8))
    #expect(read.result == result && read.header.schema == "ascribe.trainings/1" && read.result.flaw == nil)
  }

  @Test func threadsDoNotChangeANumber() throws {
    let texts = try [1, 2, 3].map { try json(ResultFile(try series(threads: $0).run())) }
    #expect(texts[1] == texts[0] && texts[2] == texts[0])
  }

  private func train(_ series: TrainingSeries, in path: String, stoppingAfter limit: Int = .max) throws {
    let folder = try TrainingSeriesFolder(path, series)
    var curves = folder.folders.map(\.finished)
    var done = 0
    let result = try series.run(
      finished: curves,
      keep: { place, curve in
        guard done < limit else { throw Interrupted() }
        done += 1
        try folder.folders[place].append(curve)
        curves[place].append(curve)
      })
    for (place, training) in series.trainings.enumerated() {
      try folder.folders[place].finish(
        curves[place], arms: training.plan.arms.map(\.label),
        results: json(ResultFile(result.scenarios[place])))
    }
    try folder.finish(results: json(ResultFile(result)))
  }

  private func files(_ path: String) throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      files[name] = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
    return files
  }

  /// Interrupted on the first scenario and on the second one: all files are the bytes of a study that was not.
  @Test func anInterruptedStudyGoesOn() throws {
    try withTemporaryFolder { root in
      let series = try series(methods: "exact,grpo", starts: 2)
      try train(series, in: "\(root)/whole")
      let whole = try files("\(root)/whole")
      #expect(
        whole.keys.filter { $0.hasSuffix(".json") }.sorted() == [
          "1-scenario/plan.json", "1-scenario/results.json", "2-scenario/plan.json",
          "2-scenario/results.json",
          "plan.json", "results.json",
        ])
      for limit in [0, 3, 8, 11] {
        let path = "\(root)/\(limit)"
        #expect(throws: Interrupted.self) { try train(series, in: path, stoppingAfter: limit) }
        try train(series, in: path)
        #expect(try files(path) == whole)
      }
      // Other scenarios, other numbers, a study of one scenario: none of them may write there.
      let path = "\(root)/whole"
      #expect(throws: TrainingFolderError.self) {
        try TrainingSeriesFolder(path, self.series(["coupling", "single"], starts: 2))
      }
      #expect(throws: TrainingFolderError.self) {
        try TrainingSeriesFolder(path, self.series(methods: "exact,grpo", starts: 2, seed: 4))
      }
      #expect(throws: TrainingFolderError.self) {
        try TrainingFolder(path, plan: series.trainings[0].plan)
      }
      #expect(try files(path) == whole)
    }
  }
}
