import Ascribe
import CreditStatistics
import Ground

extension TrainingResult: ReportedResult {
  /// Which arms learn fastest and which cannot be told apart, how every arm learned, and the curves; the rest as far as the view
  /// asks for it.
  package var document: Document { TrainingDocument(result: self).document }
}

extension TrainingResult {
  /// What kind of return curves are of.
  var returnWords: String { evaluation == nil ? "exact expected return" : "\(kindWords) return" }

  /// The kind of truth that returns are.
  var kindWords: String { truth?.kind.rawValue ?? "exact" }
}

extension String {
  /// With a capital letter.
  var capitalised: String { prefix(1).uppercased() + dropFirst() }
}

/// The report of a study of learning.
private struct TrainingDocument {
  let result: TrainingResult

  /// The table that arms are compared by: each at the rate that suits it, where rates were tuned.
  private var main: TrainingResult.Table { result.tables[result.tables.count - 1] }

  var document: Document {
    var document = header
    for finding in TrainingVerdict(result: result).findings {
      document.add(finding.shown(by: "curves", "areas"))
    }
    for table in result.tables.reversed() { document.add(self.table(table)) }
    document.add(curves)
    if let tuning = result.tuning { document.add(self.tuning(tuning)) }
    if let failures = result.failures { document.add(self.failures(failures)) }
    if result.view.details {
      document.add(pairs)
      document.add(checks)
    } else {
      document.add(
        paragraph: "--details also shows: all pairs of arms, and credits and policies along the way.")
    }
    return document
  }

  private var header: Document {
    let (scenario, plan) = (result.scenario, result.plan)
    var document = Document(scenario.names.title)
    let starts =
      plan.starts > 1
      ? "\(plan.starts) starting policies (\(plan.start.kind.rawValue) \(scenario.names.policy), deviation "
        + "\(plain(plan.start.scale))), \(Numerals.count(plan.seeds, "run")) from each"
      : "\(Numerals.count(plan.seeds, "run")) from one start (\(plan.start.kind.rawValue))"
    document.add(
      paragraph:
        "memory \(scenario.memory), horizon \(scenario.horizon), discount \(plain(scenario.discount)), seed \(plan.seed); "
        + starts)
    document.add(
      paragraph:
        "\(plan.rule.words) updates of \(plan.policyClass.rawValue) policies with "
        + "\(Numerals.count(plan.parameters, "parameter")); budget \(Numerals.count(plan.budget)) turns a run, "
        + "equal \(plan.equality.rawValue), about \(Numerals.count(plan.turnsOfUpdate)) turns an update\(shaping)\(critics)"
    )
    sampling.map { document.add(paragraph: $0) }
    return document
  }

  /// How returns were sampled, and how far they may be off.
  private var sampling: String? {
    guard let evaluation = result.evaluation else { return nil }
    if let cells = evaluation.cells {
      let known =
        switch (evaluation.meanMargin, evaluation.largestMargin) {
        case (.value(let mean), .value(let largest)):
          "; that of a policy is within \(Numerals.fixed(mean)) of their middle in the mean, \(Numerals.fixed(largest)) at most"
        default: ""
        }
      return
        "returns lie between bounds, from the most probable of what can happen (at most \(Numerals.count(cells, "cell")), state and "
        + "turn): at the start, after every \(every(evaluation)) and at the end\(known); intervals reach over all that the "
        + "bounds allow, a difference counts where the least that they allow is beyond chance, and milestones are those of the middles. \(starts)\(result.truth?.reason ?? "")"
    }
    let known =
      switch (evaluation.meanMargin, evaluation.largestMargin) {
      case (.value(let mean), .value(let largest)):
        "; that of a policy is within \(Numerals.fixed(mean)) of its sample in the mean, \(Numerals.fixed(largest)) at most, for all "
          + "policies of a run together with \(Numerals.fixed(100 * result.plan.confidence, 0))% confidence "
          + (evaluation.returnBounds == nil ? "(Student's t)" : "(confidence sequences)")
      default: ""
      }
    return
      "returns are sampled: on \(Numerals.count(evaluation.episodes)) fresh episodes at the start, after every "
      + "\(every(evaluation)) and at the end, \(Numerals.count(Int(evaluation.turns.rounded()))) turns a "
      + "run that the budget does not pay for\(known). \(starts)\(result.truth?.reason ?? "")"
  }

