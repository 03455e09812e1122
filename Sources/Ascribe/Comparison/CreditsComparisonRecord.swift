import CreditStatistics
import Trajectories

/// A comparison of two files of credits as one record, for machines (`ascribe.comparison/1`).
///
/// A quantity that is undefined is the object `{"undefined": reason}` in place of a number.
public struct CreditsComparisonRecord: Encodable, Sendable {
  let schema = "ascribe.comparison/1"
  let version = AscribeVersion.current
  let first, second: File
  let tolerance: Tolerance
  let agrees: Bool
  let rows: [Row]
  let largest: [Difference]

  struct File: Encodable {
    let path, method, version: String
    let parameters: [String: StudyRecord.Scalar]

    init(_ file: CreditsFile) {
      path = file.path
      method = file.header.method
      version = file.header.version
      parameters = StudyRecord.scalars(file.header.parameters)
    }
  }

  struct Tolerance: Encodable { let absolute, relative: Double }

  struct Row: Encodable {
    let agent: String?
    let turn: Int?
    let decisions, beyond: Int
    let largest: Double
    let meanDifference, rootMeanSquare, pearson, spearman, signAgreement: StudyRecord.Number

    init(_ row: CreditsComparisonRow) {
      (agent, turn) =
        switch row.scope {
        case .all: (nil, nil)
        case .agent(let agent): (agent.name, nil)
        case .turn(let turn): (nil, turn)
        }
      decisions = row.decisions
      beyond = row.beyond
      largest = row.largest
      meanDifference = StudyRecord.Number(measured: row.meanDifference)
      rootMeanSquare = StudyRecord.Number(measured: row.rootMeanSquare)
      pearson = StudyRecord.Number(measured: row.pearson)
      spearman = StudyRecord.Number(measured: row.spearman)
      signAgreement = StudyRecord.Number(measured: row.signAgreement)
    }
  }

  struct Difference: Encodable {
    let episode, agent: String
    let turn: Int
    let first, second: Double
  }

  /// Records a comparison of two files.
  public init(_ comparison: CreditsComparison, of first: CreditsFile, _ second: CreditsFile) {
    self.first = File(first)
    self.second = File(second)
    tolerance = Tolerance(absolute: comparison.tolerance.absolute, relative: comparison.tolerance.relative)
    agrees = comparison.agrees
    rows = comparison.rows.map(Row.init)
    largest = comparison.largest.map {
      Difference(episode: $0.episode, agent: $0.agent.name, turn: $0.turn, first: $0.first, second: $0.second)
    }
  }
}
