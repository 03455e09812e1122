import Foundation
import Testing

@testable import DecPOMDP

/// Texts of problem files.
enum Text {
  /// Sections for two agents with 2 and 3 actions, 2 and 1 observations, and 2 states.
  static let head = """
    agents: 2
    discount: 0.5
    values: reward
    states: heads tails
    start: heads
    actions:
    x y
    p q r
    observations:
    h t
    1

    """

  /// Every joint action leads to the states alike, and each agent sees what the state is.
  static let body = """
    T: * :
    uniform
    O: * : heads : h 0 : 1
    O: * : tails : t 0 : 1

    """

  /// A problem with the given entries behind ``body``.
  static func problem(_ entries: String = "") throws(DPOMDPFileError) -> DecPOMDPModel {
    try read(head + body + entries).model
  }

  static func read(
    _ text: String, notes: Bool = false, limits: DPOMDPLimits = DPOMDPLimits()
  ) throws(DPOMDPFileError) -> DPOMDPFile {
    try DPOMDPFile(Array(text.utf8), named: "f", notes: notes, limits: limits)
  }

  /// The message with which a text is refused.
  static func refusal(_ text: String, limits: DPOMDPLimits = DPOMDPLimits()) -> String? {
    do {
      _ = try read(text, limits: limits)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// A file among the tests' problems.
  static func file(_ name: String) throws -> DecPOMDPModel {
    try DPOMDPFile(reading: path("\(name).dpomdp")).model
  }

  /// The path of a file among the tests' problems.
  static func path(_ name: String) throws -> String {
    let folder = try #require(Bundle.module.resourceURL).appending(path: "Problems")
    return folder.appending(path: name).path
  }
}

extension DecPOMDPModel {
  /// P(s' | s, a) for all next states.
  func transitionRow(_ jointAction: Int, _ state: Int) -> [Double] {
    dense(transitions, row(jointAction, state), stateCount)
  }

  /// P(o | a, s') for all joint observations.
  func observationRow(_ jointAction: Int, _ next: Int) -> [Double] {
    dense(observationRows, row(jointAction, next), jointObservationCount)
  }

  private func dense(_ rows: SparseRows, _ row: Int, _ width: Int) -> [Double] {
    var numbers = [Double](repeating: 0, count: width)
    for entry in rows[row] { numbers[Int(rows.columns[entry])] = rows.values[entry] }
    return numbers
  }
}
