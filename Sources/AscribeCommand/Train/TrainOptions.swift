import ArgumentParser
import Ascribe

/// How much is simulated, from which starts.
struct TrainAmountOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Episodes of an update, for an arm that simulates nothing else; see --equal.",
    transform: wholeNumber)
  var episodes = 128

  @Option(
    name: .customLong("group-size"), parsing: .unconditional,
    help: "Episodes of a group, which share their start.", transform: wholeNumber)
  var groupSize = 8

  @Option(
    name: .customLong("fit-episodes"), parsing: .unconditional,
    help: "Episodes an update that are simulated beside it, for critics to be fitted to.",
    transform: wholeNumber)
  var fitEpisodes = 0

  @Option(
    help:
      "What critics are fitted to: refit (the episodes of the update), or persist:K (those of the last K updates, paid for once; persist alone is persist:8). Older episodes are of older policies: less noise for some bias."
  )
  var critics = "refit"

  @Option(
    help:
      "Where training starts: near (the policy with normal noise on its logits), drawn (noise alone), behaviour (the policy itself, see --policy) or uniform.",
    transform: word)
  var start = StartingPolicy.Kind.near

  @Option(
    name: .customLong("start-scale"), parsing: .unconditional,
    help: "Standard deviation of that noise, in nats. (default: 0.5)", transform: decimalNumber)
  var startScale: Double?

  @Option(
    parsing: .unconditional, help: "Starting policies, where they are drawn. (default: 10)",
    transform: wholeNumber)
  var starts: Int?

  @Option(
    parsing: .unconditional, help: "Runs from each starting policy (default: 2, or 20 from one start).",
    transform: wholeNumber)
  var seeds: Int?

  @Option(
    parsing: .unconditional, help: "Times of a run at which credits are held against the exact ones.",
    transform: wholeNumber)
  var checks = 5

  @OptionGroup var draws: DrawOptions

  func apply(to plan: inout TrainingPlan) throws {
    plan.start = StartingPolicy(start, scale: startScale ?? 0.5)
    if !plan.start.isDrawn {
      for (isGiven, name) in [(starts != nil, "--starts"), (startScale != nil, "--start-scale")] where isGiven
      {
        throw UsageError(
          description: "\(name) is for starting policies that are drawn: --start near or drawn.")
      }
    }
    plan.starts = starts ?? 10
    plan.seeds = seeds ?? (plan.start.isDrawn ? 2 : 20)
    plan.checks = checks
    plan.criticWindow = try criticWindow()
  }

  private func criticWindow() throws(UsageError) -> Int {
    if critics == "refit" { return 1 }
    if critics == "persist" { return 8 }
    let window = critics.hasPrefix("persist:") ? Int(critics.dropFirst(8)) : nil
    guard let window, (1...TrainingPlan.mostCriticWindow).contains(window) else {
      throw UsageError(
        description:
          "--critics is \"\(critics)\"; accepted: refit, persist, persist:K with K in 1...\(TrainingPlan.mostCriticWindow)."
      )
    }
    return window
  }
}

/// How policies move.
struct TrainUpdateOptions: ParsableArguments {
  @Option(
    help:
      "The rule: normalised (a step of the rate's length along the batch gradient), fixed-kl (a natural step of the rate's divergence), ppo, sgd or adam.",
    transform: word)
  var update = UpdateRule.Kind.normalised

  @Option(
    parsing: .unconditional,
    help:
      "What steps are a multiple of (default: normalised 0.5, fixed-kl 0.01, ppo 0.01, sgd 1, adam 0.05).",
    transform: decimalNumber)
  var rate: Double?

  @Flag(
    help:
      "Also train each arm at the rate of --grid that suits it best, found on runs with draws of their own.")
  var tune = false

  @Option(help: "Rates for --tune, comma-separated (default: the rule's own times 0.1, 0.3, 1, 3 and 10).")
  var grid: String?

  @Option(parsing: .unconditional, help: "ppo: how far from 1 a ratio counts.", transform: decimalNumber)
  var clip = 0.2

  @Option(parsing: .unconditional, help: "ppo: passes over a batch.", transform: wholeNumber)
  var epochs = 4

  @Option(parsing: .unconditional, help: "ppo: parts of a batch, each a step.", transform: wholeNumber)
  var minibatches = 4

  @Option(
    parsing: .unconditional, help: "ppo: weight of the entropy of a decision, in reward units a nat.",
    transform: decimalNumber)
  var entropy = 0.0

  @Option(
    parsing: .unconditional,
    help: "ppo: weight of the divergence from the starting policy, in reward units a nat.",
    transform: decimalNumber)
  var kl = 0.0

  @Option(
    name: .customLong("policy-class"),
    help:
      "What policies can express: table (a logit for each agent, information state and action), shared (agents that know and may do the same share theirs) or linear (weights of the words of what an agent knows).",
    transform: word)
  var policyClass = PolicyClass.Kind.table

  @Option(
    help: "What arms have equally much of: turns (continuations and fits count) or episodes.", transform: word
  )
  var equal = TrainingPlan.Equality.turns

  @Option(
    name: .customLong("restore-price"), parsing: .unconditional,
    help: "What restoring a state for a continuation costs, in turns.", transform: decimalNumber)
  var restorePrice = 0.0

  @Flag(help: "Take the mean of a batch's credits off.")
  var centre = false

  @Option(
    name: .customLong("credit-scale"), help: "What credits are divided by: none or deviation (of the batch).",
    transform: word)
  var creditScale = CreditShaping.Scale.none

  @Option(
    parsing: .unconditional,
    help: "Share of the decisions that keep their credit, those of the largest sizes.",
    transform: decimalNumber)
  var keep = 1.0

  func apply(to plan: inout TrainingPlan) throws {
    plan.rule = UpdateRule(update, rate: rate)
    plan.rule.proximal.clip = clip
    plan.rule.proximal.epochs = epochs
    plan.rule.proximal.minibatches = minibatches
    plan.rule.proximal.entropy = entropy
    plan.rule.proximal.divergence = kl
    plan.policyClass = policyClass
    plan.shaping.centres = centre
    plan.shaping.scale = creditScale
    plan.shaping.keptShare = keep
    plan.equality = equal
    plan.restorePrice = restorePrice
    if tune {
      plan.grid = try rates()
    } else if grid != nil {
      throw UsageError(description: "--grid is for --tune.")
    }
    let given = [
      (clip != 0.2, "--clip"), (epochs != 4, "--epochs"), (minibatches != 4, "--minibatches"),
      (entropy != 0, "--entropy"), (kl != 0, "--kl"),
    ].filter(\.0).map(\.1)
    if update != .ppo, let first = given.first {
      throw UsageError(description: "\(first) is for --update ppo.")
    }
  }

  private func rates() throws(UsageError) -> [Double] {
    guard let grid else { return UpdateRule.grid(of: update) }
    var rates: [Double] = []
    for part in grid.split(separator: ",", omittingEmptySubsequences: false) {
      guard let rate = Double(part.filter { $0 != " " }), rate > 0, rate.isFinite else {
        throw UsageError(description: "--grid has \"\(part)\"; accepted: numbers above 0, comma-separated.")
      }
      rates.append(rate)
    }
    guard Set(rates).count == rates.count else { throw UsageError(description: "--grid has a rate twice.") }
    return rates.sorted()
  }
}
