/// A part of the runs.
struct Shard {
  private let place, count: Int

  /// What `--shard` says; all of them without it.
  ///
  /// - Throws: ``UsageError`` for another form or a place that there is not.
  init(_ text: String?) throws(UsageError) {
    guard let text else {
      (place, count) = (0, 1)
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let place = parts[0], let count = parts[1], (1...100_000).contains(count),
      (1...count).contains(place)
    else {
      throw UsageError(
        description: "--shard is \"\(text)\"; expected I/N with whole numbers, I in 1...N, N at most 100,000."
      )
    }
    (self.place, self.count) = (place - 1, count)
  }

  /// Whether the part has a run of the plan.
  func contains(_ number: Int) -> Bool { number % count == place }
}
