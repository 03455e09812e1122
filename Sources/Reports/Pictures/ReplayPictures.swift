package import Ascribe
import Ground

extension ReplayResult {
  /// How both branches end, what each action is worth, and what chance alone does.
  package func pictures(_ data: ReportData) -> [Picture] {
    let branches = [
      ("factual: \(factual.action)", factual), ("counterfactual: \(counterfactual.action)", counterfactual),
    ]
    let sampled = branches.map { name, branch in
      ForestPlot.Row(name, branch.outcomes.mean, branch.outcomes.interval)
    }
    let known =
      branches.compactMap { name, branch in
        branch.exact.map { ForestPlot.Row("\(name), exact", $0.return, marked: true) }
      }
      + zip(branches, [bounds?.factual, bounds?.counterfactual]).compactMap { branch, between in
        between.map { ForestPlot.Row("\(branch.0), by the bounds", between: $0.return, marked: true) }
      }
    var pictures = [
      Picture(
        "difference", "How both branches end on average",
        caption: "Mean return of the continuations with \(Numerals.fixed(100 * confidence, 0))% intervals"
          + (known.isEmpty
            ? "."
            : "; \(bounds == nil ? "diamonds are exact" : "diamonds are the middles of bounds that always hold")."),
        ForestPlot(axis: "mean return", decimals: 4, rows: "branch", [(nil, sampled + known)]))
    ]
    pictures.append(
      Picture(
        "distribution", "How returns are distributed",
        caption:
          "The point is the median, the bar the middle half, the line reaches from the least to the largest return.",
        ForestPlot(
          axis: "return", rows: "branch",
          [
            (
              nil,
              branches.map { name, branch in
                let quantiles = branch.outcomes.quantiles
                return .init(
                  name, quantiles[2], interval: .init(quantiles[0], quantiles[4]),
                  inner: .init(quantiles[1], quantiles[3]))
              }
            )
          ])))
    if let one = factual.outcomes.counts, let other = counterfactual.outcomes.counts {
      let values = Set((one + other).map(\.value)).sorted()
      let shares = { (counts: [OutcomeDistribution.Count]) in
        values.map { value in
          100 * Double(counts.first { $0.value == value }?.count ?? 0) / Double(continuations)
        }
      }
      pictures.append(
        Picture(
          "outcomes", "How often each return occurs", caption: "Share of the continuations of each branch.",
          BarChart(
            values.map { Numerals.digits($0, 4) },
            [.init("factual", shares(one)), .init("counterfactual", shares(other))],
            x: "return", y: "continuations, %", stacked: false, decimals: 1)))
    }
    let rows = alternatives.enumerated().map { place, alternative in
      let name = alternative.action + (alternative.action == taken ? " (taken)" : "")
      let isMarked = alternative.action == taken
      if let between = bounds?.alternatives[place] {
        return ForestPlot.Row(name, between: between.return, marked: isMarked)
      }
      return ForestPlot.Row(
        name, alternative.exact?.return ?? alternative.meanReturn.optional, marked: isMarked)
    }
    let kind = bounds != nil ? "bounded" : alternatives.allSatisfy { $0.exact != nil } ? "exact" : "sampled"
    pictures.append(
      Picture(
        "alternatives", "What each action of \(agent) is worth there",
        caption:
          "Expected return from turn \(turn) on, \(kind).",
        ForestPlot(axis: "expected return", decimals: 4, rows: "action", [(nil, rows)])))
    return pictures
  }

  /// Both branches, turn by turn.
  package var storedEpisodes: EpisodeSample? {
    let view = { (name: String, path: ReplayPath) in
      EpisodeView(
        name: name, status: path.status, return: path.return, reason: "",
        turns: path.steps.map { step in
          .init(
            state: step.state, reward: step.reward,
            decisions: step.decisions.map {
              .init(
                agent: $0.agent.name, action: $0.action, observation: nil, tokens: nil, exact: nil,
                credits: [],
                alternatives: [])
            })
        })
    }
    return EpisodeSample(
      methods: [], unit: "units of return", choice: "The record, and one continuation of the other branch.",
      [view("factual", factual.path), view("counterfactual", counterfactual.path)])
  }

  /// The scenario, and the seed.
  package var origin: [Terms.Entry] {
    [
      .init("scenario", scenario.label), .init("policy", scenario.policy), .init("memory", memory),
      .init("seed", "\(seed)"),
    ] + (trace.map { [.init("trace", $0)] } ?? [])
  }
}

extension ForestPlot.Row {
  /// A number that is known between bounds, by their middle.
  fileprivate init(_ name: String, between bounds: Bounds, marked isMarked: Bool) {
    self.init(
      name, bounds.lower / 2 + bounds.upper / 2,
      interval: bounds.isExact ? nil : Cell.Interval(bounds.lower, bounds.upper),
      marked: isMarked)
  }
}
