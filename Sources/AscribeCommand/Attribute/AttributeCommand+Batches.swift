import Ascribe
import CreditMethods
import Ground
import Importers
import Reports
import Trajectories

extension AttributeCommand {
  /// Hands over the trace in batches, with what is to be said of how it was read: a second time, as one batch, where a task
  /// comes back after its batch was given out.
  func withBatches(
    _ requests: [MethodRequest], _ keying: TraceKeying, inPieces: Bool = false,
    _ body: (consuming TraceBatches, _ note: String?) throws -> Void
  ) throws {
    if let from {
      let log = try importedLog(of: from)
      return try body(
        TraceBatches(whole: log.lines, named: trace, threads: draws.threadCount), log.note)
    }
    guard !reading.isGiven else {
      throw UsageError(
        description:
          "--outcome, --score, --mapping and --lenient say how a log is read: name its format with --from.")
    }
    let batches =
      keying.isLearned
      ? TraceBatches(whole: trace, threads: draws.threadCount)
      : try TraceBatches(
        trace, for: requests, bytes: batchSize << 20, threads: draws.threadCount,
        inPieces: inPieces)
    do {
      try body(batches, nil)
    } catch TraceGroupsError.returned(let place) {
      guard place.isRepeatable else {
        throw UsageError(
          description:
            "\(place) This source cannot be read twice: write it to a file, order it by task, or give a --batch-size "
            + "above its megabytes.")
      }
      try body(
        TraceBatches(whole: trace, threads: draws.threadCount),
        "\(place.file):\(place.line): a task comes back after line \(place.lastLine): the trace was read whole."
      )
    }
  }

  /// Whether records of the trace as it is are all that is asked for, so that nobody looks at a batch as a whole.
  func takesPieces(_ requests: [MethodRequest], to target: CreditTarget) -> Bool {
    let files = page.files + pictureTable.files + states.files
    return target.takesRecords && !summary && stateKey == nil && levels.segments == nil && history == nil
      && hindsight == nil && MergedShards.current == nil && files.allSatisfy { $0.path == nil }
      && !requests.contains { $0.card.spansTasks || $0.isCritic }
  }

  /// Attributes batch by batch; the credits appear, and the tables are printed, when all is done.
  func attribute(
    _ batches: consuming TraceBatches, by requests: [MethodRequest], in context: AttributionContext,
    to target: CreditTarget, _ keying: TraceKeying, merging kept: KeptPart?, note: String?
  ) throws {
    var keying = keying
    var merged = kept.map { MergedAttributions($0, of: trace) }
    let sink = CreditQueue(try CreditSink(target, for: requests, replaces: replace))
    let files = try PageFiles(page.files + pictureTable.files + states.files)
    var gatherer = files.isWanted ? PageGatherer(methods: requests.map(\.label), solution: nil) : nil
    var collector = TraceCollector(on: requests, comparing: summary)
    var twoLevel = try twoLevelWork(on: requests)
    var trust = summary ? CreditTrust(in: requests) : nil
    var supplements = SupplementUse(by: requests, in: context, hindsightFile: hindsight ?? "")
    let progress = Progress(nil, "turns")
    // What was done is freed by one of the threads that do the next, for it may be much.
    let done = Locked<BatchWork?>(nil)
    var following: BatchPieces?
    var isLast = false
    while let pieces = try following.take() ?? (isLast ? nil : try batches.next(beside: 0) { _ in }) {
      // Several pieces come only where nobody needs the batch as one.
      let batch = pieces.count > 1 ? nil : try keying.keyed(pieces.whole, of: trace)
      let work: BatchWork
      if let batch {
        supplements.add(batch)
        let made: [Attribution]?
        do {
          made = try merged?.next(of: batch, by: requests)
        } catch {
          // The parts may be of the trace as a single batch, if a task comes back further down.
          while try batches.next() != nil {}
          throw error
        }
        work = BatchWork(on: batch, by: requests, in: context, to: sink, made: made)
      } else {
        work = BatchWork(on: pieces, by: requests, in: context, to: sink)
      }
      var failure: TraceGroupsError?
      if draws.threadCount > 1 {
        // The next batch is read meanwhile; why it cannot be is said after what is said of this one.
        do throws(TraceGroupsError) {
          following = try batches.next(beside: work.count + 1) { part in
            if part == 0 { done.withLock { $0 = nil } } else { work.perform(part - 1) }
          }
        } catch {
          failure = error
        }
        isLast = following == nil
      } else {
        for part in 0..<work.count { work.perform(part) }
      }
      let isAsked = summary || gatherer != nil || twoLevel != nil
      let attributions = try supplements.explaining { try work.finish(&collector, isAsked: isAsked) }
      if let batch {
        try twoLevel?.add(batch, attributions, in: context)
        trust?.add(batch, attributions: attributions, in: context)
        gatherer?.add(batch, credits: zip(requests, attributions).map { $0.credits($1) })
      }
      if draws.threadCount > 1 { done.withLock { $0 = work } }
      progress.update(collector.views[0].summary.turns)
      if let failure { throw failure }
    }
    progress.finish()
    let notes = [note].compactMap(\.self) + (try keying.notes(of: trace)) + (try supplements.notes())
    let result = TraceResult(
      collector, seed: draws.seed, files: target.files(of: requests), notes: notes, trust: trust,
      levels: twoLevel?.result)
    if let gatherer { try files.write(result, gatherer.data(units: nil)) }
    try sink.finish()
    try twoLevel?.finish()
    if target.isStandardOutput || twoLevel != nil && format != .jsonl && output == nil {
      // The credits have standard output.
      try Terminal.showAside(result, asJSON: json)
    } else {
      try Terminal.show(result, asJSON: json)
    }
    try files.commit()
  }
}
