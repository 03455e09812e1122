import Foundation

/// A part of the work: `I/N`, or what a cluster's scheduler says.
struct Shard: CustomStringConvertible {
  /// Which of the parts it is, from 0 on, and how many there are.
  let place, count: Int

  /// What `--shard` says; all of them without it.
  ///
  /// - Parameter environment: Where a scheduler leaves its numbers, for `auto`.
  /// - Throws: ``UsageError`` for another form or a place that there is not.
  init(
    _ text: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(UsageError) {
    guard let text else {
      (place, count) = (0, 1)
      return
    }
    guard text != "auto" else {
      (place, count) = try Self.scheduled(environment)
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let place = parts[0], let count = parts[1], (1...Self.most).contains(count),
      (1...count).contains(place)
    else {
      throw UsageError(
        description:
          "--shard is \"\(text)\"; expected I/N with whole numbers, I in 1...N, N at most 100,000, or auto."
      )
    }
    (self.place, self.count) = (place - 1, count)
  }

  /// Most parts of one result.
  static let most = 100_000

  /// `I/N`.
  var description: String { "\(place + 1)/\(count)" }

  /// Its name within a file's name, where `/` cannot stand.
  var fileName: String { "\(place + 1)-of-\(count)" }

  /// Whether the part has a run of the plan.
  func contains(_ number: Int) -> Bool { number % count == place }

  /// The batches of the part: consecutive ones, as many as other parts have or one less.
  func range(of batches: Int) -> Range<Int> { place * batches / count..<(place + 1) * batches / count }

  /// The variables of the rank of a process and of how many there are, by who sets them.
  private static let ranks = [
    ("SLURM_PROCID", "SLURM_NTASKS"), ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
  ]

  /// The place among the tasks of a Slurm array, otherwise among the processes of a job.
  private static func scheduled(
    _ environment: [String: String]
  ) throws(UsageError) -> (place: Int, count: Int) {
    if environment["SLURM_ARRAY_TASK_ID"] != nil { return try arrayTask(environment) }
    guard let (rank, size) = ranks.first(where: { environment[$0.0] != nil }) else {
      throw UsageError(
        description: "--shard is auto, and nothing says which part this is; accepted: SLURM_ARRAY_TASK_ID, "
          + ranks.map(\.0).joined(separator: ", ") + ", or I/N in place of auto.")
    }
    let count = try number(size, in: 1...most, environment)
    return (try number(rank, in: 0...count - 1, environment), count)
  }

  private static func arrayTask(
    _ environment: [String: String]
  ) throws(UsageError) -> (place: Int, count: Int) {
    let all = 0...Int(Int32.max)
    let (id, first) = (
      try number("SLURM_ARRAY_TASK_ID", in: all, environment),
      try number("SLURM_ARRAY_TASK_MIN", in: all, environment)
    )
    let last = try number("SLURM_ARRAY_TASK_MAX", in: all, environment)
    let count = try number("SLURM_ARRAY_TASK_COUNT", in: 1...most, environment)
    // Tasks of an array may be any numbers; only of evenly spaced ones the place is known.
    let step = count == 1 ? 1 : (last - first) / (count - 1)
    guard step >= 1, first + step * (count - 1) == last, id >= first, id <= last,
      (id - first).isMultiple(of: step)
    else {
      throw UsageError(
        description:
          "--shard is auto, and task \(id) of \(count) in \(first)...\(last) has no place of its own; accepted: "
          + "a Slurm array of evenly spaced numbers, such as 0-15 or 1-31:2.")
    }
    return ((id - first) / step, count)
  }

  private static func number(
    _ variable: String, in range: ClosedRange<Int>, _ environment: [String: String]
  ) throws(UsageError) -> Int {
    let text = environment[variable]
    guard let number = text.flatMap({ Int($0) }), range.contains(number) else {
      throw UsageError(
        description:
          "--shard is auto, and \(variable) is \(text.map { "\"\($0)\"" } ?? "not set"); accepted: a "
          + "whole number in \(range.lowerBound)...\(range.upperBound).")
    }
    return number
  }
}