  private func every(_ evaluation: TrainingResult.Evaluation) -> String {
    evaluation.every == 1 ? "update" : Numerals.count(evaluation.every, "update")
  }

  /// Starts are not those of tables.
  private var starts: String {
    result.plan.start.isDrawn
      ? "Starting policies are drawn by the names of their parameters, others than where returns are exact. "
      : ""
  }

  private var shaping: String {
    let shaping = result.plan.shaping
    var words: [String] = []
    if shaping.centres { words.append("centred") }
    if shaping.scale == .deviation { words.append("divided by their deviation") }
    if shaping.keptShare < 1 { words.append("only the largest \(Numerals.share(shaping.keptShare)) kept") }
    return words.isEmpty ? "" : "; credits \(words.joined(separator: ", "))"
  }

  private var critics: String {
    result.plan.criticWindow.map { "; critics fitted to the episodes of the last \($0) updates" } ?? ""
  }

  private func table(_ table: TrainingResult.Table) -> Table {
    let confidence = Numerals.fixed(100 * result.plan.confidence, 0)
    let rates =
      table.isTuned
      ? "each arm at the rate that suits it" : "all arms at rate \(plain(table.arms[0].rate))"
    var shown = Table(
      "\(result.returnWords.capitalised), \(rates)",
      [
        "arm", .number("mean over the budget"), .number("at the end"), .count("turns to half"),
        .count("turns to 90%"), .number("get there"), .count("episodes"), .number("updates", decimals: 0),
      ] + (table.isTuned ? [.digits("rate")] : []),
      notes: [
        "\(confidence)% intervals over \(unitWords); mean over the budget: of the policy in use\(evaluated), a turn each; turns: median over "
          + "runs until half and 90% of the way to \(optimum), and the share of the runs that get to 90%; episodes: of an update"
      ])
    for arm in ranked(table) {
      shown.add(
        [
          .text(arm.label), .estimate(arm.area.mean, arm.area.interval),
          .number(arm.final.mean), turns(arm.half), turns(arm.ninety), .share(arm.ninety.share, of: nil),
          .count(arm.episodes), .number(arm.updates),
        ] + (table.isTuned ? [.number(arm.rate)] : []))
    }
    return shown
  }

  /// Which policy stands for the one in use.
  private var evaluated: String {
    guard let every = result.evaluation?.every, every > 1 else { return "" }
    return
      " when a return was last found (every \(Numerals.count(every, "update")), which makes all arms look slower)"
  }

  /// The arms, the fastest first.
  private func ranked(_ table: TrainingResult.Table) -> [TrainingResult.Arm] {
    table.arms.sorted { ($0.area.mean.optional ?? 0) > ($1.area.mean.optional ?? 0) }
  }

  private var unitWords: String {
    Numerals.count(
      result.plan.units, result.plan.starts > 1 ? "starting policy" : "run",
      plural: result.plan.starts > 1 ? "starting policies" : "runs")
  }

  private var optimum: String {
    let value = Numerals.fixed(result.optimum.value, 4)
    return switch result.optimum.kind {
    case .optimal: "the optimum \(value)"
    case .bestKnown:
      "\(value), the best \(result.evaluation == nil ? "" : "\(result.kindWords) ")return that any run came to"
    }
  }

  private func turns(_ milestone: TrainingResult.Milestone) -> Cell {
    switch milestone.turns {
    case .value(let turns): .count(Int(turns.rounded()))
    case .undefined(let reason): .undefined(reason)
    }
  }

