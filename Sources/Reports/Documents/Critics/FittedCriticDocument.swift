import Ascribe

/// How critics did when they were fitted to batches.
struct FittedCriticDocument {
  let result: CriticStudyResult

  /// Which critics came closest.
  var findings: [Finding] {
    Finding.closest(of: result.critics, "As fitted") { $0.fitted.errors.first?.fromTruth.rootMeanSquare }
  }

  /// What they were fitted to, in words.
  var fittedTo: String {
    let plan = result.plan
    let beside =
      plan.fitEpisodes > 0 ? " and \(Numerals.count(plan.fitEpisodes, "episode")) beside each" : ""
    return "\(Numerals.count(plan.batches, "batch", plural: "batches")) of "
      + "\(Numerals.count(plan.episodesPerBatch, "episode"))\(beside), judging "
      + Numerals.count(result.sampled.turns, "turn")
  }

  var document: Document {
    var document = Document()
    document.add(overview)
    document.add(
      result.map("Value less exact value by agent and turn: root mean square") {
        $0.fitted.errors.map { ($0.slice, $0.fromTruth.rootMeanSquare) }
      })
    document.add(calibration)
    document.add(tenths)
    document.add(gradients)
    document.add(Terms.fits(result.critics.map { ($0.method.label, $0.fitted.fits) }))
    return document
  }

  private static let errorColumns: [Column] = [
    "less", .number("mean", decimals: 4, signed: true), .number("root mean square", decimals: 4),
    .number("largest", decimals: 4, signed: true),
  ]

  /// What values are compared with, and how far they are off it.
  private func rows(_ error: FittedError) -> [[Cell]] {
    [("exact", error.fromTruth), ("limit", error.fromLimit)].map { reference, errors in
      [
        .text(reference), .estimate(errors.mean.mean, errors.mean.interval), .number(errors.rootMeanSquare),
        .number(errors.worst),
      ]
    }
  }

  private var overview: Table {
    let percent = Numerals.fixed(100 * result.plan.confidence, 0)
    var table = Table(
      "Value less the exact one, and less its limit, what infinitely many episodes would make it (\(percent)% over "
        + "batches)", ["critic"] + Self.errorColumns, keys: 2)
    for critic in result.critics {
      guard let error = critic.fitted.errors.first else { continue }
      for row in rows(error) { table.add([.text(critic.method.label)] + row) }
    }
    return table.foldingBlocks(of: "numbers")
  }

  private var calibration: Table {
    var table = Table(
      "Calibration: least-squares line of the return from a turn on its value (slope 1, intercept 0 if all is well)",
      ["critic", "return", .number("slope", decimals: 4), .number("intercept", decimals: 4)], keys: 2,
      notes: [
        "realised: what the episode earned, which a critic that was fitted to it has seen; expected: the exact value"
      ])
    for critic in result.critics {
      let calibration = critic.fitted.calibration
      for (name, line) in [("realised", calibration.realised), ("expected", calibration.expected)] {
        table.add([
          .text(critic.method.label), .text(name), .estimate(line.slope, line.slopeInterval),
          .estimate(line.intercept, line.interceptInterval),
        ])
      }
    }
    return table.foldingBlocks(of: "numbers")
  }

  private var tenths: Table {
    var table = Table(
      "Mean returns by the tenth that the turn's value ranks in; equal values stay together",
      [
        "critic", .count("tenth"), .count("turns"), .number("mean value", decimals: 4),
        .number("realised", decimals: 4), .number("expected", decimals: 4),
      ], keys: 2,
      notes: [
        "without intervals: which turns are in a tenth is itself decided by the batches, and none covers"
      ])
    for critic in result.critics {
      for tenth in critic.fitted.calibration.tenths {
        table.add([
          .text(critic.method.label), .count(tenth.number), .count(tenth.turns), .number(tenth.meanValue),
          .number(tenth.meanReturn), .number(tenth.meanExpected),
        ])
      }
    }
    return table.foldingBlocks(of: "numbers")
  }

  private var gradients: Table {
    var table = Table(
      "Policy gradient that the credits of a batch induce, against the exact one; and the mean of the batches' "
        + "gradients",
      [
        "critic", "agent", .number("cosine", decimals: 4), .number("relative error", decimals: 4),
        .number("cosine of the mean", decimals: 4), .number("relative error of the mean", decimals: 4),
      ], keys: 2)
    for critic in result.critics {
      for gradient in critic.fitted.gradients where result.shownAgents.contains(gradient.ofMean.agent) {
        table.add([
          .text(critic.method.label), .text(gradient.ofMean.agent?.name ?? "all"), .estimate(gradient.cosine),
          .estimate(gradient.relativeError), .number(gradient.ofMean.cosine),
          .number(gradient.ofMean.relativeError),
        ])
      }
    }
    return table.foldingBlocks(of: "numbers")
  }

  /// Everything by agent and turn.
  var cells: Table {
    var table = Table(
      "Errors of values by agent and turn",
      ["critic", "agent", .count("turn"), .count("turns")] + Self.errorColumns, keys: 3)
    for critic in result.critics {
      for error in critic.fitted.errors where result.shownAgents.contains(error.slice.agent) {
        guard let turn = error.slice.turn else { continue }
        for row in rows(error) {
          table.add(
            [
              .text(critic.method.label), .text(error.slice.agent?.name ?? "all"), .count(turn),
              .count(error.turns),
            ] + row)
        }
      }
    }
    return table.foldingBlocks(of: "numbers")
  }
}
