import Ascribe

/// What critics would have after infinitely many episodes.
struct CriticLimitDocument {
  let result: CriticStudyResult

  /// Which critics the exact values are within reach of.
  var findings: [Finding] {
    Finding.closest(of: result.critics, "After infinitely many episodes") {
      $0.limit.gaps.first?.rootMeanSquare
    }
  }

  var document: Document {
    var document = Document()
    document.add(overview)
    document.add(
      result.map("Gap by agent and turn: root mean square") {
        $0.limit.gaps.map { ($0.slice, $0.rootMeanSquare) }
      })
    document.add(
      result.map("Bias given what is known, by agent and turn: mean size") {
        $0.limit.biases.map { ($0.slice, $0.meanAbsolute) }
      })
    if let states = informationStates {
      document.add(states)
    } else {
      document.add(
        paragraph: "After infinitely many episodes no critic is biased, given what the acting agents know")
    }
    document.add(agreement)
    if let gradient {
      document.add(gradient)
    } else {
      document.add(paragraph: "All of these gradients are 0")
    }
    return document
  }

  private var overview: Table {
    // Where no critic is biased there is no place to name.
    let showsPlace = result.critics.contains { $0.limit.biases.first.map(shows) ?? false }
    var table = Table(
      "Gap between the critic's value and the exact one, and its mean, the bias, given what the acting agents know",
      [
        "critic", .number("mean square gap", decimals: 6), .number("root mean square", decimals: 6),
        .number("largest gap", decimals: 6, signed: true), .number("mean bias", decimals: 6, signed: true),
        .number("mean size", decimals: 6), .number("largest bias", decimals: 6, signed: true),
      ] + (showsPlace ? [.count("at turn"), "knowing"] : []))
    for critic in result.critics {
      guard let gap = critic.limit.gaps.first, let bias = critic.limit.biases.first else { continue }
      let place: [Cell] = showsPlace ? [shows(bias) ? .count(bias.worst.turn) : .blank, name(bias)] : []
      table.add(
        [
          .text(critic.method.label), .number(gap.meanSquare), .number(gap.rootMeanSquare),
          .number(gap.worst), .number(bias.mean), .number(bias.meanAbsolute), .number(bias.worst.bias),
        ] + place)
    }
    return table.foldingRows(of: "numbers")
  }

  /// Where the largest bias is, unless it is 0.
  private func name(_ bias: ConditionalBiasSummary) -> Cell { shows(bias) ? .text(bias.worst.name) : .blank }

  private func shows(_ bias: ConditionalBiasSummary) -> Bool {
    Numerals.fixed(bias.worst.bias, 6) != Numerals.fixed(0, 6)
  }

  private var informationStates: Table? {
    var table = Table(
      "Bias given what the acting agents know: those of the largest probability times squared bias",
      [
        "critic", .count("turn"), "knowing", .number("probability", decimals: 6),
        .number("exact value", decimals: 6), .number("critic's", decimals: 6),
        .number("bias", decimals: 6, signed: true),
      ], keys: 3)
    for critic in result.critics {
      let states = critic.limit.informationStates.filter { $0.agent == nil }
      let weights = states.map { $0.probability * $0.bias * $0.bias }
      // What rounding left of a bias is none.
      let least = 1e-18 * states.reduce(0) { max($0, $1.value * $1.value) }
      for index in largest(result.top, of: weights, above: least) {
        let state = states[index]
        table.add([
          .text(critic.method.label), .count(state.turn), .text(state.name), .number(state.probability),
          .number(state.value), .number(state.criticValue), .number(state.bias),
        ])
      }
    }
    return table.rows.isEmpty ? nil : table.foldingBlocks(of: "numbers")
  }

  private var agreement: Table {
    var table = Table(
      "Policy gradient that the values induce, against the exact one",
      ["critic", "agent", .number("cosine", decimals: 6), .number("relative error", decimals: 6)], keys: 2)
    for critic in result.critics {
      for agreement in critic.limit.gradientAgreement where result.shownAgents.contains(agreement.agent) {
        table.add([
          .text(critic.method.label), .text(agreement.agent?.name ?? "all"), .number(agreement.cosine),
          .number(agreement.relativeError),
        ])
      }
    }
    return table.foldingBlocks(of: "numbers")
  }

  /// Places of the largest numbers above a bound, in descending order; of those that are equal but for rounding the
  /// earlier ones first.
  private func largest(_ count: Int, of numbers: [Double], above bound: Double) -> [Int] {
    let unit = 1e-9 * (numbers.max() ?? 0)
    return Array(
      numbers.indices.filter { numbers[$0] > bound }.sorted {
        (-(numbers[$0] / unit).rounded(), $0) < (-(numbers[$1] / unit).rounded(), $1)
      }.prefix(count))
  }

  private var gradient: Table? {
    let gradients = [result.gradient] + result.critics.map(\.limit.gradient)
    let sizes = result.choices.indices.map { choice in gradients.reduce(0) { max($0, abs($1[choice])) } }
    let ranked = largest(sizes.count, of: sizes, above: 1e-12 * (sizes.max() ?? 0))
    guard !ranked.isEmpty else { return nil }
    var table = Table(
      "The \(min(result.top, ranked.count)) largest of \(Numerals.count(ranked.count)) entries, by logit",
      ["agent", "knowing", "action", .number("exact", decimals: 6, signed: true)]
        + result.critics.map { .number($0.method.label, decimals: 6, signed: true) }, keys: 3)
    for choice in ranked.prefix(result.top).sorted() {
      let name = result.choices[choice]
      table.add(
        [.text(name.agent.name), .text(name.informationState), .text(name.action)]
          + gradients.map { .number($0[choice]) })
    }
    return table.foldingColumns(3..<table.columns.count, of: "gradient")
  }

  /// Everything by agent and turn.
  var cells: Table {
    var table = Table(
      "Gap and bias by agent and turn",
      [
        "critic", "agent", .count("turn"), .number("turns an episode", decimals: 4),
        .number("mean square gap", decimals: 6), .number("root mean square", decimals: 6),
        .number("largest gap", decimals: 6, signed: true), .number("mean bias", decimals: 6, signed: true),
        .number("mean size", decimals: 6), .number("largest bias", decimals: 6, signed: true), "knowing",
      ], keys: 3)
    for critic in result.critics {
      let biases = Dictionary(
        critic.limit.biases.map { ($0.slice, $0) }, uniquingKeysWith: { first, _ in first })
      for gap in critic.limit.gaps where result.shownAgents.contains(gap.slice.agent) {
        guard let turn = gap.slice.turn, let bias = biases[gap.slice] else { continue }
        table.add([
          .text(critic.method.label), .text(gap.slice.agent?.name ?? "all"), .count(turn), .number(gap.turns),
          .number(gap.meanSquare), .number(gap.rootMeanSquare), .number(gap.worst), .number(bias.mean),
          .number(bias.meanAbsolute), .number(bias.worst.bias), name(bias),
        ])
      }
    }
    return table.foldingBlocks(of: "numbers")
  }
}
