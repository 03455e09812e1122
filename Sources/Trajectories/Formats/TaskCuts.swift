/// Where a trace is cut into chunks: behind a line, where a task ends if that is near, and where a batch of tasks ends. Tasks are
/// seen without reading the lines (``TaskLines``): whoever joins chunks is spared the dividing of most, and finds out where it was
/// not so.
struct TaskCuts {
  /// How many bytes are looked at first.
  private static let window = 1 << 16

  /// How many bytes a batch has at least.
  private let batchSize: Int
  /// How many bytes were given out since the last end of a batch.
  private var batched = 0

  init(batchSize: Int) { self.batchSize = batchSize }

  /// How many bytes the next chunk should have: a share of what is left of the batch, and few at its beginning, for whoever
  /// waits for the end of the batch before may wait for the first chunk of this one.
  ///
  /// - Parameters:
  ///   - share: How many chunks should be made of what is left.
  ///   - sizes: How many bytes it may have.
  func size(share: Int, in sizes: ClosedRange<Int>) -> Int {
    max(sizes.lowerBound, min(sizes.upperBound, (batchSize - batched) / max(1, share), batched))
  }

  /// Where the next chunk ends; `nil` if there is no whole line.
  ///
  /// - Parameters:
  ///   - count: How many bytes there are to choose from.
  ///   - isLast: Whether nothing comes after them, so that the last line may be without a newline.
  ///   - text: Some of the bytes.
  mutating func next(in count: Int, isLast: Bool, _ text: (Range<Int>) -> [UInt8]) -> Int? {
    if let end = batchEnd(in: count, text) {
      batched = 0
      return end
    }
    guard let end = isLast ? count : taskEnd(in: count, text) else { return nil }
    batched += end
    return end
  }

  /// Where the first task ends that ends the batch.
  private func batchEnd(in count: Int, _ text: (Range<Int>) -> [UInt8]) -> Int? {
    let place = batchSize - batched
    guard place < count else { return nil }
    let start = max(0, place - Self.window)
    var reach = Self.window
    while true {
      let stop = min(count, max(0, place) + reach)
      if let end = TaskLines.firstEnd(in: text(start..<stop), from: place - start) { return start + end }
      guard stop < count else { return nil }
      reach *= 4
    }
  }

  /// Where the last task ends, or the last line where no task does in the last quarter.
  private func taskEnd(in count: Int, _ text: (Range<Int>) -> [UInt8]) -> Int? {
    var reach = Self.window
    while true {
      let start = max(0, count - reach)
      let text = text(start..<count)
      if let end = TaskLines.lastEnd(in: text) { return start + end }
      let newline = text.lastIndex(of: UInt8(ascii: "\n"))
      if let newline, reach >= count / 4 { return start + newline + 1 }
      guard start > 0 else { return nil }
      reach = newline == nil ? 4 * reach : max(reach + 1, count / 4)
    }
  }
}
