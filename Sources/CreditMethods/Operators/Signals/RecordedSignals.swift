package import Trajectories

/// A field of a trace that single methods read: what it is called, what brings it, and which values it may have.
package struct RecordedSignal: Sendable {
  /// The field's name in a trace.
  package let field: String
  /// What a run needs so that its episodes have the field.
  package let flag: String
  /// What is accepted.
  package let range: ClosedRange<Double>

  /// A signal.
  package init(field: String, flag: String, range: ClosedRange<Double>) {
    self.field = field
    self.flag = flag
    self.range = range
  }

  /// Log-probability of an action under the behaviour policy; a run always records it.
  package static let logProbability = RecordedSignal(
    field: "logProbability", flag: "", range: -.greatestFiniteMagnitude...0)
  /// Log-probability of an action under the reference policy.
  package static let referenceLogProbability = RecordedSignal(
    field: "referenceLogProbability", flag: "--reference", range: -.greatestFiniteMagnitude...0)
  /// A judge's process score of a turn.
  package static let process = RecordedSignal(
    field: "process", flag: "--judge granularity=turn", range: -1...1)
  /// A judge's label of a decision: 1 for right, 0 or less for wrong, or the share of several critiques in between.
  package static let label = RecordedSignal(field: "judge", flag: "--judge", range: -1...1)
  /// A judge's label or score of a decision, of which the sign alone counts.
  package static let anyLabel = RecordedSignal(
    field: "judge", flag: "--judge", range: -.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
  /// A coach's score of a decision, out of ten.
  package static let coachScore = RecordedSignal(field: "judge", flag: "--judge", range: 0...10)
  /// Probability of the right answer before a turn.
  package static let belief = RecordedSignal(field: "belief", flag: "--belief", range: 0...1)
  /// The policy's entropy at a decision, in nats.
  package static let entropy = RecordedSignal(
    field: "entropy", flag: "--entropy", range: 0 ... .greatestFiniteMagnitude)

  /// The column of a field that every row has, if it has accepted values alone.
  ///
  /// - Parameters:
  ///   - column: The column of the batch; `nil` if no row has the field.
  ///   - rows: What rows are called: "turn" or "decision".
  ///   - count: How many rows there are; none lacks anything.
  ///   - otherwise: What a user can do without the field, as the end of a sentence; `nil` if nothing.
  ///   - method: The method's identifier.
  ///   - place: Where a row stands, as the beginning of a sentence.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` where a row has none, and
  ///   ``AttributionError/refused(method:reason:)`` where one has another value.
  fileprivate func complete(
    _ column: [Double]?, ofEvery rows: String, count: Int, or otherwise: String?,
    for method: String, place: (Int) -> String
  ) throws(AttributionError) -> [Double] {
    guard count > 0 else { return [] }
    let (low, high) = (range.lowerBound, range.upperBound)
    if let column, let wrong = column.firstIndex(where: { !($0 >= low && $0 <= high) }) {
      guard column[wrong].isNaN else {
        throw .refused(
          method: method,
          reason: "\(place(wrong)) has \"\(field)\" \(column[wrong]); accepted: \(accepted).")
      }
      throw lacks(rows, or: otherwise, for: method, beginning: "\(place(wrong)) has none. ")
    }
    guard let column else { throw lacks(rows, or: otherwise, for: method, beginning: "") }
    return column
  }

  private var accepted: String {
    switch (range.lowerBound, range.upperBound) {
    case (-.greatestFiniteMagnitude, .greatestFiniteMagnitude): "finite numbers"
    case (-.greatestFiniteMagnitude, let high): "finite numbers of at most \(high)"
    case (let low, .greatestFiniteMagnitude): "finite numbers of at least \(low)"
    case (let low, let high): "\(low)...\(high)"
    }
  }

  private func lacks(
    _ rows: String, or otherwise: String?, for method: String, beginning: String
  ) -> AttributionError {
    let bring = flag.isEmpty ? "" : otherwise == nil ? ", or give the run \(flag)" : ", give the run \(flag)"
    let rest = otherwise.map { ", or \($0)" } ?? ""
    return .lacks(
      method: method, need: "\"\(field)\" of every \(rows)",
      howToSupply: "\(beginning)Write the field \"\(field)\" on every \(rows) of the trace\(bring)\(rest).")
  }
}

extension TrajectoryBatch {
  /// A field of turns that every turn has.
  ///
  /// - Throws: As ``RecordedSignal`` says, naming the turn.
  package func everyTurn(
    _ column: [Double]?, _ signal: RecordedSignal, or otherwise: String? = nil, for card: MethodCard
  ) throws(AttributionError) -> [Double] {
    try signal.complete(column, ofEvery: "turn", count: turnCount, or: otherwise, for: card.id) { turn in
      let episode = episode(ofTurn: turn)
      return "Turn \(turn - turns(of: episode).lowerBound) of episode \"\(episodeName(episode))\""
    }
  }

  /// A field of decisions that every decision has.
  ///
  /// - Throws: As ``RecordedSignal`` says, naming agent and turn.
  package func everyDecision(
    _ column: [Double]?, _ signal: RecordedSignal, or otherwise: String? = nil, for card: MethodCard
  ) throws(AttributionError) -> [Double] {
    try signal.complete(
      column, ofEvery: "decision", count: decisionCount, or: otherwise, for: card.id,
      place: place(ofDecision:))
  }

  /// The log-ratio of the policy that acted and the reference at every decision, in nats. Shape `[decisions]`.
  ///
  /// - Throws: As ``everyDecision(_:_:or:for:)`` for each of the two fields.
  package func logRatios(
    or otherwise: String? = nil, for card: MethodCard
  ) throws(AttributionError) -> [Double] {
    let own = try everyDecision(decisions.logProbability, .logProbability, or: otherwise, for: card)
    let reference = try everyDecision(
      decisions.referenceLogProbability, .referenceLogProbability, or: otherwise, for: card)
    return own.combined(with: reference, -)
  }

  /// Where a decision stands, as the beginning of a sentence.
  package func place(ofDecision decision: Int) -> String {
    let episode = episode(ofDecision: decision)
    let own = turns(of: episode)
    let turn = own.first { decisions(of: $0).contains(decision) } ?? own.lowerBound
    return
      "Agent \"\(symbols.agents[decisions.agent[decision]])\" at turn \(turn - own.lowerBound) of episode "
      + "\"\(episodeName(episode))\""
  }

  /// The episode that a decision belongs to, for errors.
  ///
  /// - Complexity: O(episodes).
  func episode(ofDecision decision: Int) -> Int {
    (0..<episodeCount).first { decisions(ofEpisode: $0).contains(decision) } ?? 0
  }

  /// The episode that a turn belongs to, for errors.
  ///
  /// - Complexity: O(episodes).
  func episode(ofTurn turn: Int) -> Int {
    (0..<episodeCount).first { turns(of: $0).contains(turn) } ?? 0
  }
}
