import CreditMethods
import Foundation
import Simulation
import Trajectories

/// The files of a study of learning: `plan.json` says what is done, `runs.jsonl` keeps every run that is finished, and
/// `curves.csv` and `results.json` are written when all are.
///
/// A study that is interrupted goes on where it was: every run that stands in `runs.jsonl` is read back.
public final class TrainingFolder {
  private let path: String
  private let runs: FileHandle
  /// Runs that were done before.
  public let finished: [TrainingCurve]

  private static let planName = "plan.json"
  private static let runsName = "runs.jsonl"

  /// Opens a folder, and creates it if it is not there.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - plan: What is done.
  /// - Throws: ``TrainingFolderError`` for the folder of another study or of something else, `FileError` for one that cannot be
  ///   made or written.
  public init(_ path: String, plan: TrainingPlan) throws {
    let path = FileRoles.path(of: path)
    self.path = path
    let own = try Self.text(of: TrainingOrder(plan))
    let runsPath = "\(path)/\(Self.runsName)"
    finished = try Self.begin(path, own) ? [] : Self.read(runsPath, of: plan)
    // What an interruption cut off is written anew.
    try AtomicFile.write(try Self.lines(of: finished), to: runsPath)
    guard let handle = FileHandle(forWritingAtPath: runsPath) else {
      throw TrainingFolderError.unreadable(path: runsPath)
    }
    runs = handle
    _ = try handle.seekToEnd()
  }

  /// Makes a folder the one of a study, or sees that it is.
  ///
  /// - Parameter own: The text of its plan.
  /// - Returns: Whether it is new.
  static func begin(_ path: String, _ own: String) throws -> Bool {
    let planPath = "\(path)/\(planName)"
    let manager = FileManager.default
    if manager.fileExists(atPath: planPath) {
      let found = (try? String(contentsOfFile: planPath, encoding: .utf8)) ?? ""
      guard found == own else {
        throw TrainingFolderError.otherStudy(path: path, difference: difference(found, own))
      }
      return false
    }
    // What a killed process left there is gone when this returns.
    let folder = try AtomicFolder(path)
    if let entries = try? manager.contentsOfDirectory(atPath: path), !entries.isEmpty {
      throw TrainingFolderError.notEmpty(path: path, found: entries.sorted()[0])
    }
    folder.commit()
    // The plan goes first: with it a folder is known for what it is, whatever happens next.
    try AtomicFile.write(Array(own.utf8), to: planPath)
    return true
  }

  /// Keeps a run.
  public func append(_ curve: TrainingCurve) throws {
    try runs.write(contentsOf: Data(try Self.lines(of: [curve])))
  }

  /// Writes the curves and the result.
  ///
  /// - Parameters:
  ///   - curves: All runs.
  ///   - arms: Labels of the arms.
  ///   - text: The text of `results.json`.
  public func finish(_ curves: [TrainingCurve], arms: [String], results text: String) throws {
    try runs.close()
    // In one order, whoever did them when.
    let curves = curves.sorted { $0.place < $1.place }
    try AtomicFile.write(try Self.lines(of: curves), to: "\(path)/\(Self.runsName)")
    let isSampled = curves.contains { $0.sampled != nil }
    var csv = "arm,rate,tuning,start,seed,update,turns,return\(isSampled ? ",lower,upper" : "")\n"
    for curve in curves {
      let head =
        "\(Self.quoted(arms[curve.arm])),\(curve.rate),\(curve.isForTuning ? 1 : 0),\(curve.start),\(curve.seed)"
      for (update, value) in curve.value.enumerated() {
        let ends =
          curve.sampled.map { sampled in
            [sampled.lower[update], sampled.upper[update]].map { ",\($0.map { "\($0)" } ?? "")" }.joined()
          } ?? ""
        csv += "\(head),\(curve.sampled?.updates[update] ?? update),\(curve.turns[update]),\(value)\(ends)\n"
      }
    }
    try AtomicFile.write(Array(csv.utf8), to: "\(path)/curves.csv")
    try AtomicFile.write(Array((text + "\n").utf8), to: "\(path)/results.json")
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\"", with: "\"\""))\""
  }

  static func text(of order: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(order), as: UTF8.self) + "\n"
  }

  static func lines(of curves: [TrainingCurve]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var bytes: [UInt8] = []
    for curve in curves { bytes += try encoder.encode(curve) + [UInt8(ascii: "\n")] }
    return bytes
  }

  /// The runs of a file, without a last line that an interruption cut off.
  private static func read(_ path: String, of plan: TrainingPlan) throws -> [TrainingCurve] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TrainingFolderError.unreadable(path: path)
    }
    var curves: [TrainingCurve] = []
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (place, line) in lines.enumerated() where !(line.isEmpty && place == lines.count - 1) {
      let isLast = place == lines.count - 1
      guard let curve = try? JSONDecoder().decode(TrainingCurve.self, from: Data(line)) else {
        if isLast { break }
        throw TrainingFolderError.notARun(path: path, line: place + 1, flaw: "is no run")
      }
      if let flaw = curve.flaw(in: plan) {
        throw TrainingFolderError.notARun(path: path, line: place + 1, flaw: flaw)
      }
      curves.append(curve)
    }
    return curves
  }

  /// The first line that differs.
  private static func difference(_ found: String, _ own: String) -> String {
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
    let pair = zip(lines(found), lines(own)).first { $0 != $1 }
    let trim = { (text: Substring) in
      text.trimmingCharacters(in: CharacterSet(charactersIn: " ,"))
    }
    return pair.map { "it has \(trim($0.0)), this one \(trim($0.1))" } ?? "one has more fields than the other"
  }
}

