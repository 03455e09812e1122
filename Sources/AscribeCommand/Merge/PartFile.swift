import Ascribe
import Trajectories

/// Which of the parts a file has: `I/N`, or `I-J/N` where consecutive ones were joined.
struct PartPlace: Equatable, CustomStringConvertible {
  /// Their numbers, from 1.
  let numbers: ClosedRange<Int>
  /// How many there are.
  let count: Int

  init(_ numbers: ClosedRange<Int>, of count: Int) { (self.numbers, self.count) = (numbers, count) }

  /// What a header says; `nil` for anything else.
  init?(_ text: String) {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, let count = Int(halves[1]) else { return nil }
    let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil,
      1 <= first, first <= last, last <= count, count <= Shard.most
    else { return nil }
    self.init(first...last, of: count)
  }

  /// As a header says it.
  var description: String {
    numbers.count == 1
      ? "\(numbers.lowerBound)/\(count)" : "\(numbers.lowerBound)-\(numbers.upperBound)/\(count)"
  }
}

/// A file that `--shard` wrote, or `ascribe merge --join` of several, and that is whole.
struct PartFile {
  let path: String
  let header: MeasuresHeader
  let place: PartPlace

  /// Looks at files that are parts of one result, and puts them in their order.
  ///
  /// - Throws: ``UsageError`` for parts that are double, damaged, of another command or of another version.
  static func parts(_ paths: [String]) throws -> [PartFile] {
    let parts = try paths.map(PartFile.init)
    for part in parts.dropFirst() { try part.check(with: parts[0]) }
    let ordered = parts.enumerated().sorted {
      ($0.element.place.numbers.lowerBound, $0.offset) < ($1.element.place.numbers.lowerBound, $1.offset)
    }.map(\.element)
    for (part, next) in zip(ordered, ordered.dropFirst())
    where part.place.numbers.overlaps(next.place.numbers) {
      throw UsageError(
        description:
          "\(part.path) and \(next.path) are both part \(next.place.numbers.lowerBound) of \(next.place.count)."
      )
    }
    return ordered
  }

  private init(_ path: String) throws {
    let journal = try Journal(opening: path, isToGrow: false)
    guard let header = MeasuresHeader(journal.header) else {
      throw UsageError(description: "\(journal.path) is no part that --shard writes.")
    }
    guard header.version == AscribeVersion.current else {
      throw UsageError(
        description:
          "\(journal.path) was made by version \(header.version), and this is \(AscribeVersion.current): parts of two "
          + "versions are not joined.")
    }
    guard let shard = header.shard else {
      throw UsageError(
        description:
          "\(journal.path) keeps the batches of a command that did not end, and is no part: go on with "
          + "--resume.")
    }
    guard let place = PartPlace(shard) else {
      throw UsageError(
        description: "\(journal.path) says that it is part \(shard); expected I/N or I-J/N.")
    }
    if let damage = journal.damage {
      throw UsageError(description: "\(journal.path) is damaged at byte \(damage): make it again.")
    }
    if let batch = header.firstMissing(in: journal) {
      throw UsageError(description: "\(journal.path) lacks batch \(batch + 1): make it again.")
    }
    self.path = path
    self.header = header
    self.place = place
  }

  private func check(with first: PartFile) throws {
    guard header.order == first.header.order else {
      let difference = JSONDifference.first(
        Array(first.header.order.utf8), Array(header.order.utf8), sides: ("there", "here"))
      throw UsageError(
        description: "\(path) is part of another command than \(first.path)"
          + (difference.map { " (\($0))" } ?? "") + ".")
    }
    guard header.command == first.header.command else {
      throw UsageError(
        description:
          "\(path) was made by \"\(header.command.joined(separator: " "))\" and \(first.path) by "
          + "\"\(first.header.command.joined(separator: " "))\": the parts of one result have the same options."
      )
    }
    guard place.count == first.place.count else {
      throw UsageError(
        description:
          "\(path) is part \(place) and \(first.path) is part \(first.place): "
          + "they are cut in different ways.")
    }
  }
}
