import Ascribe
import Foundation
import Reports
import Trajectories

/// Parts of a command's batches that are joined: together they have every batch once.
final class MergedShards: Sendable {
  /// Those that the command takes its measures from, in place of making them; `nil` for all other commands.
  @TaskLocal static var current: MergedShards?

  /// The words of the command that made them.
  let command: [String]
  /// How many they are.
  let count: Int
  private let order: String
  private let paths: [String]

  /// Looks at the parts.
  ///
  /// - Throws: ``UsageError`` for parts that are missing, double, damaged, of another command or of another version.
  init(_ paths: [String]) throws {
    var parts: [(path: String, header: MeasuresHeader)] = []
    for path in paths { parts.append((path, try Self.header(of: Journal(opening: path, isToGrow: false)))) }
    let first = parts[0]
    for part in parts.dropFirst() { try Self.check(part, with: first) }
    let total = Self.count(of: first.header)
    var found: [Int: String] = [:]
    for (path, header) in parts {
      let place = Self.place(of: header)
      if let other = found.updateValue(path, forKey: place) {
        throw UsageError(description: "\(other) and \(path) are both part \(place) of \(total).")
      }
    }
    let missing = (1...total).filter { found[$0] == nil }
    guard missing.isEmpty else {
      let list = missing.prefix(10).map { "\($0)" }.joined(separator: ", ")
      throw UsageError(
        description: "Of \(total) parts \(missing.count == 1 ? "one is" : "\(missing.count) are") missing: "
          + "\(list)\(missing.count > 10 ? ", ..." : ""). Each is made by --shard I/\(total).")
    }
    command = first.header.command
    count = total
    order = first.header.order
    self.paths = paths
  }

  /// The measures, for a command that would make the same.
  ///
  /// - Throws: ``UsageError`` where it would not: a file that it reads, such as a problem or a policy, has changed.
  func measures(of own: String) throws -> KeptMeasures {
    guard own == order else {
      let difference = JSONDifference.first(Array(order.utf8), Array(own.utf8))
      throw UsageError(
        description:
          "What the parts were made of has changed since (\(difference ?? "their order")): make them again.")
    }
    return KeptMeasures(from: try paths.map { try Journal(opening: $0, isToGrow: false) }, adding: nil)
  }

  /// The header of a part that is whole.
  private static func header(of journal: Journal) throws -> MeasuresHeader {
    guard let header = MeasuresHeader(journal.header) else {
      throw UsageError(description: "\(journal.path) is no part that --shard writes.")
    }
    guard header.version == AscribeVersion.current else {
      throw UsageError(
        description:
          "\(journal.path) was made by version \(header.version), and this is \(AscribeVersion.current): parts of two "
          + "versions are not joined.")
    }
    guard header.shard != nil else {
      throw UsageError(
        description:
          "\(journal.path) keeps the batches of a command that did not end, and is no part: go on with "
          + "--resume.")
    }
    if let damage = journal.damage {
      throw UsageError(description: "\(journal.path) is damaged at byte \(damage): make it again.")
    }
    if let batch = header.firstMissing(in: journal) {
      throw UsageError(description: "\(journal.path) lacks batch \(batch + 1): make it again.")
    }
    return header
  }

  private static func check(
    _ part: (path: String, header: MeasuresHeader), with first: (path: String, header: MeasuresHeader)
  ) throws {
    guard part.header.order == first.header.order else {
      let difference = JSONDifference.first(
        Array(first.header.order.utf8), Array(part.header.order.utf8), sides: ("there", "here"))
      throw UsageError(
        description: "\(part.path) is part of another command than \(first.path)"
          + (difference.map { " (\($0))" } ?? "") + ".")
    }
    guard part.header.command == first.header.command else {
      throw UsageError(
        description:
          "\(part.path) was made by \"\(part.header.command.joined(separator: " "))\" and \(first.path) by "
          + "\"\(first.header.command.joined(separator: " "))\": the parts of one result have the same options."
      )
    }
    guard count(of: part.header) == count(of: first.header) else {
      throw UsageError(
        description:
          "\(part.path) is part \(part.header.shard ?? "") and \(first.path) is part \(first.header.shard ?? ""): "
          + "they are cut in different ways.")
    }
  }

  private static func place(of header: MeasuresHeader) -> Int { numbers(of: header).first ?? 0 }
  private static func count(of header: MeasuresHeader) -> Int { numbers(of: header).last ?? 1 }
  private static func numbers(of header: MeasuresHeader) -> [Int] {
    (header.shard ?? "").split(separator: "/").compactMap { Int($0) }
  }
}