/// Why a folder cannot take a study of learning.
public enum TrainingFolderError: Error, Hashable, CustomStringConvertible {
  /// It holds another study.
  case otherStudy(path: String, difference: String)
  /// It holds something else.
  case notEmpty(path: String, found: String)
  /// A line of its runs is none of the study's.
  case notARun(path: String, line: Int, flaw: String)
  /// A file of it cannot be read or written.
  case unreadable(path: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .otherStudy(let path, let difference):
      "\(path) holds another study of learning: \(difference). Give another folder, or remove this one."
    case .notEmpty(let path, let found):
      "\(path) is not empty (it has \(found)) and holds no study of learning. Give another folder."
    case .notARun(let path, let line, let flaw):
      "\(path):\(line): the line \(flaw). Remove it to do that run again."
    case .unreadable(let path): "\(path) cannot be read and written."
    }
  }
}

extension TrainingCurve {
  /// Its place among the runs of a study.
  fileprivate var place: (Int, Int, Double, Int, Int) { (isForTuning ? 0 : 1, arm, rate, start, seed) }

  /// Why it cannot be a run of a plan; `nil` if it can.
  fileprivate func flaw(in plan: TrainingPlan) -> String? {
    guard plan.arms.indices.contains(arm), (0..<plan.starts).contains(start), (0..<plan.seeds).contains(seed)
    else { return "has an arm, start or seed that the study has not" }
    guard !value.isEmpty, value.count == turns.count, turns[0] == 0,
      zip(turns, turns.dropFirst()).allSatisfy({ $0 < $1 })
    else { return "has not one return for every update, at growing numbers of turns" }
    guard (sampled != nil) == (plan.evaluation != nil), sampled?.fits(value.count) != false else {
      return "has not one interval for every return, as sampled ones have"
    }
    guard checks.allSatisfy({ $0.quantities.isEmpty || $0.quantities.count == StudyQuantity.all.count })
    else {
      return "has not one number a quantity at its checks"
    }
    return nil
  }
}

extension SampledReturns {
  /// Whether these can be of a run with so many returns.
  fileprivate func fits(_ points: Int) -> Bool {
    updates.count == points && lower.count == points && upper.count == points && updates.first == 0
      && zip(updates, updates.dropFirst()).allSatisfy { $0 < $1 }
  }
}

extension Training {
  /// Everything that runs of studies depend on, as text.
  package static func order(of trainings: [Training]) throws -> String {
    try trainings.map { try TrainingFolder.text(of: TrainingOrder($0.plan)) }.joined()
  }
}

/// Everything that the runs of a study depend on.
private struct TrainingOrder: Encodable {
  private let schema = "ascribe.training-plan/1"
  private let version = AscribeVersion.current
  let scenario: ScenarioSummary
  /// What identifies rules and policy; without tables their names alone do.
  let tables, policy: String?
  let arms: [Arm]
  let grid: [Double]
  let checks: Int
  let fitEpisodes: Int
  let evaluation: TrainingEvaluation?
  let plan: TrainingSummary

  struct Arm: Encodable {
    let label: String
    let parameters: [String: ParameterValue]
  }

  init(_ plan: TrainingPlan) {
    scenario = ScenarioSummary(plan.study)
    tables = plan.study.tables?.mdp.fingerprint
    policy = plan.study.tables?.policy.fingerprint
    arms = plan.arms.map { Arm(label: $0.label, parameters: $0.method?.parameters.written ?? [:]) }
    grid = plan.grid
    checks = plan.checks
    fitEpisodes = plan.study.fitEpisodes
    evaluation = plan.evaluation
    self.plan = TrainingSummary(plan, parameters: plan.parameterCount())
  }
}