  private var curves: Curves {
    Curves(
      "\(result.evaluation == nil ? "Expected" : result.kindWords.capitalised) return over \(Numerals.count(result.plan.budget)) turns",
      ranked(main).map { Curves.Curve($0.label, $0.curve.map(\.value)) })
  }

  private func tuning(_ tuning: TrainingResult.Tuning) -> Table {
    var table = Table(
      "Choice of rates: mean over the budget, on runs with draws of their own",
      ["arm"] + tuning.grid.map { .number("rate \(plain($0))") } + [.digits("chosen")])
    for (place, arm) in main.arms.enumerated() {
      let areas = tuning.areas[place].map { area -> Cell in area.map { .number($0) } ?? .text("failed") }
      table.add([.text(arm.label)] + areas + [.number(tuning.rates[place])])
    }
    return table
  }

  private func failures(_ failures: [TrainingResult.Failure]) -> Table {
    var table = Table(
      "Rates at which runs failed, which count as the worst",
      ["arm", .digits("rate"), "runs", "failed"],
      notes: ["choosing: runs that rates are chosen by; judging: runs that arms are compared by"]
        + Set(failures.map(\.label)).sorted().compactMap { label in
          failures.first { $0.label == label }.map { "\(label) at \(plain($0.rate)): \($0.reason)" }
        })
    for failure in failures {
      table.add([
        .text(failure.label), .number(failure.rate), .text(failure.isForTuning ? "choosing" : "judging"),
        .text("\(failure.failed) of \(failure.runs)"),
      ])
    }
    return table
  }

  private var pairs: Table {
    var table = Table(
      "Differences of the mean over the budget, first less second",
      [
        "first", "second", .number("difference", decimals: 4, signed: true), .digits("p"), .digits("p, Holm"),
      ], keys: 2,
      notes: [
        "paired t over \(unitWords); Holm's correction for all pairs"
          + (main.pairs.contains { $0.isTied } ? "; tie: less than a millionth of the range of returns" : "")
      ])
    for pair in main.pairs {
      table.add(
        [.text(pair.first), .text(pair.second)]
          + (pair.isTied
            ? [.number(0), .text("tie"), .text("tie")]
            : [
              .estimate(pair.difference.mean, pair.difference.interval), .number(pair.test.map(\.pValue)),
              .number(pair.adjustedPValue),
            ]))
    }
    return table
  }

  /// Credits and policies along the way.
  private var checks: Table {
    let shown = result.quantities.indices.prefix(result.evaluation == nil ? 3 : 0)
    var table = Table(
      result.evaluation == nil
        ? "Along the way: credits against the exact ones of the policy of the moment, and the policy"
        : "Along the way: the policy",
      ["arm", .number("turns", decimals: 0)] + shown.map { .number(result.quantities[$0].name) } + [
        .number("entropy"), .number("divergence"), .number("decided"), .number("luck"),
      ],
      notes: [
        "entropy of the policy and its divergence from the start, in nats a decision; decided and luck: shares of the return's "
          + "variance; means over runs"
      ])
    for arm in main.arms {
      for check in arm.checks {
        let quantities =
          check.quantities.isEmpty
          ? shown.map { _ in Cell.blank } : shown.map { .number(check.quantities[$0]) }
        table.add(
          [.text(arm.label), .number(check.turns)] + quantities + [
            .number(check.entropy), .number(check.divergence), .number(check.decisionShare),
            .number(check.luckShare),
          ])
      }
    }
    return table
  }
}

extension UpdateRule {
  /// The rule in words that stand before "updates".
  fileprivate var words: String {
    switch kind {
    case .normalised: "normalised"
    case .fixedKL: "fixed-kl"
    case .ppo:
      "ppo (clip \(plain(proximal.clip)), \(proximal.epochs) epochs of \(proximal.minibatches) minibatches"
        + (proximal.entropy > 0 ? ", entropy \(plain(proximal.entropy))" : "")
        + (proximal.divergence > 0 ? ", kl \(plain(proximal.divergence))" : "") + ")"
    case .sgd: "sgd"
    case .adam: "adam"
    }
  }
}
