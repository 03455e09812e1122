import Ascribe
import CreditMethods
import Ground
import Trajectories

/// The crediting of one batch in parts, each of whole tasks that stand together, which any thread may do in any order: a
/// task's credits do not depend on the others, so that the parts together are what the batch is at once.
///
/// A batch is one part where a method fits all tasks at once, and where there is one thread to do it.
final class BatchWork: Sendable {
  /// Fewest decisions of a part: enough that parts cost little, and few enough that threads end together.
  private static let leastDecisions = 1 << 14

  private let pieces: BatchPieces
  private let requests: [MethodRequest]
  private let context: AttributionContext
  private let queue: CreditQueue
  /// What the methods made of the batch elsewhere; `nil` for work that is to be done.
  private let made: [Attribution]?
  private let done: Locked<[Result<Part, any Error>?]>

  /// What was made of a part.
  private struct Part: Sendable {
    let attributions: [Attribution]
    let collector: TraceCollector

    init(
      _ requests: [MethodRequest], on batch: TrajectoryBatch, in context: AttributionContext,
      made: [Attribution]? = nil
    ) throws {
      let made = try made ?? requests.map { try $0.attribute(batch, in: context) }
      var collector = TraceCollector(on: requests, comparing: false)
      try collector.add(batch, attributions: made, in: context)
      attributions = made
      self.collector = collector
    }
  }

  /// The work on a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - requests: The methods.
  ///   - context: What the methods may use.
  ///   - queue: Where the credits go.
  ///   - made: What the methods made of the batch elsewhere; `nil` for work that is to be done.
  convenience init(
    on batch: TrajectoryBatch, by requests: [MethodRequest], in context: AttributionContext,
    to queue: CreditQueue, made: [Attribution]? = nil
  ) {
    let isDivided =
      made == nil && context.threads > 1 && !requests.contains { $0.card.spansTasks || $0.isCritic }
    self.init(
      on: isDivided ? BatchPieces(batch, ofDecisions: Self.leastDecisions) : BatchPieces(batch),
      by: requests, in: context, to: queue, made: made)
  }

  /// The work on a batch that came in pieces, by methods that do not fit several tasks at once.
  init(
    on pieces: BatchPieces, by requests: [MethodRequest], in context: AttributionContext,
    to queue: CreditQueue, made: [Attribution]? = nil
  ) {
    self.made = made
    self.pieces = pieces
    self.requests = requests
    self.context = context
    self.queue = queue
    done = Locked(Array(repeating: nil, count: pieces.count))
    queue.begin()
  }

  /// Number of parts.
  var count: Int { pieces.count }

  /// Does a part.
  func perform(_ index: Int) {
    let result = Result { count == 1 ? try whole(pieces[0]) : try part(pieces[index], index) }
    done.withLock { $0[index] = result }
  }

  /// What the methods made of the batch, when all parts are done; the credits are on their way then.
  ///
  /// - Parameters:
  ///   - collector: Gets what is said of the batch.
  ///   - isAsked: Whether anybody looks at what is returned; it is empty otherwise, if it has not been put together anyway.
  /// - Throws: What the methods throw on the batch.
  func finish(_ collector: inout TraceCollector, isAsked: Bool = true) throws -> [Attribution] {
    let results = done.withLock { $0 }
    lazy var batch = pieces.whole
    var made: [Part] = []
    for case .success(let part)? in results { made.append(part) }
    if made.count < count {
      // A part may lack what the batch has; if it does not, the batch fails as it does at once.
      if case .failure(let error)? = results[0], count == 1 { throw error }
      made = [try whole(batch)]
    }
    for part in made { collector.merge(part.collector) }
    let written = try queue.partsWritten()
    guard isAsked || made.count == 1 || written < count else { return [] }
    let attributions = made.count == 1 ? made[0].attributions : joined(made)
    collector.compare(batch, attributions: attributions)
    guard written < count else { return attributions }
    let credits = zip(requests, attributions).map { ($0.label, $0.credits($1)) }
    try queue.append(credits, of: batch, from: pieces.episodeCount(ofFirst: written))
    return attributions
  }

  private func whole(_ batch: TrajectoryBatch) throws -> Part {
    try Part(requests, on: batch, in: context, made: made)
  }

  private func part(_ own: TrajectoryBatch, _ index: Int) throws -> Part {
    // States are remembered for one batch at a time: parts that are done side by side must not share them.
    let part = try Part(
      requests, on: own,
      in: context.changed(simulation: nil, fitting: context.fitting, history: context.history))
    if queue.takesRecords {
      var records: [[UInt8]] = []
      for attribution in part.attributions {
        var text: [UInt8] = []
        try CreditsWriter.append(
          attribution.credits, reasons: attribution.reasons, intervals: attribution.intervals, of: own,
          to: &text)
        records.append(text)
      }
      queue.append(records: records, part: index)
    }
    return part
  }

  /// The credits of the batch, one after the other.
  private func joined(_ parts: [Part]) -> [Attribution] {
    requests.indices.map { method in
      let attributions = parts.map { $0.attributions[method] }
      var joined = Attribution(
        credits: attributions.flatMap(\.credits), reasons: Self.joined(attributions, \.reasons))
      joined.intervals = Self.joined(attributions, \.intervals)
      return joined
    }
  }

  /// What is said of each decision of all parts; `nil` where no part says anything.
  private static func joined<Said>(
    _ attributions: [Attribution], _ said: (Attribution) -> [Said?]?
  ) -> [Said?]? {
    guard attributions.contains(where: { said($0) != nil }) else { return nil }
    return attributions.flatMap { said($0) ?? Array(repeating: nil, count: $0.credits.count) }
  }
}
