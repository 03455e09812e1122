import Foundation

/// A study of learning on several scenarios: the same arms are trained on each, from as many starting policies, and summed up on
/// a common scale.
public struct TrainingSeries: Sendable {
  /// The study of each scenario.
  public let trainings: [Training]

  /// A series.
  ///
  /// - Parameter trainings: The study of each scenario; their plans have the same arms, starts and seeds.
  /// - Throws: ``TrainingError/noScenario`` without one, ``TrainingError/plansDiffer(scenario:)`` for plans that are not alike.
  public init(_ trainings: [Training]) throws(TrainingError) {
    guard let first = trainings.first?.plan else { throw .noScenario }
    let other = trainings.firstIndex { training in
      training.plan.arms.count != first.arms.count || training.plan.starts != first.starts
        || training.plan.seeds != first.seeds || training.plan.grid.isEmpty != first.grid.isEmpty
    }
    if let other { throw .plansDiffer(scenario: other) }
    self.trainings = trainings
  }

  /// The number of runs, as ``Training/runs`` counts them.
  public var runs: Int { trainings.reduce(0) { $0 + $1.runs } }

  /// Trains on one scenario after the other.
  ///
  /// - Parameters:
  ///   - finished: Runs that were done before, by scenario; empty for none.
  ///   - progress: Told the number of finished runs now and then.
  ///   - keep: Receives every run that was not done before, with the place of its scenario, once, as it is done.
  /// - Throws: As ``Training/run(finished:progress:keep:)``.
  public func run(
    finished: [[TrainingCurve]] = [], progress: (Int) -> Void = { _ in },
    keep: (Int, TrainingCurve) throws -> Void = { _, _ in }
  ) throws -> TrainingSeriesResult {
    var found: [(result: TrainingResult, tables: [TrainingTable])] = []
    var done = 0
    for (place, training) in trainings.enumerated() {
      found.append(
        try training.study(
          finished: finished.indices.contains(place) ? finished[place] : [], progress: { progress(done + $0) }
        ) { try keep(place, $0) })
      done += training.runs
    }
    return try TrainingSeriesResult(found, trainings[0].plan.study)
  }
}

/// The folders of a study of learning on several scenarios: one for each, numbered, as ``TrainingFolder`` has them; `plan.json`
/// names them, and `results.json` is written when all are done.
public struct TrainingSeriesFolder {
  private let path: String
  /// The folder of each scenario.
  public let folders: [TrainingFolder]

  /// Opens a folder, and creates it if it is not there.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - series: What is done.
  /// - Throws: As ``TrainingFolder/init(_:plan:)``.
  public init(_ path: String, _ series: TrainingSeries) throws {
    let path = FileRoles.path(of: path)
    self.path = path
    let plans = series.trainings.map(\.plan)
    let names = plans.enumerated().map { "\($0 + 1)-\(Self.name(of: $1.study.names.label))" }
    _ = try TrainingFolder.begin(path, try TrainingFolder.text(of: Order(folders: names)))
    folders = try zip(names, plans).map { try TrainingFolder("\(path)/\($0)", plan: $1) }
  }

  /// Writes the result, once the folders of the scenarios are finished.
  ///
  /// - Parameter text: The text of `results.json`.
  public func finish(results text: String) throws {
    try AtomicFile.write(Array((text + "\n").utf8), to: "\(path)/results.json")
  }

  private struct Order: Encodable {
    let schema = "ascribe.trainings-plan/1"
    let folders: [String]
  }

  /// The name of a scenario without settings, folders and characters that mean something elsewhere.
  private static func name(of label: String) -> String {
    let name = label.prefix { $0 != "(" }.split(separator: "/").last ?? "scenario"
    return String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
  }
}
