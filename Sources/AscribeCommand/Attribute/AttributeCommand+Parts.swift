import Ascribe
import CreditMethods
import Ground
import Trajectories

extension AttributeCommand {
  /// The place of the part that `--shard` asks for, or the parts that `ascribe merge` joins; `nil` without either.
  func openPart(of requests: [MethodRequest], _ keying: TraceKeying) throws -> Keeping? {
    guard shard != nil || MergedShards.current != nil else { return nil }
    guard trace != "-" else {
      throw UsageError(
        description: "--shard reads the trace in every process and once more to merge: write it to a file.")
    }
    if let request = requests.first(where: { $0.card.spansTasks || $0.isCritic }) {
      throw UsageError(
        description:
          "--shard parts a trace by tasks, and \(request.label) fits all tasks at once: attribute it whole.")
    }
    if keying.isLearned {
      throw UsageError(
        description:
          "--shard parts a trace by tasks, and --state-key '\(stateKey ?? "")' learns from all of them.")
    }
    let order = MeasuresOrder(
      "attribute", [], ["methods": requests.map(\.label).joined(separator: " "), "seed": "\(draws.seed)"])
    let count = try shard.map { try Shard($0).count } ?? 0
    return try Keeping.open(
      output, order.text(), shard: shard, batches: [count],
      unsharded: (page.files + pictureTable.files + states.files).filter { $0.path != nil }.map(\.option))
  }

  /// Attributes one part of the tasks and keeps what the methods made of them.
  func keep(
    _ batches: consuming TraceBatches, by requests: [MethodRequest], in context: AttributionContext,
    _ keying: TraceKeying, in part: KeptPart, _ place: Int
  ) throws {
    var keying = keying
    var deal = TaskDeal(among: try Shard(shard).count)
    let nowhere = CreditQueue(try CreditSink(.none, for: requests, replaces: false))
    var supplements = SupplementUse(by: requests, in: context, hindsightFile: hindsight ?? "")
    let progress = Progress(nil, "turns")
    defer { progress.finish() }
    var turns = 0
    var blobs: [[UInt8]] = []
    while let recorded = try batches.next() {
      let batch = try keying.keyed(recorded, of: trace)
      supplements.add(batch)
      let owners = deal.owners(in: batch)
      let own = batch.selecting(owners.indices.filter { owners[$0] == place })
      var collector = TraceCollector(on: requests, comparing: false)
      let work = BatchWork(on: own, by: requests, in: context, to: nowhere)
      parallelForEach(count: work.count, threads: draws.threadCount) { work.perform($0) }
      let made =
        own.episodeCount == 0
        ? requests.map { _ in Attribution(credits: []) }
        : try supplements.explaining { try work.finish(&collector) }
      blobs.append(try KeptAttributions(made, fingerprint: EpisodeFingerprints.text(of: batch)).bytes())
      turns += own.turnCount
      progress.update(turns)
    }
    _ = try keying.notes(of: trace)
    try part.keep(blobs, ofBatch: place)
  }
}

/// What the processes made that share a trace, batch by batch, in the order of the trace.
struct MergedAttributions {
  private let parts: KeptPart
  private let trace: String
  private let count: Int
  private var deal: TaskDeal
  private var place = 0

  init(_ parts: KeptPart, of trace: String) {
    self.parts = parts
    self.trace = trace
    count = MergedShards.current?.count ?? 1
    deal = TaskDeal(among: count)
  }

  /// What the methods made of the next batch.
  ///
  /// - Throws: ``UsageError`` if it is not what the parts were made of.
  mutating func next(of batch: TrajectoryBatch, by requests: [MethodRequest]) throws -> [Attribution] {
    let fingerprint = EpisodeFingerprints.text(of: batch)
    let owners = deal.owners(in: batch)
    var decisions = [[Int]](repeating: [], count: count)
    for (episode, owner) in owners.enumerated() { decisions[owner] += batch.decisions(ofEpisode: episode) }
    let kept = try (0..<count).map { part in
      guard let bytes = try parts.blob(place, ofBatch: part), let kept = KeptAttributions(bytes),
        kept.isOf(fingerprint, decisions: decisions[part].count)
      else {
        throw UsageError(description: "\(trace) has changed since the parts were made: make them again.")
      }
      return kept
    }
    place += 1
    return requests.indices.map { method in
      Attribution(scattering: kept.map { $0.attribution(ofMethod: method) }, to: decisions)
    }
  }
}

extension Attribution {
  /// One attribution of parts, whose decisions stand at these places.
  fileprivate init(scattering parts: [Attribution], to places: [[Int]]) {
    let count = places.reduce(0) { $0 + $1.count }
    var credits = [Double](repeating: 0, count: count)
    var reasons = parts.contains { $0.reasons != nil } ? [NoCredit?](repeating: nil, count: count) : nil
    var intervals =
      parts.contains { $0.intervals != nil } ? [CreditInterval?](repeating: nil, count: count) : nil
    var cuts = CutEpisodes()
    var support = ValueSupport()
    var remarks = AttributionRemarks()
    for (part, places) in zip(parts, places) {
      for (own, place) in places.enumerated() {
        credits[place] = part.credits[own]
        reasons?[place] = part.reasons?[own]
        intervals?[place] = part.intervals?[own]
      }
      cuts += part.cuts
      support += part.support
      remarks += part.remarks
    }
    self.init(credits: credits, reasons: reasons, cuts: cuts)
    self.support = support
    self.remarks = remarks
    self.intervals = intervals
  }
}
