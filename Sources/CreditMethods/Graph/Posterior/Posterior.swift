package import Trajectories
import Ground
import Simulation

/// What a turn's action is worth in the Markov models that the episodes of its task leave possible, with an interval.
///
/// ``CRBC`` takes shares of few visits for probabilities. Here every row of them has a Dirichlet posterior: what follows an action,
/// and what the policy does. What was never seen has an outcome of its own, whose value is not known, and so has what follows a cut
/// episode, so that few visits leave little certain. Each draw is solved as the closure is; its credits are Q - V.
///
/// All of it is relative to the model: where the state key is not Markov the intervals are too narrow, without limit.
package struct Posterior: CreditMethod {
  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The mean over the draws.
    case mean
    /// The median of the draws.
    case median
    /// Q - V in the model of means, without a draw.
    case plugin
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "posterior", name: "Posterior of the recorded model",
    source: "Ascribe's own construction on CRBC's model (arXiv 2609.35082): no paper describes it",
    granularity: .turn, methodology: .temporalDifference,
    estimand:
      "Q - V of the joint action in the Markov model of the recorded states, and how sure the episodes leave it; model-relative: "
      + "where the state is not Markov, intervals are too narrow.",
    formula:
      "mean over models of Q - V; P(.|s, a) ~ Dirichlet(alpha + counts of the outcomes seen at s, and of one never seen), "
      + "mu(.|s) ~ Dirichlet(alphaPolicy + counts), unknown values uniform; V and Q as in crbc",
    needs: [.trajectories], givesIntervals: true,
    cost:
      "no continuations; O(draws (pairs of actions and outcomes of each state)) and a solution of cycles each",
    unverified: [.init("all of it: it is our construction, with no source to verify it against")])

  private let forks = ForkParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("pseudo-count of an outcome", in: 0...1e6) private var alpha = 0.5
  @Parameter("each outcome has the pseudo-count, or all of an action share it")
  private var prior = PosteriorRules.Prior.each
  @Parameter("pseudo-count of an action (policy=counts)", in: 0...1e6) private var alphaPolicy = 0.0
  @Parameter("the policy: drawn from its counts, or exact by shares (empirical) or by log-probabilities")
  private var policy = PosteriorRules.Policy.counts
  @Parameter("outcomes of an action: those seen at its state, or after it") private var support =
    PosteriorRules.Support.state
  @Parameter("an outcome that was never seen is possible") private var elsewhere = true
  @Parameter("a truncated episode ends with an unknown value, like a failure, or is left out")
  private var truncated = PosteriorRules.Cut.interval
  @Parameter("discount of a turn", in: 1e-6...1) private var beta = 0.98
  @Parameter("least unknown value") private var vmin = 0.0
  @Parameter("largest unknown value") private var vmax = 1.0
  @Parameter("models that are drawn of each task", in: 2...10_000_000) private var draws = 1000
  @Parameter("probability of the interval", in: 0.01...0.9999) private var level = 0.95
  @Parameter("the mean of the draws, their median, or the model of means, undrawn") private var emit =
    Emission.mean

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let credits: [Double]
    var intervals: [CreditInterval?]?
    if emit == .plugin {
      credits = try ofDecisions(of: batch, in: context, 0) { sampler, counts throws(AttributionError) in
        try sampler.plugIn(counts, for: Self.card.id)
      }
    } else {
      let isMedian = emit == .median
      let found = try summaries(of: batch, in: context)
      credits = found.map { $0.map { isMedian ? $0.median : $0.mean } ?? 0 }
      intervals = found.map { $0.map { CreditInterval(low: $0.low, high: $0.high, visits: $0.count) } }
    }
    var attribution = try Attribution(finite: credits, of: batch, method: Self.card.id, counting: forks)
    attribution.intervals = intervals
    return attribution
  }

  /// What the draws say of every decision of a batch.
  package func summaries(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> [PosteriorSummary?] {
    try ofDecisions(of: batch, in: context, nil) { sampler, counts throws(AttributionError) in
      try sampler.summaries(of: counts, for: Self.card.id)
    }
  }

  private func rules() throws(AttributionError) -> PosteriorRules {
    guard vmin <= vmax else {
      throw .refused(
        method: Self.card.id,
        reason: "vmin is \(vmin) and vmax \(vmax): the least unknown value is not above the largest.")
    }
    var rules = PosteriorRules()
    rules.alpha = alpha
    rules.prior = prior
    rules.alphaPolicy = alphaPolicy
    rules.policy = policy
    rules.support = support
    rules.allowsElsewhere = elsewhere
    rules.cut = truncated
    rules.discount = beta
    rules.unknown = vmin...vmax
    return rules
  }

  /// A property of the rows of each task's model, for every decision of a batch; `nothing` for turns that are in no row.
  private func ofDecisions<Property>(
    of batch: TrajectoryBatch, in context: AttributionContext, _ nothing: Property,
    _ read: (PosteriorSampler, PosteriorCounts) throws(AttributionError) -> [Property]
  ) throws(AttributionError) -> [Property] {
    let rules = try rules()
    let shared = try forks.shared(in: batch, for: Self.card)
    let logProbability =
      policy == .logprob
      ? try batch.everyDecision(
        batch.decisions.logProbability, .logProbability, or: "use policy=counts", for: Self.card) : nil
    let steps = RecordedSteps(
      of: batch, by: key, in: context, cut: truncated, counting: shared?.isOwn, logProbability: logProbability
    )
    let sampler = PosteriorSampler(
      rules: rules, draws: draws, level: level,
      stream: PhiloxStream(
        seed: context.seed, purpose: .posterior, lane: context.simulation?.lane ?? 0),
      threads: context.threads)
    var found = [Property](repeating: nothing, count: steps.actions.count)
    for task in 0..<batch.symbols.tasks.count {
      let counts = PosteriorCounts(steps, of: task, by: rules)
      for (row, property) in zip(counts.action, try read(sampler, counts)) { found[Int(row)] = property }
    }
    // A turn that an episode shares has the credit of the turn that it is.
    let ofTurns = (0..<batch.turnCount).map { turn in
      found[Int(steps.actions.group[shared.map { Int($0.origin[turn]) } ?? turn])]
    }
    return batch.repeatedPerDecision(ofTurns)
  }
}
