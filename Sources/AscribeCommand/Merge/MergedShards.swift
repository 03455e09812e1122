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
    let parts = try PartFile.parts(paths)
    let first = parts[0]
    let total = first.place.count
    var missing = Set(1...total)
    for part in parts { missing.subtract(part.place.numbers) }
    guard missing.isEmpty else {
      let list = missing.sorted().prefix(10).map { "\($0)" }.joined(separator: ", ")
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
    return KeptMeasures(
      from: try paths.map { StoredJournal(try Journal(opening: $0, isToGrow: false)) }, adding: nil)
  }
}
